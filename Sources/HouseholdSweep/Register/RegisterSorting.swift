import DelimitedText

/// Register rows sorted by compound and address, those of one address in path and line order.
///
/// First into their compounds, by counting, each worker its share of the pieces; then each compound by
/// itself: into the places of a grid where addresses are dense numbers (`AddressGrid`).
struct RegisterSorting: Sendable {
  struct Row: ZeroIsEmpty {
    var key = AddressKey.none
    var meter = MeterKey.none
    var attributes = UnitAttributes.Pair()
  }

  /// The rows by compound, in path and line order.
  let rows: UnitColumn<Row>
  /// The file of each row. Of one file nothing is written, and no page of it ever comes.
  private let files: UnitColumn<UInt32>
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
    let shares = Self.shares(of: pieces.count, threads)
    var next = parallelMap(workers: threads) { worker in
      Self.counts(pieces[shares[worker]], compounds)
    }
    starts = [0]
    for compound in 0..<compounds {
      var start = starts[compound]
      for worker in next.indices {
        let count = next[worker][compound]
        next[worker][compound] = start
        start += count
      }
      starts.append(start)
    }
    rows = UnitColumn(count: starts[compounds])
    files = UnitColumn(count: starts[compounds])
    order = UnitColumn(count: starts[compounds])
    let (rows, files) = (rows, files)
    let scattered = parallelMap(workers: threads) { [next] worker in
      Self.scatter(pieces[shares[worker]], to: next[worker], rows, files)
    }
    for texts in scattered {
      self.texts.merge(texts.ofAddresses) { $1 }
      meterTexts.merge(texts.ofMeters) { $1 }
    }
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

  /// Ranges of about as many pieces for each worker.
  private static func shares(of count: Int, _ threads: Int) -> [Range<Int>] {
    (0..<threads).map { count * $0 / threads..<count * ($0 + 1) / threads }
  }

  /// How many rows of each compound there are in some pieces.
  private static func counts(_ pieces: ArraySlice<GlobalPiece>, _ compounds: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: compounds)
    for piece in pieces {
      for run in piece.piece.runs.indices {
        counts[piece.compound(ofRun: run)] += piece.piece.rows(ofRun: run).count
      }
    }
    return counts
  }

  private struct Texts: Sendable {
    var ofAddresses: [Int: Int] = [:]
    var ofMeters: [Int: Int] = [:]
  }

  /// Puts the rows of some pieces into their compounds, from the place `next` of each on.
  private static func scatter(
    _ pieces: ArraySlice<GlobalPiece>, to next: [Int], _ rows: UnitColumn<Row>,
    _ files: UnitColumn<UInt32>
  ) -> Texts {
    var next = next
    var texts = Texts()
    for piece in pieces {
      let file = UInt32(piece.piece.file)
      for run in piece.piece.runs.indices {
        let compound = piece.compound(ofRun: run)
        for number in piece.piece.rows(ofRun: run) {
          let row = piece.piece.rows[number]
          let place = next[compound]
          next[compound] += 1
          rows[place] = Row(
            key: row.key, meter: row.meter, attributes: piece.attributes[row.attributes])
          if file > 0 { files[place] = file }
          if row.key.isHashed {
            texts.ofAddresses[place] = piece.piece.texts[number].map { piece.texts[Int($0)] }
          }
          if row.meter.isHashed {
            texts.ofMeters[place] = piece.piece.meterTexts[number].map { piece.texts[Int($0)] }
          }
        }
      }
    }
    return texts
  }

  func file(of row: Int) -> Int { Int(files[row]) }

  /// Scratch memory of one worker.
  private struct CompoundSorter {
    var numeric: [(bits: UInt64, row: UInt32)] = []
    /// The row at each place of a grid, plus one.
    var places: [UInt32] = []
  }

  /// Puts the rows of a compound in order where their addresses are dense numbers, none twice; false,
  /// with nothing done, where they are not.
  private func place(_ range: Range<Int>, _ sorter: inout CompoundSorter) -> Bool {
    guard let grid = AddressGrid(of: range, key: { rows[$0].key }) else { return false }
    sorter.places.removeAll(keepingCapacity: true)
    sorter.places.append(contentsOf: repeatElement(0, count: grid.count))
    for row in range {
      let place = grid.place(rows[row].key)
      guard sorter.places[place] == 0 else { return false }
      sorter.places[place] = UInt32(row) + 1
    }
    var next = range.lowerBound
    for row in sorter.places where row > 0 {
      order[next] = row - 1
      next += 1
    }
    return true
  }

  /// Puts the rows of a compound in order; how many addresses they have.
  private func sort(_ compound: Int, _ sorter: inout CompoundSorter) -> Int {
    let range = starts[compound]..<starts[compound + 1]
    if place(range, &sorter) { return range.count }
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
