import DelimitedText
import Foundation
import HouseholdSweep

/// What to do tomorrow, door by door, read from the results of a run.
package struct Worklist {
  /// One door.
  package struct Task: Sendable, Encodable {
    package var compound: String
    /// The compound's name; empty where it has none.
    package var name: String
    package var grid: String
    package var unit: String
    /// The unit in words.
    package var address: String
    package var status: UnitStatus
    package var probability: String
    package var action: UnitAction
    package var reasons: String
    fileprivate var way: Way

    private enum CodingKeys: String, CodingKey {
      case compound, name, grid, unit, address, status, action, reasons
      case probability = "pOccupied"
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(compound, forKey: .compound)
      try container.encode(name, forKey: .name)
      try container.encode(grid, forKey: .grid)
      try container.encode(unit, forKey: .unit)
      try container.encode(address, forKey: .address)
      try container.encode("\(status.name)", forKey: .status)
      try container.encode(Double(probability) ?? 0, forKey: .probability)
      try container.encode("\(action.name)", forKey: .action)
      try container.encode(reasons, forKey: .reasons)
    }
  }

  /// The way to a door inside its compound.
  fileprivate struct Way: Sendable {
    /// Building and entrance.
    var entrance: String
    var floor: Int

    /// The floor that the register gives, else the room's number without its last two digits. A
    /// house number alone tells of no floor.
    init(_ unit: UnitRow) {
      let parts = unit.unit.split(separator: "-")
      entrance = parts.dropLast().joined(separator: "-")
      let room = parts.count > 1 ? parts[parts.count - 1].prefix { $0.isNumber } : ""
      floor = Int(unit.floor) ?? (Int(room) ?? 0) / 100
    }
  }

  /// Which doors.
  package struct Filter: Sendable {
    /// An id, or the name of exactly one compound.
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
  package let wording: Wording

  /// Reads the units with something to do: by compound, grid, building and entrance, from the top
  /// floor down; in the sweep's language or another. O(units), or O(compound) where one is asked for.
  ///
  /// Throws where the folder holds no results of ours, or has no such compound or grid.
  package init(
    results folder: String, filter: Filter, language: Manifest.Language? = nil
  ) throws(SweepError) {
    let results = try SweepResults(in: folder)
    let words = Wording(language ?? results.summary.language)
    wording = words
    // The reasons of flags are in the sweep's language.
    let hasReasons = words.language == results.summary.language
    let compound: AreaRow? =
      if let name = filter.compound { try results.compound(name) } else { nil }
    let reasons = hasReasons ? try Self.reasons(in: folder) : [:]
    let names = Dictionary(
      results.areas(.compound).map { ($0.path, $0.name) }, uniquingKeysWith: { first, _ in first })
    let grid = filter.grid.map(Compound.fold)
    var tasks: [Task] = []
    var hasGrid = grid == nil
    func add(_ units: [UnitRow]) {
      for unit in units {
        if let grid {
          guard Compound.fold(unit.grid) == grid else { continue }
          hasGrid = true
        }
        if let status = filter.status {
          guard unit.status == status else { continue }
        } else if unit.action == .none {
          continue
        }
        let flag = [unit.compound, unit.unit].map(Self.guarded)
        tasks.append(
          Task(
            compound: unit.compound, name: names[unit.compound] ?? "", grid: unit.grid,
            unit: unit.unit, address: AddressWords.words(for: unit.unit, in: words.language),
            status: unit.status, probability: Self.decimal(unit.probability),
            action: unit.action,
            reasons: reasons[flag] ?? words.evidence(unit).joined(separator: "; "),
            way: Way(unit)))
      }
    }
    if let compound {
      add(try results.units(of: compound))
    } else {
      var cursor = try UnitsCursor(in: folder)
      while let units = try cursor.next() { add(units) }
    }
    guard hasGrid else {
      throw .noGrid(
        Visible.text(filter.grid ?? ""), in: compound.map { Visible.text($0.path) })
    }
    self.tasks = tasks.sorted(by: Self.precedes)
  }

  /// The reasons of flagged units, by compound and unit as `flags.csv` has them.
  private static func reasons(in folder: String) throws(SweepError) -> [[String]: String] {
    let rows = try OrderedTable.values(
      of: "flags.csv", in: folder, ["compound", "unit", "reasons"]
    ) { cells in
      ([cells.text(0), cells.text(1)], cells.text(2))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  /// `0.9889` of 9889.
  private static func decimal(_ tenThousandths: Int) -> String {
    let digits = String(tenThousandths + 100_000).dropFirst()
    return "\(digits.prefix(1)).\(digits.dropFirst())"
  }

  /// Compound, grid, then the way through the building: entrances in order, from the top down.
  private static func precedes(_ a: Task, _ b: Task) -> Bool {
    if a.compound != b.compound { return NaturalOrder.precedes(a.compound, b.compound) }
    if a.grid != b.grid { return NaturalOrder.precedes(a.grid, b.grid) }
    if a.way.entrance != b.way.entrance {
      return NaturalOrder.precedes(a.way.entrance, b.way.entrance)
    }
    if a.way.floor != b.way.floor { return a.way.floor > b.way.floor }
    return NaturalOrder.precedes(a.unit, b.unit)
  }

  // MARK: Writing

  private static let header = [
    "compound", "grid", "unit", "address", "status", "p_occupied", "action", "reasons",
  ]

  /// The list as CSV for spreadsheets: with a byte-order mark, and no value that one would take for
  /// a formula.
  package func csv() -> String {
    var buffer = OutputBuffer(capacity: 1 << 16)
    buffer.append(text: "\u{FEFF}" + Self.header.joined(separator: ",") + "\n")
    for task in tasks {
      let values = [
        task.compound, task.grid, task.unit, task.address, "\(task.status.name)",
        task.probability, "\(task.action.name)", task.reasons,
      ]
      for (index, value) in values.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        buffer.append(csv: Self.guarded(value))
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// A `'` before what a spreadsheet would take for a formula, as in `flags.csv`.
  static func guarded(_ value: String) -> String {
    let isFormula = value.unicodeScalars.first.map {
      "=+-@".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
    }
    return isFormula == true ? "'" + value : value
  }

  /// The doors of one grid of a compound, one after the other.
  package struct Section {
    /// `C0001 Garden 1, grid G1: 5 doors`
    package var title: String
    package var doors: [Door]
  }

  /// A door in words.
  package struct Door {
    package var unit: String
    package var address: String
    package var action: String
    package var reasons: String
  }

  /// The names of a door's columns.
  package var doorHeader: [String] {
    [wording.say("unit", "房号"), wording.say("address", "地址"), wording.say("to do", "要做的事")]
  }

  /// The list in words, cut where a new hand takes over.
  package func sections() -> [Section] {
    var sections: [Section] = []
    var start = 0
    for end in 1..<max(tasks.count + 1, 1) {
      let first = tasks[start]
      if end < tasks.count, tasks[end].compound == first.compound, tasks[end].grid == first.grid {
        continue
      }
      sections.append(
        Section(title: title(first, end - start), doors: tasks[start..<end].map(door)))
      start = end
    }
    return sections
  }

  private func title(_ first: Task, _ doors: Int) -> String {
    var title = Visible.text(first.compound)
    if !first.name.isEmpty && first.name != first.compound {
      title += " " + Visible.text(first.name)
    }
    var grid = Visible.text(first.grid)
    if grid.isEmpty {
      grid = wording.say("no grid", "无网格")
    } else if !["grid", "网格"].contains(where: grid.lowercased().contains) {
      grid = wording.say("grid ", "网格") + grid
    }
    return wording.say(
      "\(title), \(grid): \(wording.count(doors, "door", "doors"))",
      "\(title)，\(grid)：\(wording.number(doors))户")
  }

  private func door(_ task: Task) -> Door {
    let facts = [wording.status(task.status), task.reasons].filter { !$0.isEmpty }
    return Door(
      unit: Visible.text(task.unit), address: Visible.text(task.address),
      action: wording.action(task.action),
      reasons: Visible.text(facts.joined(separator: wording.say(": ", "："))))
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
      throw error.explained(in: PathParts.split(path).parent)
    }
    columns = Dictionary(
      file.header.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func has(_ column: String) -> Bool { columns[column] != nil }

  /// Calls `body` with each row, as a function from a column's name to its value.
  func forEachRow(_ body: @escaping ((String) -> String) -> Void) throws(SweepError) {
    var sink = Sink(columns: columns, body: body)
    do {
      let files = DelimitedFiles([file])
      try files.feed().drain(into: &sink)
    } catch {
      throw error.explained(in: PathParts.split(file.source.path).parent)
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
