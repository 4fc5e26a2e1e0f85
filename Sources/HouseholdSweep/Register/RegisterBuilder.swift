import DelimitedText

/// Makes the frame out of register rows: compounds and units get their numbers, in output order.
struct RegisterBuilder: Sendable {
  private let directory: CompoundDirectory
  private var texts = FieldInterner()
  private var meterTexts = FieldInterner()
  private var attributes = Register.Attributes()
  /// Rows in path and line order with their numbers made global, by compound.
  private var rows: [RegisterRow] = []
  private var starts: [Int] = []
  private(set) var duplicates: [Int]
  private(set) var differing: [Int]
  private var files: [Int32] = []
  private let manyFiles: Bool

  /// The units of the frame as they are made.
  private var keys: [AddressKey] = []
  private var unitStarts = [0]
  private var textOfUnit: [Int: Int] = [:]
  private var attributeOfUnit: [UInt32] = []
  private var meterEntries: [MeterIndex.Entry] = []

  init(directory: CompoundDirectory, fileCount: Int) {
    self.directory = directory
    duplicates = Array(repeating: 0, count: fileCount)
    differing = Array(repeating: 0, count: fileCount)
    manyFiles = fileCount > 1
  }

  /// Builds the frame. `named` are the compounds of `compounds.csv` by their numbers in the
  /// directory, which is renumbered into natural order. O(rows + units log units at worst).
  mutating func build(
    _ workers: [RegisterRows], named: [Int: Compound], hasRegister: Bool, ownMeters: Bool
  ) -> Register {
    let ids = directory.ids
    let order = ids.indices.sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    directory.renumber(order)
    var place = [Int](repeating: 0, count: ids.count)
    for (new, old) in order.enumerated() { place[old] = new }
    let pieces = Self.pieces(of: workers)
    if !takeOrdered(workers, pieces, place) {
      gather(workers, pieces, place)
      for compound in ids.indices { addUnits(of: compound) }
    }
    var compounds = order.map { named[$0] ?? Compound(id: ids[$0]) }
    for compound in compounds.indices {
      compounds[compound].hasRegister =
        hasRegister && unitStarts[compound + 1] > unitStarts[compound]
    }
    rows = []
    let (index, meters) = indexes(ownMeters: ownMeters)
    return Register(
      compounds: compounds, index: index, attributes: attributes,
      attributeOfUnit: attributeOfUnit, meters: meters)
  }

  /// The way to units and the way to meters, made at the same time.
  private func indexes(ownMeters: Bool) -> (UnitIndex, MeterIndex) {
    let builder = self
    let made = parallelMap(workers: 2) { number -> (UnitIndex?, MeterIndex?) in
      if number == 0 {
        let index = UnitIndex(
          keys: builder.keys, starts: builder.unitStarts, texts: builder.texts,
          textOfUnit: builder.textOfUnit)
        return (index, nil)
      }
      let meters = MeterIndex(
        builder.meterEntries, texts: builder.meterTexts, starts: builder.unitStarts,
        ownMeters: ownMeters)
      return (nil, meters)
    }
    return (made[0].0!, made[1].1!)
  }

  /// Where a chunk's rows are: the worker that read it and the number of the piece there.
  private typealias PiecePlace = (worker: Int, piece: Int)

  /// The pieces of all workers in path and line order.
  private static func pieces(of workers: [RegisterRows]) -> [PiecePlace] {
    workers.enumerated().flatMap { worker, rows in
      rows.pieces.indices.map { (worker: worker, piece: $0) }
    }.sorted {
      let (a, b) = (workers[$0.worker].pieces[$0.piece], workers[$1.worker].pieces[$1.piece])
      return (a.file, a.chunk) < (b.file, b.chunk)
    }
  }

  /// Takes the rows as they come, as registers mostly come: compounds and units in natural order,
  /// all addresses numeric, none twice. Returns false, with nothing taken, where they do not.
  private mutating func takeOrdered(
    _ workers: [RegisterRows], _ pieces: [PiecePlace], _ place: [Int]
  ) -> Bool {
    let total = workers.reduce(0) { $0 + $1.pieces.reduce(0) { $0 + $1.rows.count } }
    keys.reserveCapacity(total)
    attributeOfUnit.reserveCapacity(total)
    meterEntries.reserveCapacity(total)
    var maps = workers.map { _ in TextMaps() }
    var compound = -1
    var last: UInt64 = 0
    for (worker, number) in pieces {
      // Neighbouring rows mostly share floor and grid.
      var localAttributes: Int32 = -1
      var globalAttributes: Int32 = 0
      for var row in workers[worker].pieces[number].rows {
        let next = place[Int(row.compound)]
        guard row.key.isNumeric, next > compound || (next == compound && row.key.bits > last)
        else {
          forgetUnits()
          return false
        }
        while compound < next {
          if compound >= 0 { unitStarts.append(keys.count) }
          compound += 1
        }
        last = row.key.bits
        if row.attributes == localAttributes && row.meterText < 0 {
          row.attributes = globalAttributes
        } else {
          localAttributes = row.attributes
          maps[worker].globalize(
            &row, workers[worker], &attributes, texts: &texts, meterTexts: &meterTexts)
          globalAttributes = row.attributes
        }
        if !row.meter.isNone {
          meterEntries.append(
            .init(key: row.meter, unit: UInt32(keys.count), text: row.meterText))
        }
        keys.append(row.key)
        attributeOfUnit.append(UInt32(row.attributes))
      }
    }
    while unitStarts.count <= place.count { unitStarts.append(keys.count) }
    return true
  }

  private mutating func forgetUnits() {
    keys.removeAll()
    attributeOfUnit.removeAll()
    meterEntries.removeAll()
    unitStarts = [0]
  }

  /// Sorts the rows by compound, keeping path and line order inside one.
  private mutating func gather(
    _ workers: [RegisterRows], _ pieces: [PiecePlace], _ place: [Int]
  ) {
    var counts = [Int](repeating: 0, count: place.count + 1)
    for worker in workers {
      for piece in worker.pieces {
        for row in piece.rows { counts[place[Int(row.compound)] + 1] += 1 }
      }
    }
    for compound in 0..<place.count { counts[compound + 1] += counts[compound] }
    starts = counts
    let blank = RegisterRow(
      key: .none, meter: .none, compound: 0, attributes: 0, text: -1, meterText: -1)
    rows = Array(repeating: blank, count: counts.last!)
    if manyFiles { files = Array(repeating: 0, count: counts.last!) }
    var maps = workers.map { _ in TextMaps() }
    for (worker, number) in pieces {
      let piece = workers[worker].pieces[number]
      for var row in piece.rows {
        maps[worker].globalize(
          &row, workers[worker], &attributes, texts: &texts, meterTexts: &meterTexts)
        let compound = place[Int(row.compound)]
        row.compound = Int32(compound)
        rows[counts[compound]] = row
        if manyFiles { files[counts[compound]] = Int32(piece.file) }
        counts[compound] += 1
      }
    }
  }

  /// A worker's numbers of texts and what they are in the whole.
  private struct TextMaps {
    private var attributes: [Int32] = []
    private var last: (worker: Int32, global: Int32) = (-1, 0)

    mutating func globalize(
      _ row: inout RegisterRow, _ worker: RegisterRows, _ attributes: inout Register.Attributes,
      texts: inout FieldInterner, meterTexts: inout FieldInterner
    ) {
      if row.attributes != last.worker {
        last = (row.attributes, number(row.attributes, worker, &attributes))
      }
      row.attributes = last.global
      if row.text >= 0 {
        row.text = worker.texts.withField(Int(row.text)) { Int32(texts.intern($0)) }
      }
      if row.meterText >= 0 {
        row.meterText = worker.texts.withField(Int(row.meterText)) {
          Int32(meterTexts.intern($0))
        }
      }
    }

    private mutating func number(
      _ local: Int32, _ worker: RegisterRows, _ global: inout Register.Attributes
    ) -> Int32 {
      while attributes.count <= Int(local) { attributes.append(-1) }
      if attributes[Int(local)] >= 0 { return attributes[Int(local)] }
      let parts = worker.attributes.text(Int(local)).split(
        separator: "\u{1F}", maxSplits: 1, omittingEmptySubsequences: false)
      let number = Int32(global.number(floor: String(parts[0]), grid: String(parts[1])))
      attributes[Int(local)] = number
      return number
    }
  }

  /// Turns the rows of one compound into units, in natural order, each address once.
  private mutating func addUnits(of compound: Int) {
    let range = starts[compound]..<starts[compound + 1]
    if isSorted(range) {
      for row in range { addUnit(row) }
    } else {
      let order = range.sorted { a, b in
        let comparison = compare(rows[a], rows[b])
        return comparison == 0 ? a < b : comparison < 0
      }
      var previous = -1
      for row in order {
        if previous >= 0 && isSameAddress(rows[previous], rows[row]) {
          addAgain(row, first: previous)
        } else {
          addUnit(row)
          previous = row
        }
      }
    }
    unitStarts.append(keys.count)
  }

  private func isSorted(_ range: Range<Int>) -> Bool {
    for row in range.dropFirst() {
      let (a, b) = (rows[row - 1].key, rows[row].key)
      guard a.isNumeric, b.isNumeric, a.bits < b.bits else { return false }
    }
    return true
  }

  private func isSameAddress(_ a: RegisterRow, _ b: RegisterRow) -> Bool {
    a.key == b.key && a.text == b.text
  }

  private func compare(_ a: RegisterRow, _ b: RegisterRow) -> Int {
    if a.key.isNumeric && b.key.isNumeric {
      return a.key.bits == b.key.bits ? 0 : a.key.bits < b.key.bits ? -1 : 1
    }
    return Field.of(text(a)) { a in Field.of(text(b)) { b in NaturalOrder.compare(a, b) } }
  }

  private func text(_ row: RegisterRow) -> String {
    row.text >= 0 ? texts.text(Int(row.text)) : row.key.text
  }

  private mutating func addUnit(_ number: Int) {
    let row = rows[number]
    let unit = keys.count
    keys.append(row.key)
    attributeOfUnit.append(UInt32(row.attributes))
    if row.text >= 0 { textOfUnit[unit] = Int(row.text) }
    if !row.meter.isNone {
      meterEntries.append(.init(key: row.meter, unit: UInt32(unit), text: row.meterText))
    }
  }

  /// A further row of the last unit: a further meter counts, of floors and grids the smaller.
  private mutating func addAgain(_ number: Int, first: Int) {
    let row = rows[number]
    let unit = keys.count - 1
    let file = manyFiles ? Int(files[number]) : 0
    let old = attributes.pairs[Int(attributeOfUnit[unit])]
    let new = attributes.pairs[Int(row.attributes)]
    if old != new {
      attributeOfUnit[unit] = attributes.number(
        floor: Self.smaller(old.floor, new.floor), grid: Self.smaller(old.grid, new.grid))
      differing[file] += 1
    }
    var isKnown = row.meter.isNone
    for entry in meterEntries.reversed() {
      guard entry.unit == UInt32(unit) else { break }
      if entry.key == row.meter && entry.text == row.meterText { isKnown = true }
    }
    if !isKnown {
      meterEntries.append(.init(key: row.meter, unit: UInt32(unit), text: row.meterText))
    }
    if isKnown && old == new { duplicates[file] += 1 }
  }

  /// The smaller in natural order of two values, a missing one aside.
  private static func smaller(_ a: String, _ b: String) -> String {
    if a.isEmpty || b.isEmpty { return a.isEmpty ? b : a }
    return NaturalOrder.precedes(b, a) ? b : a
  }
}
