import DelimitedText

/// Register rows sorted by compound and address, those of one address in path and line order.
///
/// First into their compounds, by counting; then each compound by itself, all workers at once.
struct RegisterSorting: Sendable {
  struct Row: ZeroIsEmpty {
    var key = AddressKey.none
    var meter = MeterKey.none
    var attributes = UnitAttributes.Pair()
    var file: Int32 = 0
  }

  /// The rows by compound, in path and line order.
  let rows: UnitColumn<Row>
  /// The texts of hashed addresses and meters, by row.
  private(set) var texts: [Int: Int] = [:]
  private(set) var meterTexts: [Int: Int] = [:]
  /// The first unit of each compound, and the number of units at the end.
  private(set) var unitStarts = [0]

  /// The first row of each compound.
  private var starts: [Int]
  /// The rows in output order; the highest bit is set where the address is that of the row before.
  private let order: UnitColumn<UInt32>
  private let interner: FieldInterner

  private static let again: UInt32 = 1 << 31

  /// O(rows · log units of a compound).
  init(_ pieces: [GlobalPiece], compounds: Int, texts interner: FieldInterner, threads: Int) {
    self.interner = interner
    var counts = [Int](repeating: 0, count: compounds + 1)
    for piece in pieces {
      for (run, compound) in piece.compounds.enumerated() {
        counts[compound + 1] += piece.piece.rows(ofRun: run).count
      }
    }
    for compound in 0..<compounds { counts[compound + 1] += counts[compound] }
    starts = counts
    rows = UnitColumn(count: counts[compounds])
    order = UnitColumn(count: counts[compounds])
    for piece in pieces { scatter(piece, to: &counts) }
    let work = WorkList(count: compounds)
    let sorting = self
    let counted = parallelMap(workers: threads) { _ in
      var units: [(compound: Int, count: Int)] = []
      var sorter = CompoundSorter()
      while let compound = work.take() {
        units.append((compound, sorting.sort(compound, &sorter)))
      }
      return units
    }
    unitStarts = Array(repeating: 0, count: compounds + 1)
    for (compound, count) in counted.joined() { unitStarts[compound + 1] = count }
    for compound in 0..<compounds { unitStarts[compound + 1] += unitStarts[compound] }
  }

  var hasTexts: Bool { !texts.isEmpty || !meterTexts.isEmpty }

  private mutating func scatter(_ piece: GlobalPiece, to next: inout [Int]) {
    for (run, compound) in piece.compounds.enumerated() {
      for number in piece.piece.rows(ofRun: run) {
        let row = piece.piece.rows[number]
        let place = next[compound]
        next[compound] += 1
        rows[place] = Row(
          key: row.key, meter: row.meter, attributes: piece.attributes[row.attributes],
          file: Int32(piece.piece.file))
        if row.key.isHashed {
          texts[place] = piece.piece.texts[number].map { piece.texts[Int($0)] }
        }
        if row.meter.isHashed {
          meterTexts[place] = piece.piece.meterTexts[number].map { piece.texts[Int($0)] }
        }
      }
    }
  }

  /// Scratch memory of one worker.
  private struct CompoundSorter {
    var numeric: [(bits: UInt64, row: UInt32)] = []
  }

  /// Puts the rows of a compound in order; how many addresses they have.
  private func sort(_ compound: Int, _ sorter: inout CompoundSorter) -> Int {
    let range = starts[compound]..<starts[compound + 1]
    if range.allSatisfy({ rows[$0].key.isNumeric }) {
      sorter.numeric.removeAll(keepingCapacity: true)
      for row in range { sorter.numeric.append((rows[row].key.bits, UInt32(row))) }
      sorter.numeric.sort { $0 < $1 }
      for (place, entry) in zip(range, sorter.numeric) { order[place] = entry.row }
    } else {
      let sorted = range.map { ($0, text($0)) }.sorted { a, b in
        let comparison = Field.of(a.1) { a in Field.of(b.1) { b in NaturalOrder.compare(a, b) } }
        return comparison == 0 ? a.0 < b.0 : comparison < 0
      }
      for (place, entry) in zip(range, sorted) { order[place] = UInt32(entry.0) }
    }
    var units = 0
    var previous = -1
    for place in range {
      let row = Int(order[place])
      if previous >= 0 && isSameAddress(previous, row) {
        order[place] |= Self.again
      } else {
        units += 1
        previous = row
      }
    }
    return units
  }

  private func isSameAddress(_ a: Int, _ b: Int) -> Bool {
    rows[a].key == rows[b].key && (!rows[a].key.isHashed || texts[a] == texts[b])
  }

  private func text(_ row: Int) -> String {
    texts[row].map(interner.text) ?? rows[row].key.text
  }

  /// Calls `body` with the rows of a compound in output order, and whether each is the first of its
  /// address.
  func forEachRow(of compound: Int, _ body: (_ row: Int, _ isFirst: Bool) -> Void) {
    for place in starts[compound]..<starts[compound + 1] {
      let entry = order[place]
      body(Int(entry & ~Self.again), entry & Self.again == 0)
    }
  }
}
