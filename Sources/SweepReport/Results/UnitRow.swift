import DelimitedText
import HouseholdSweep

/// A row of `units.csv`: a dwelling unit, its evidence and what was decided.
package struct UnitRow: Sendable, Equatable {
  package var compound: String
  package var unit: String
  package var isRegistered: Bool
  package var floor: String
  package var grid: String
  package var status: UnitStatus
  package var hasConflict: Bool
  /// p in ten-thousandths.
  package var probability: Int
  package var listed: Int
  package var away: Int
  package var personsSeen: Int
  /// kWh a day in thousandths; nil where no meter tells.
  package var usage: Int?
  /// `idle`, `standby`, `active`, or empty.
  package var meter: String
  package var nightsSeen: Int
  package var nightsLit: Int
  package var answered: Int
  package var refused: Int
  package var noAnswer: Int
  package var vacant: Int
  package var action: UnitAction
}

extension UnitRow {
  static let columns = [
    "compound", "unit", "registered", "floor", "grid", "status", "conflict", "p_occupied",
    "listed", "away", "persons_seen", "meter_kwh_per_day", "meter", "nights_seen", "nights_lit",
    "answered", "refused", "no_answer", "vacant", "action",
  ]

  init?(_ cells: Cells) {
    guard let status = Self.status(cells.field(5)) else { return nil }
    self.status = status
    compound = cells.text(0)
    unit = cells.text(1)
    isRegistered = cells.field(2).equals("1")
    floor = cells.text(3)
    grid = cells.text(4)
    hasConflict = cells.field(6).equals("1")
    probability = Self.tenThousandths(cells.field(7))
    listed = cells.number(8)
    away = cells.number(9)
    personsSeen = cells.number(10)
    usage = cells.field(11).isEmpty ? nil : cells.thousandths(11)
    meter = cells.text(12)
    nightsSeen = cells.number(13)
    nightsLit = cells.number(14)
    answered = cells.number(15)
    refused = cells.number(16)
    noAnswer = cells.number(17)
    vacant = cells.number(18)
    action = Self.action(cells.field(19))
  }

  /// Compares bytes: four million rows name a status each.
  private static func status(_ field: Field) -> UnitStatus? {
    UnitStatus.allCases.first { field.equals($0.name) }
  }

  private static func action(_ field: Field) -> UnitAction {
    UnitAction.allCases.first { field.equals($0.name) } ?? .none
  }

  /// `0.9889` as 9889. Written by us, so always with four places.
  static func tenThousandths(_ field: Field) -> Int {
    var value = 0
    for index in 0..<field.count where field[index] &- 48 < 10 {
      value = value &* 10 &+ Int(field[index] &- 48)
    }
    return value
  }
}

/// `units.csv`, from which single compounds are read without reading the rest.
package struct UnitsFile: Sendable {
  private static let name = "units.csv"
  private let folder: String

  package init(in folder: String) { self.folder = folder }

  /// The units of one compound in natural order. `count` is how many there are by `areas.csv`.
  ///
  /// The rows are in natural order of compounds, so a binary search over chunks of the file finds
  /// the compound: O(log file + compound). What a chunk begins with is a guess there (a line break
  /// inside quotes fools it); where the number of rows found is not `count`, the file is read whole.
  package func units(of compound: String, count: Int) throws(SweepError) -> [UnitRow] {
    let found = try search(compound)
    if found.count == count { return found }
    var all: [UnitRow] = []
    var cursor = try UnitsCursor(in: folder)
    while let units = try cursor.next() {
      if units[0].compound == compound { all += units }
    }
    return all
  }

  private func search(_ compound: String) throws(SweepError) -> [UnitRow] {
    do {
      let file = try DelimitedFile.open(
        folder + "/" + Self.name, chunkSize: 1 << 14, encoding: .utf8WithFaults)
      guard UnitRow.columns.allSatisfy(file.header.columns.contains) else { return [] }
      var scanner = ChunkScanner(chunkSize: min(file.chunkSize, max(1, file.dataSize)))
      let places = UnitRow.columns.map { file.header.columns.firstIndex(of: $0) ?? -1 }
      var lower = 0
      var upper = file.chunkCount
      while lower < upper {
        let middle = (lower + upper) / 2
        var look = SearchSink(compound: compound, places: places, keepsRows: false)
        _ = try scanner.scan(file, number: 0, chunk: middle, into: &look)
        if look.endsBefore { lower = middle + 1 } else { upper = middle }
      }
      var look = SearchSink(compound: compound, places: places, keepsRows: true)
      while lower < file.chunkCount && !look.isPast {
        _ = try scanner.scan(file, number: 0, chunk: lower, into: &look)
        lower += 1
      }
      return look.units
    } catch {
      throw error.explained(in: folder)
    }
  }
}

/// Looks at the compounds of a chunk's rows.
private struct SearchSink: RowSink {
  let compound: String
  let places: [Int]
  let keepsRows: Bool
  var units: [UnitRow] = []
  /// The last row belongs to a compound before the one looked for.
  var endsBefore = true
  /// A row belongs to a compound behind it.
  var isPast = false

  init(compound: String, places: [Int], keepsRows: Bool) {
    self.compound = compound
    self.places = places
    self.keepsRows = keepsRows
  }

  mutating func begin(file: Int, chunk: Int) {}
  mutating func fault(_ fault: RowFault, line: Int) {}

  mutating func row(_ row: Row) {
    let order = Field.of(compound) { NaturalOrder.compare(row.field(places[0]), $0) }
    endsBefore = order < 0
    isPast = isPast || order > 0
    if keepsRows && order == 0, let unit = UnitRow(Cells(row: row, places: places)) {
      units.append(unit)
    }
  }
}

/// Walks through `units.csv` a compound at a time.
package struct UnitsCursor: ~Copyable {
  private var table: OrderedTable
  private var rows: RowCollector<UnitRow>
  private var start = 0

  package init(in folder: String) throws(SweepError) {
    let opened = try OrderedTable("units.csv", in: folder, requiring: UnitRow.columns)
    rows = RowCollector(places: opened.places(of: UnitRow.columns)) { UnitRow($0) }
    table = opened
  }

  /// All units of the next compound; nil at the end.
  package mutating func next() throws(SweepError) -> [UnitRow]? {
    while true {
      if let compound = rows.values[start...].first?.compound,
        let end = rows.values[start...].firstIndex(where: { $0.compound != compound })
      {
        defer { start = end }
        return Array(rows.values[start..<end])
      }
      rows.values.removeFirst(start)
      start = 0
      guard try table.readChunk(into: &rows) else { break }
    }
    defer { rows.values = [] }
    return rows.values.isEmpty ? nil : rows.values
  }
}
