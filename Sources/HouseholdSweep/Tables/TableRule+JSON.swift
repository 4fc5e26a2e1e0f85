import Foundation

extension TableRule {
  /// The rule as it stands in `tables` of the manifest, on one line. Reading it gives it back.
  var json: String {
    var members: [String] = []
    func add(_ key: String, _ value: String?) {
      if let value { members.append("\"\(key)\": \(value)") }
    }
    func flag(_ value: Bool?) -> String? { value.map { $0 ? "true" : "false" } }
    // What is masked in a file's name is anything to a rule.
    let files = Masking.file(files).replacing("…", with: "*")
    add("files", files == "*" ? nil : Self.quoted(files))
    add("sheet", sheet.map(Self.quoted))
    add("header", header.map { "\($0)" })
    add(
      "columns",
      Self.object(
        columns.sorted { $0.key.number < $1.key.number }.map { meaning, names in
          (meaning.name, names.count == 1 ? Self.quoted(names[0]) : Self.list(names))
        }))
    add(
      "values",
      Self.object(
        values.sorted { $0.key.rawValue < $1.key.rawValue }.map { column, words in
          let members = words.sorted { $0.key < $1.key }.map { ($0.key, Self.quoted($0.value)) }
          return (column.name, Self.object(members) ?? "{}")
        }))
    add(
      "constants",
      Self.object(
        constants.sorted { $0.key.rawValue < $1.key.rawValue }.map {
          ($0.key.name, Self.quoted($0.value))
        }))
    add("dates", dates.map { Self.quoted($0.rawValue) })
    add("ignore", ignore.isEmpty ? nil : Self.list(ignore))
    add("fill", flag(fillsAll))
    add("persons_total", flag(personsTotal))
    add("kwh", isUsage.map { $0 ? "\"usage\"" : "\"register\"" })
    add("source", source.map { Self.quoted($0.rawValue) })
    add("skip", flag(skips))
    return members.isEmpty ? "{}" : "{ \(members.joined(separator: ", ")) }"
  }

  /// The same said of all files of a source; nil where it is of one table alone, or leaves open what is a file's
  /// own. Where its columns are named, a header is found without its line.
  func general(_ source: Source) -> TableRule? {
    guard header == nil || !columns.isEmpty || !constants.isEmpty, skips == nil,
      constants[.compound] == nil,
      self.source == nil
    else { return nil }
    var general = self
    (general.files, general.sheet, general.header) = (source.rawValue + "*", nil, nil)
    // A compound is one file's.
    return constants.values.contains("…") ? nil : general
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  /// Nil where there are no members.
  private static func object(_ members: [(key: String, value: String)]) -> String? {
    guard !members.isEmpty else { return nil }
    return "{ \(members.map { "\(quoted($0.key)): \($0.value)" }.joined(separator: ", ")) }"
  }

  /// A text as JSON has it, with nothing escaped that need not be: people are to read it.
  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // No text is without a form in JSON.
    return String(decoding: try! encoder.encode(text), as: UTF8.self)
  }

  /// A rule for one table and nothing else.
  init(file: String, sheet: String?) {
    files = file
    self.sheet = sheet
  }

  /// A rule by which one table is not read.
  init(skipping file: String, sheet: String?) {
    self.init(file: file, sheet: sheet)
    skips = true
  }
}
