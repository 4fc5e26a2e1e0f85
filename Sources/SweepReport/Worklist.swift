import DelimitedText
import Foundation
import HouseholdSweep

/// What to do tomorrow, door by door, read from the results of a run.
package struct Worklist {
  /// One door.
  package struct Task: Sendable {
    package var compound: String
    package var grid: String
    package var unit: String
    package var address: String
    package var status: String
    package var action: String
    package var probability: String
    package var reasons: String
  }

  /// Which doors.
  package struct Filter: Sendable {
    package var compound: String?
    package var grid: String?
    package var status: UnitStatus?

    package init(compound: String? = nil, grid: String? = nil, status: UnitStatus? = nil) {
      self.compound = compound
      self.grid = grid
      self.status = status
    }
  }

  package let tasks: [Task]

  /// Reads the units with something to do: by compound, grid, building and entrance, from the top
  /// floor down. O(units).
  ///
  /// Throws where the folder holds no results of ours.
  package init(results: String, filter: Filter) throws(SweepError) {
    let summary = try RunSummary(contentsOf: results + "/summary.json")
    let language = Manifest.Language(rawValue: summary.manifest.language) ?? .en
    var reasons: [[String]: String] = [:]
    let flags = try TableReader(path: results + "/flags.csv")
    try flags.forEachRow { row in
      reasons[[row("compound"), row("unit")].map(Self.unguarded)] = row("reasons")
    }
    var tasks: [Task] = []
    let compound = filter.compound.map(Compound.fold)
    let units = try TableReader(path: results + "/units.csv")
    try units.forEachRow { row in
      let action = row("action")
      guard action != "none" || filter.status != nil,
        compound == nil || row("compound") == compound,
        filter.grid == nil || row("grid") == filter.grid,
        filter.status == nil || row("status") == "\(filter.status!.name)"
      else { return }
      let unit = row("unit")
      tasks.append(
        Task(
          compound: row("compound"), grid: row("grid"), unit: unit,
          address: AddressWords.words(for: unit, in: language), status: row("status"),
          action: action, probability: row("p_occupied"),
          reasons: reasons[[row("compound"), unit]] ?? Self.facts(row)))
    }
    self.tasks = tasks.sorted(by: Self.precedes)
  }

  /// A guard against spreadsheets that `flags.csv` puts before some values.
  private static func unguarded(_ value: String) -> String {
    value.hasPrefix("'") ? String(value.dropFirst()) : value
  }

  /// What speaks for and against, for units that are no flags.
  private static func facts(_ row: (String) -> String) -> String {
    var facts: [String] = []
    if row("listed") != "0" { facts.append("\(row("listed")) listed") }
    if row("away") != "0" { facts.append("\(row("away")) away") }
    if row("nights_seen") != "0" {
      facts.append("lit \(row("nights_lit")) of \(row("nights_seen")) nights")
    }
    if !row("meter").isEmpty { facts.append("meter \(row("meter"))") }
    for (column, words) in [
      ("answered", "answered"), ("refused", "refused"), ("no_answer", "no answer"),
      ("vacant", "reported vacant"),
    ] where row(column) != "0" {
      facts.append(row(column) == "1" ? words : "\(words) \(row(column)) times")
    }
    return facts.joined(separator: "; ")
  }

  /// Compound, grid, then the way through the building: entrances in order, from the top down.
  private static func precedes(_ a: Task, _ b: Task) -> Bool {
    if a.compound != b.compound { return NaturalOrder.precedes(a.compound, b.compound) }
    if a.grid != b.grid { return NaturalOrder.precedes(a.grid, b.grid) }
    let (left, right) = (place(a.unit), place(b.unit))
    if left.entrance != right.entrance {
      return NaturalOrder.precedes(left.entrance, right.entrance)
    }
    if left.floor != right.floor { return left.floor > right.floor }
    return NaturalOrder.precedes(a.unit, b.unit)
  }

  /// The entrance of an address and its floor: the room's number without its last two digits.
  private static func place(_ unit: String) -> (entrance: String, floor: Int) {
    let parts = unit.split(separator: "-")
    let digits = parts.last.map { $0.prefix { $0.isNumber } } ?? ""
    return (parts.dropLast().joined(separator: "-"), (Int(digits) ?? 0) / 100)
  }

  package static let header = [
    "compound", "grid", "unit", "address", "status", "p_occupied", "action", "reasons",
  ]

  package static func values(_ task: Task) -> [String] {
    [
      task.compound, task.grid, task.unit, task.address, task.status, task.probability,
      task.action, task.reasons,
    ]
  }

  /// The list as CSV.
  package func csv() -> String {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(text: Self.header.joined(separator: ",") + "\n")
    for task in tasks {
      for (index, value) in Self.values(task).enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        buffer.append(csv: value)
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}

/// Reads a table of results row by row.
struct TableReader {
  private let file: DelimitedFile
  private let columns: [String: Int]

  init(path: String) throws(SweepError) {
    do {
      file = try DelimitedFile.open(path, chunkSize: 1 << 20)
    } catch {
      throw error.explained(in: (path as NSString).deletingLastPathComponent)
    }
    columns = Dictionary(
      file.header.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Calls `body` with each row, as a function from a column's name to its value.
  func forEachRow(_ body: @escaping ((String) -> String) -> Void) throws(SweepError) {
    var sink = Sink(columns: columns, body: body)
    do {
      let files = DelimitedFiles([file])
      try files.feed().drain(into: &sink)
    } catch {
      throw error.explained(in: (file.source.path as NSString).deletingLastPathComponent)
    }
  }

  private struct Sink: RowSink {
    let columns: [String: Int]
    let body: ((String) -> String) -> Void

    mutating func begin(file: Int, chunk: Int) {}
    mutating func fault(_ fault: RowFault, line: Int) {}

    mutating func row(_ row: Row) {
      body { name in columns[name].map { row.field($0).text } ?? "" }
    }
  }
}
