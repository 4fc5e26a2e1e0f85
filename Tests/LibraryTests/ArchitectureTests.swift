import Foundation
import Testing

/// The drawing of docs/architecture.md against the sources.
@Suite("The drawing of the house")
struct ArchitectureTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The blocks of the document between fences: the rooms, and the arrows.
  private static func block(_ number: Int) throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "docs/architecture.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "```\n")
    return parts[number * 2 + 1].split(separator: "\n").map(String.init)
  }

  private static func folders(in path: String) throws -> [String] {
    let folder = root.appending(path: path)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      (try? folder.appending(path: $0).resourceValues(forKeys: [.isDirectoryKey]).isDirectory)
        == true
    }.sorted()
  }

  /// The targets that the Swift files of a target import.
  private static func imports(of target: String, among targets: [String]) throws -> [String] {
    let folder = root.appending(path: "Sources/" + target)
    var found: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place < words.count - 1 else { continue }
        found.insert(String(words[place + 1]))
      }
    }
    return targets.filter(found.contains)
  }

  @Test("every target and every folder of one is drawn, and nothing else")
  func rooms() throws {
    let targets = try Self.folders(in: "Sources")
    let drawn = try Self.block(0).map { String($0.trimmingPrefix(while: { $0 == " " })) }
      .filter { $0.first?.isUppercase == true || $0.hasPrefix("sweep ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    let inTargets = drawn.filter { !$0.hasSuffix("/") }
    #expect(inTargets.sorted() == targets)
    let folders = try targets.flatMap { try Self.folders(in: "Sources/" + $0) }
      .filter { $0 != "include" }
    #expect(
      drawn.filter { $0.hasSuffix("/") }.map { String($0.dropLast()) }.sorted() == folders.sorted())
  }

  @Test("the arrows are the imports, and all of them point down")
  func arrows() throws {
    let targets = try Self.folders(in: "Sources")
    let order = try Self.block(0).compactMap { line in
      line.split(separator: " ").first.map(String.init)
    }.filter(targets.contains)
    var lines: [String] = []
    for target in order {
      let imports = try Self.imports(of: target, among: targets)
      for other in imports {
        #expect(
          order.firstIndex(of: target)! < order.firstIndex(of: other)!, "\(target) → \(other)")
      }
      guard !imports.isEmpty else { continue }
      lines.append("\(target) → \(order.filter(imports.contains).joined(separator: ", "))")
    }
    #expect(try Self.block(1) == lines, "write: \(lines.joined(separator: "\n"))")
  }
}
