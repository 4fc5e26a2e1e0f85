import Foundation
import Testing

/// Chinese texts are written in one way (see "Chinese texts" in `docs/architecture.md`): every text in the sources
/// with Chinese in it is held against that.
@Suite("Chinese texts are written in one way")
struct ChineseStyleTests {
  /// What stands for a value that is put into a text.
  private static let value: Character = "\u{FFFC}"

  /// Files with no sentences: lines of tables, where commas part columns; forms of dates that spreadsheets know;
  /// headers of tables; a script.
  private static let noSentences: Set = [
    "CityTable.swift", "NumberFormat.swift", "ColumnMeanings.swift", "PageScript.swift",
  ]

  @Test func allTexts() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    var count = 0
    for file in files where file.hasSuffix(".swift") {
      let name = String(file.split(separator: "/").last ?? "")
      let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
      for literal in Self.literals(text) {
        guard !Self.noSentences.contains(name) else { continue }
        #expect(!literal.contains(#/[0-9a-z\x{FFFC}] %/#), "\(file): a blank before %: \(literal)")
        guard Self.isChinese(literal) else { continue }
        count += 1
        for (rule, mark) in Self.faults {
          #expect(!literal.contains(mark), "\(file): \(rule): \(literal)")
        }
      }
    }
    #expect(count > 800)
  }

  @Test(
    "a text that is written otherwise is found",
    arguments: [
      "文件,没有", "行:没有", "没有(空)", "文件， 没有", "没有 读取", "是CSV 文件", "是 CSV文件", "没有...", "没有'甲'",
    ])
  func found(_ text: String) {
    #expect(Self.faults.contains { text.contains($0.mark) })
  }

  private static var faults: [(rule: String, mark: Regex<Substring>)] {
    [
      (
        "a plain mark beside Chinese", #/[\x{4E00}-\x{9FFF}][,;:!?()]|[,;:!?()][\x{4E00}-\x{9FFF}]/#
      ),
      ("a blank beside a full-width mark", #/[，。；：？！、（）“”] (?!")|[^" ] [，。；：？！、（）”]/#),
      ("a blank inside Chinese", #/[\x{4E00}-\x{9FFF}] (?!周)[\x{4E00}-\x{9FFF}]/#),
      (
        "no blank beside a Latin word",
        #/[\x{4E00}-\x{9FFF}][A-Za-z]|[A-Za-z][\x{4E00}-\x{9FFF}]/#
      ),
      ("plain dots or quotes", #/[\x{4E00}-\x{9FFF}](?:\.\.\.|')|'[\x{4E00}-\x{9FFF}]/#),
    ]
  }

  /// Whether a text is Chinese, and not an English one that names Chinese words.
  private static func isChinese(_ text: String) -> Bool {
    let chinese = text.unicodeScalars.count { (0x4E00...0x9FFF).contains($0.value) }
    let latin = text.unicodeScalars.count { $0.isASCII && $0.properties.isAlphabetic }
    return chinese > 0 && latin < 3 * chinese
  }

  /// The texts of a source, those inside of others too, with a sign for each value that is put in.
  private static func literals(_ source: String) -> [String] {
    var found: [String] = []
    let text = Array(source)
    var at = 0
    func begins(_ mark: String) -> Bool { text[at...].starts(with: mark) }
    /// Reads code up to a closing parenthesis that was not opened in it, or to the end.
    func code() {
      var depth = 0
      while at < text.count {
        if begins("//") {
          while at < text.count, text[at] != "\n" { at += 1 }
        } else if begins("\"\"\"") {
          literal("\"\"\"", isRaw: false)
        } else if begins("#\"") {
          at += 1
          literal("\"#", isRaw: true)
        } else if begins("#/") {
          // A pattern may hold quotes.
          while at < text.count, !begins("/#") { at += 1 }
          at += 2
        } else if text[at] == "\"" {
          literal("\"", isRaw: false)
        } else {
          if text[at] == "(" { depth += 1 }
          if text[at] == ")" {
            depth -= 1
            if depth < 0 { return }
          }
          at += 1
        }
      }
    }
    func literal(_ end: String, isRaw: Bool) {
      at += isRaw ? 1 : end.count
      var words = ""
      while at < text.count, !begins(end) {
        if !isRaw, text[at] == "\\", at + 1 < text.count {
          at += 2
          if text[at - 1] == "(" {
            code()
            at += 1
            words.append(value)
          } else {
            // An escape is no letter.
            words.append("\n")
          }
        } else {
          words.append(text[at])
          at += 1
        }
      }
      at += end.count
      found.append(words)
    }
    code()
    return found
  }
}
