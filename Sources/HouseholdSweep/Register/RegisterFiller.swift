import DelimitedText

/// Takes the register rows of one group of compounds after another into the columns, for one worker.
///
/// Each row goes behind the one before of its compound, and that is all where addresses ascend, as they
/// mostly do. Other compounds are sorted where they then lie: by the places of a grid where addresses
/// are dense numbers (`AddressGrid`). Those with texts, or with an address twice, are made anew from
/// their rows.
struct RegisterFiller {
  /// A row by its place in the columns.
  struct Place: Sendable {
    /// In natural order.
    var compound: Int
    var row: Int
  }

  /// What is not in the columns.
  struct Outcome: Sendable {
    /// Units that compounds have fewer than rows.
    var missing: [(compound: Int, units: Int)] = []
    /// Whether all addresses are numbers.
    var areNumbers = true
    /// The texts of hashed addresses and meters.
    var texts: [(place: Place, text: Int)] = []
    var meterTexts: [(place: Place, text: Int)] = []
    /// The meters of units that have one before.
    var further: [(place: Place, key: MeterKey, text: Int?)] = []
    /// By file, as `RegisterBuilder` has them.
    var duplicates: [Int]
    var differing: [Int]
  }

  private(set) var outcome: Outcome
  private let source: RegisterSource
  private let columns: RegisterColumns
  private let attributes: UnitAttributes

  /// By place in the group: where the next row goes, the last address, and whether all have ascended.
  private var next: [Int] = []
  private var last: [UInt64] = []
  private var isAscending: [Bool] = []

  // Scratch memory for sorting.
  private var places: [UInt32] = []
  private var order: [Int] = []
  private var sorted: [RegisterColumns.Unit] = []

  init(_ source: RegisterSource) {
    self.source = source
    columns = source.columns
    attributes = source.attributes.all
    let nothing = [Int](repeating: 0, count: source.fileCount)
    outcome = Outcome(duplicates: nothing, differing: nothing)
  }

  /// Takes the rows of a group. O(rows + rows log rows of a compound at worst).
  mutating func fill(_ group: Int) {
    let segments = source.segments(of: group)
    guard !segments.isEmpty else { return }
    let compounds = source.compounds(of: group)
    next = compounds.map { source.starts[$0] }
    last = Array(repeating: 0, count: next.count)
    isAscending = Array(repeating: true, count: next.count)
    for segment in segments { take(segment.part.rows, segment.range) }
    let hasTexts = segments.contains { $0.part.hasTexts }
    var isLeft = Array(repeating: false, count: compounds.count)
    for (place, compound) in compounds.enumerated() {
      let range = source.starts[compound]..<source.starts[compound + 1]
      let isPlain =
        !hasTexts || !range.contains { columns.keys[$0].isHashed || columns.meters[$0].isHashed }
      isLeft[place] = !isPlain || !isAscending[place] && !sort(range)
    }
    guard isLeft.contains(true) else { return }
    for (place, entries) in entries(segments, where: isLeft).enumerated() where isLeft[place] {
      make(compounds[place], entries)
    }
  }

  /// Puts rows behind those before them of their compounds.
  private mutating func take(_ rows: BlockLists<RegisterRow>.List, _ range: Range<Int>) {
    let columns = columns
    var number = range.lowerBound
    while number < range.upperBound {
      let compound = rows[number].compound
      let place = CompoundGroup.place(Int(compound))
      var unit = next[place]
      var last = last[place]
      var isAscending = isAscending[place]
      repeat {
        let row = rows[number]
        guard row.compound == compound else { break }
        columns[unit] = RegisterColumns.Unit(
          key: row.key, meter: row.meter, attributes: row.attributes)
        isAscending = isAscending && row.key.bits > last && row.key.isNumeric
        last = row.key.bits
        unit += 1
        number += 1
      } while number < range.upperBound
      next[place] = unit
      self.last[place] = last
      self.isAscending[place] = isAscending
    }
  }

  /// Puts the rows of a compound in order where they lie; false, with nothing done, where some address
  /// is no number, or one is there twice.
  private mutating func sort(_ range: Range<Int>) -> Bool {
    guard orderByPlace(range) || orderByNumber(range) else { return false }
    sorted.removeAll(keepingCapacity: true)
    for row in order { sorted.append(columns[row]) }
    for (unit, row) in zip(range, sorted) { columns[unit] = row }
    return true
  }

  /// Finds the order of rows by the places of a grid; false where there is none.
  private mutating func orderByPlace(_ range: Range<Int>) -> Bool {
    let keys = columns.keys
    guard let grid = AddressGrid(of: range, key: { keys[$0] }) else { return false }
    places.removeAll(keepingCapacity: true)
    places.append(contentsOf: repeatElement(0, count: grid.count))
    for row in range {
      let place = grid.place(keys[row])
      guard places[place] == 0 else { return false }
      places[place] = UInt32(row - range.lowerBound) + 1
    }
    order.removeAll(keepingCapacity: true)
    for row in places where row > 0 { order.append(range.lowerBound + Int(row) - 1) }
    return true
  }

  /// Finds the order of rows by comparing.
  private mutating func orderByNumber(_ range: Range<Int>) -> Bool {
    let keys = columns.keys
    guard range.allSatisfy({ keys[$0].isNumeric }) else { return false }
    order = range.sorted { keys[$0].bits < keys[$1].bits }
    return zip(order, order.dropFirst()).allSatisfy { keys[$0] != keys[$1] }
  }

  /// A row with all that is known of it.
  private struct Entry {
    var row: RegisterRow
    var file: Int
    var text: Int?
    var meterText: Int?
  }

  /// The rows of some compounds, by place in the group.
  private func entries(
    _ segments: [RegisterSource.Segment], where isWanted: [Bool]
  ) -> [[Entry]] {
    var entries = [[Entry]](repeating: [], count: isWanted.count)
    for segment in segments {
      for number in segment.range {
        let row = segment.part.rows[number]
        let place = CompoundGroup.place(Int(row.compound))
        guard isWanted[place] else { continue }
        entries[place].append(
          Entry(
            row: row, file: segment.file,
            text: row.key.isHashed ? source.text(number, in: segment) : nil,
            meterText: row.meter.isHashed ? source.meterText(number, in: segment) : nil))
      }
    }
    return entries
  }

  /// Makes the units of a compound from its rows.
  private mutating func make(_ compound: Int, _ entries: [Entry]) {
    var place = Place(compound: compound, row: source.starts[compound] - 1)
    var before: Entry?
    var said = SaidOfUnit()
    for number in inOrder(entries) {
      let entry = entries[number]
      if let before, before.row.key == entry.row.key, before.text == entry.text {
        said.begin(before.row, attributes.numbers(before.row.attributes), before.meterText)
        addAgain(entry, to: place, &said)
        continue
      }
      place.row += 1
      columns[place.row] = RegisterColumns.Unit(
        key: entry.row.key, meter: entry.row.meter, attributes: entry.row.attributes)
      if let text = entry.text { outcome.texts.append((place, text)) }
      if let text = entry.meterText { outcome.meterTexts.append((place, text)) }
      before = entry
      said.forget()
    }
    let units = place.row + 1 - source.starts[compound]
    if units < entries.count { outcome.missing.append((compound, entries.count - units)) }
  }

  /// The numbers of rows in natural order, those of one address in path and line order.
  private mutating func inOrder(_ entries: [Entry]) -> [Int] {
    if entries.allSatisfy({ $0.row.key.isNumeric }) {
      return entries.indices.sorted {
        (entries[$0].row.key.bits, $0) < (entries[$1].row.key.bits, $1)
      }
    }
    outcome.areNumbers = false
    let texts = entries.map { $0.text.map(source.texts.text) ?? $0.row.key.text }
    return entries.indices.sorted { a, b in
      let order = Field.of(texts[a]) { a in
        Field.of(texts[b]) { b in NaturalOrder.compare(a, b) }
      }
      return order == 0 ? a < b : order < 0
    }
  }

  /// A further row of a unit: a further meter counts, of floors and grids the smaller.
  private mutating func addAgain(_ entry: Entry, to place: Place, _ said: inout SaidOfUnit) {
    let (floor, grid) = attributes.numbers(entry.row.attributes)
    let news = said.add(floor: floor, grid: grid)
    if news.isOther && said.differingFile != entry.file {
      said.differingFile = entry.file
      outcome.differing[entry.file] += 1
    }
    if news.isNew {
      said.keepSmaller(floor: floor, grid: grid, attributes)
      columns.attributes[place.row] = source.attributes.pair(floor: said.floor, grid: said.grid)
    }
    let isNewMeter = said.add(entry.row.meter, entry.meterText)
    if isNewMeter {
      if columns.meters[place.row].isNone {
        columns.meters[place.row] = entry.row.meter
        if let text = entry.meterText { outcome.meterTexts.append((place, text)) }
      } else {
        outcome.further.append((place, entry.row.meter, entry.meterText))
      }
    }
    if !isNewMeter && !news.isNew { outcome.duplicates[entry.file] += 1 }
  }
}

/// What the rows of one unit have said of it so far; floors and grids by their numbers, 0 is none.
private struct SaidOfUnit {
  /// The smallest floor and grid.
  private(set) var floor = 0
  private(set) var grid = 0
  /// The last file in which they differed.
  var differingFile = -1
  private var isBegun = false
  private var floors: Set<Int> = []
  private var grids: Set<Int> = []
  private var meters: [(key: MeterKey, text: Int?)] = []

  mutating func forget() { isBegun = false }

  /// Begins with the first row of the unit, if that has not been done.
  mutating func begin(_ row: RegisterRow, _ numbers: (floor: Int, grid: Int), _ meterText: Int?) {
    guard !isBegun else { return }
    self = SaidOfUnit()
    isBegun = true
    (floor, grid) = numbers
    _ = add(floor: floor, grid: grid)
    _ = add(row.meter, meterText)
  }

  /// Whether a row gives a floor or a grid that none did before, and whether one did give another.
  mutating func add(floor: Int, grid: Int) -> (isNew: Bool, isOther: Bool) {
    let isNewFloor = floor > 0 && floors.insert(floor).inserted
    let isNewGrid = grid > 0 && grids.insert(grid).inserted
    return (
      isNewFloor || isNewGrid, isNewFloor && floors.count > 1 || isNewGrid && grids.count > 1
    )
  }

  /// Whether a row gives a meter that none did before.
  mutating func add(_ key: MeterKey, _ text: Int?) -> Bool {
    if key.isNone || meters.contains(where: { $0.key == key && $0.text == text }) { return false }
    meters.append((key, text))
    return true
  }

  mutating func keepSmaller(floor: Int, grid: Int, _ attributes: UnitAttributes) {
    if Self.isSmaller(attributes.floor(floor), attributes.floor(self.floor)) { self.floor = floor }
    if Self.isSmaller(attributes.grid(grid), attributes.grid(self.grid)) { self.grid = grid }
  }

  /// Whether a value comes before another in natural order; one that is missing comes last.
  private static func isSmaller(_ a: String, _ b: String) -> Bool {
    if a.isEmpty || b.isEmpty { return b.isEmpty && !a.isEmpty }
    return NaturalOrder.precedes(a, b)
  }
}
