import DelimitedText
import Foundation
import HouseholdSweep

/// The folder of a plan: its tables, its summary, and the sheets.
extension DayPlan {
  /// Writes the plan into `output`, in one step; what was planned there before becomes `NAME.previous`.
  ///
  /// Throws where something else than a plan is there, and touches nothing then.
  package func write(to output: String, results: String, threads: Int) throws(SweepError) {
    let sweep = PathParts.split(Self.bare(results)).parent
    let folder = try ResultsFolder.prepare(at: output, for: sweep, kind: .plan)
    let files = folder.files
    let sheets = PlanSheets(self)
    _ = try parallelMap(workers: 2) { number throws(SweepError) in
      if number == 0 {
        try files.write(desk(results: results), to: "desk.csv")
      } else {
        try files.write(assignments(), to: "assignments.csv")
        try files.write(teamsTable(), to: "teams.csv")
        try files.write(leftTable(), to: "left.csv")
      }
    }
    try sheets.write(to: files, threads: threads)
    var summary = OutputBuffer()
    summary.append(text: json())
    try files.write(summary, to: ResultsFolder.summaryName)
    try folder.publish()
  }

  // MARK: Tables

  private static let columns =
    "team,order,task,compound,name,building,entrance,unit,address,floor,status,reasons,worth,minutes"

  /// Appends a value as `flags.csv` has them: nothing that a spreadsheet would run.
  static func append(_ value: String, to buffer: inout OutputBuffer) {
    buffer.append(csv: Worklist.guarded(value))
    buffer.append(UInt8(ascii: ","))
  }

  /// A number with four places.
  private static func append(worth: Double, to buffer: inout OutputBuffer) {
    buffer.append(scaled: Int((worth * 10_000).rounded()), places: 4)
  }

  private func append(
    _ team: String, order: Int?, task: Task, unit number: Int, to buffer: inout OutputBuffer
  ) {
    let unit = plan.units[number]
    let place = PlanAddress(unit.row.unit)
    Self.append(team, to: &buffer)
    if let order { buffer.append(number: order) }
    buffer.append(",")
    Self.append(task.rawValue, to: &buffer)
    Self.append(unit.row.compound, to: &buffer)
    Self.append(plan.compounds[unit.compound].name, to: &buffer)
    Self.append(place.building, to: &buffer)
    Self.append(place.entranceInBuilding, to: &buffer)
    Self.append(unit.row.unit, to: &buffer)
    Self.append(AddressWords.words(for: unit.row.unit, in: wording.language), to: &buffer)
    Self.append(unit.row.floor, to: &buffer)
    buffer.append(unit.row.status.name)
    buffer.append(",")
    Self.append(reasons(number), to: &buffer)
  }

  /// What is known of a unit, and how to meet people there.
  func reasons(_ number: Int) -> String { wording.list(wording.evidence(plan.units[number].row)) }

  private func assignments() -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 20)
    buffer.append(text: "\u{FEFF}" + Self.columns + "\n")
    for team in teams {
      for (order, line) in (team.doors + team.windows).enumerated() {
        append(team.name, order: order + 1, task: line.task, unit: line.unit, to: &buffer)
        Self.append(worth: line.worth, to: &buffer)
        buffer.append(",")
        buffer.append(scaled: line.minutes, places: 2)
        buffer.append("\n")
      }
    }
    return buffer
  }

  private func leftTable() -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 20)
    buffer.append(text: "\u{FEFF}" + Self.columns + ",why\n")
    for (number, why) in left {
      append("", order: nil, task: .knock, unit: number, to: &buffer)
      Self.append(worth: plan.units[number].worth, to: &buffer)
      buffer.append(",")
      buffer.append(scaled: plan.units[number].doorCost, places: 2)
      buffer.append(",")
      buffer.append(text: why.rawValue)
      buffer.append("\n")
    }
    return buffer
  }

  private func teamsTable() -> OutputBuffer {
    var buffer = OutputBuffer()
    buffer.append(text: "\u{FEFF}team,minutes,evening,doors,windows,worth,unused\n")
    for team in teams {
      Self.append(team.name, to: &buffer)
      buffer.append(number: team.minutes)
      buffer.append(commaAnd: team.evening)
      buffer.append(commaAnd: team.doors.count)
      buffer.append(commaAnd: team.windows.count)
      buffer.append(",")
      Self.append(worth: team.worth, to: &buffer)
      buffer.append(",")
      buffer.append(scaled: team.unused, places: 2)
      buffer.append("\n")
    }
    return buffer
  }

  /// What needs no door: lists to get, doors that wait, and flags with their action.
  private func desk(results: String) throws(SweepError) -> OutputBuffer {
    var buffer = OutputBuffer(capacity: 1 << 20)
    buffer.append(text: "\u{FEFF}compound,name,unit,address,grid,status,action,reasons\n")
    for compound in plan.missingLists.keys.sorted() {
      let area = plan.compounds[compound]
      Self.append(area.path, to: &buffer)
      Self.append(area.name, to: &buffer)
      buffer.append(",,,")
      buffer.append(UnitStatus.listMissing.name)
      buffer.append(",")
      buffer.append(UnitAction.getList.name)
      buffer.append(",")
      let count = plan.missingLists[compound] ?? 0
      buffer.append(
        csv: wording.say(
          "\(wording.units(count)) where somebody lives", "\(wording.units(count))有人居住"))
      buffer.append("\n")
    }
    for number in waiting {
      let unit = plan.units[number]
      Self.append(unit.row.compound, to: &buffer)
      Self.append(plan.compounds[unit.compound].name, to: &buffer)
      Self.append(unit.row.unit, to: &buffer)
      Self.append(AddressWords.words(for: unit.row.unit, in: wording.language), to: &buffer)
      Self.append(unit.row.grid, to: &buffer)
      buffer.append(unit.row.status.name)
      buffer.append(",call,")
      let how = wording.say("by phone, or in the evening", "请打电话，或晚上再去")
      buffer.append(csv: Worklist.guarded(wording.list([how, reasons(number)])))
      buffer.append("\n")
    }
    try appendFlags(results, to: &buffer)
    return buffer
  }

  /// The flags that need no door, as `flags.csv` has them.
  private func appendFlags(_ folder: String, to buffer: inout OutputBuffer) throws(SweepError) {
    let columns = [
      "compound", "name", "unit", "address", "grid", "status", "action", "reasons",
    ]
    var table = try OrderedTable("flags.csv", in: folder, requiring: columns)
    var sink = DeskSink(places: table.places(of: columns))
    while try table.readChunk(into: &sink) {
      buffer.append(sink.buffer, 0..<sink.buffer.count)
      sink.buffer.removeAll()
    }
  }

  // MARK: Summary

  private struct Summary: Encodable {
    struct Counts: Encodable {
      var teams: Int
      var doors: Int
      var windows: Int
      var desk: Int
      var left: [String: Int]
      var worth: Double
      var minutes: Double
      var unused: Double
    }

    var product: String
    var schema = 1
    var day: String
    var dayOfSweep: Int
    var last: Bool
    var plan: PlanSettings
    var counts: Counts
  }

  /// The summary, as `summary.json` has it and `--json` prints it.
  package func json() -> String {
    let unused = teams.reduce(0) { $0 + $1.unused }
    let counts = Summary.Counts(
      teams: teams.count, doors: teams.reduce(0) { $0 + $1.doors.count },
      windows: teams.reduce(0) { $0 + $1.windows.count },
      desk: deskTasks,
      left: Dictionary(left.map { ($0.why.rawValue, 1) }, uniquingKeysWith: +),
      worth: (teams.reduce(0) { $0 + $1.worth } * 100).rounded() / 100,
      minutes: Double(teams.reduce(0) { $0 + $1.minutes * 100 } - unused) / 100,
      unused: Double(unused) / 100)
    let value = Summary(
      product: OutputKind.plan.product, day: "\(day)", dayOfSweep: dayNumber, last: isLastDay,
      plan: settings, counts: counts)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a summary holds nothing that JSON cannot")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Rows of `desk.csv`.
  package var deskTasks: Int { plan.missingLists.count + waiting.count + plan.deskFlags }
  package var leftFlags: Int { left.count { plan.units[$0.unit].isFlag } }
}

/// Copies the flags that need no door. What `flags.csv` guards is guarded already.
private struct DeskSink: RowSink, ~Copyable {
  let places: [Int]
  var buffer = OutputBuffer(capacity: 1 << 18)

  mutating func begin(file: Int, chunk: Int) {}
  mutating func fault(_ fault: RowFault, line: Int) {}

  mutating func row(_ row: Row) {
    let action = row.field(places[6])
    guard action.equals("add_to_list") || action.equals("recount") || action.equals("check_address")
    else { return }
    for (number, place) in places.enumerated() {
      if number > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(csv: row.field(place))
    }
    buffer.append(UInt8(ascii: "\n"))
  }
}
