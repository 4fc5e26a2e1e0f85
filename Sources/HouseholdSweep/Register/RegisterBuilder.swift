import DelimitedText

/// Makes the frame out of register rows: compounds and units get their numbers, in output order.
///
/// Registers mostly come in order, and then the rows are taken over as they stand, all workers at
/// once. Others are sorted first, compound by compound (`RegisterSorting`).
struct RegisterBuilder {
  private let directory: CompoundDirectory
  private let threads: Int
  private var texts = FieldInterner()
  private var attributes = UnitAttributes()
  /// Further rows of units by file: those that say nothing new.
  private(set) var duplicates: [Int]
  /// Units by file with a further row that gives another floor or grid.
  private(set) var differing: [Int]
  private var said = SaidOfUnit()

  /// The first unit of each compound, and the number of units at the end.
  private var unitStarts: [Int] = []
  private var keys = UnitColumn<AddressKey>(count: 0)
  private var meters = UnitColumn<MeterKey>(count: 0)
  private var attributeOfUnit = UnitColumn<UnitAttributes.Pair>(count: 0)
  private var textOfUnit: [Int: Int] = [:]
  private var textOfMeter: [Int: Int] = [:]
  private var furtherMeters: [MeterIndex.Further] = []

  init(directory: CompoundDirectory, fileCount: Int, threads: Int) {
    self.directory = directory
    self.threads = threads
    duplicates = Array(repeating: 0, count: fileCount)
    differing = Array(repeating: 0, count: fileCount)
  }

  /// Builds the frame. `named` are the compounds of `compounds.csv` by their numbers in the
  /// directory, which is renumbered into natural order. O(rows + units log units at worst).
  mutating func build(
    _ workers: [RegisterRows], named: [Int: Compound], hasRegister: Bool
  ) -> Register {
    let ids = directory.ids
    let order = ids.indices.sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    directory.renumber(order)
    var place = [Int](repeating: 0, count: ids.count)
    for (new, old) in order.enumerated() { place[old] = new }
    let pieces = globalized(workers, place)
    if !takeOrdered(pieces, compounds: ids.count) {
      takeSorted(RegisterSorting(pieces, compounds: ids.count, texts: texts, threads: threads))
    }
    let compounds = order.enumerated().map { new, old in
      var compound = named[old] ?? Compound(id: ids[old])
      compound.hasRegister = hasRegister && unitStarts[new + 1] > unitStarts[new]
      return compound
    }
    return Register(
      compounds: compounds,
      index: UnitIndex(
        keys: keys, starts: unitStarts, texts: texts, textOfUnit: textOfUnit, threads: threads),
      attributes: attributes, attributeOfUnit: attributeOfUnit,
      meters: MeterIndex(
        meters, furtherMeters, texts: texts, textOfMeter: textOfMeter, starts: unitStarts,
        threads: threads))
  }

  /// The pieces of all workers in path and line order, and what their numbers mean.
  private mutating func globalized(_ workers: [RegisterRows], _ place: [Int]) -> [GlobalPiece] {
    var pieces: [GlobalPiece] = []
    for worker in workers {
      let attributes = attributes.merge(worker.attributes)
      let texts = (0..<worker.texts.count).map { number in
        worker.texts.withField(number) { self.texts.intern($0) }
      }
      for piece in worker.pieces {
        pieces.append(
          GlobalPiece(piece: piece, places: place, attributes: attributes, texts: texts))
      }
    }
    return pieces.sorted { ($0.piece.file, $0.piece.chunk) < ($1.piece.file, $1.piece.chunk) }
  }

  private mutating func makeRoom(_ units: Int) {
    keys = UnitColumn(count: units)
    meters = UnitColumn(count: units)
    attributeOfUnit = UnitColumn(count: units)
  }

  /// Takes the rows as they come, as registers mostly come: compounds and units in natural order,
  /// all addresses numeric, none twice. Returns false, with nothing taken, where they do not.
  private mutating func takeOrdered(_ pieces: [GlobalPiece], compounds: Int) -> Bool {
    var starts = [Int](repeating: -1, count: compounds + 1)
    var firstUnits: [Int] = []
    var total = 0
    var last = (compound: -1, key: AddressKey.none)
    for piece in pieces {
      guard piece.piece.isAscending else { return false }
      firstUnits.append(total)
      for run in piece.piece.runs.indices {
        let compound = piece.compound(ofRun: run)
        let rows = piece.piece.rows(ofRun: run)
        let first = piece.piece.rows[rows.lowerBound].key
        guard (compound, first.bits) > (last.compound, last.key.bits) else { return false }
        if compound != last.compound { starts[compound] = total + rows.lowerBound }
        last = (compound, piece.piece.rows[rows.upperBound - 1].key)
      }
      total += piece.piece.rows.count
    }
    // A compound without units starts where the next one does.
    starts[compounds] = total
    for compound in (0..<compounds).reversed() where starts[compound] < 0 {
      starts[compound] = starts[compound + 1]
    }
    unitStarts = starts
    makeRoom(total)
    let work = WorkList(count: pieces.count)
    let (keys, meters, attributeOfUnit) = (keys, meters, attributeOfUnit)
    _ = parallelMap(workers: threads) { [firstUnits] _ in
      while let number = work.take() {
        let piece = pieces[number]
        for place in 0..<piece.piece.rows.count {
          let row = piece.piece.rows[place]
          let unit = firstUnits[number] + place
          keys[unit] = row.key
          meters[unit] = row.meter
          attributeOfUnit[unit] = piece.attributes[row.attributes]
        }
      }
    }
    for (piece, first) in zip(pieces, firstUnits) {
      for (row, text) in piece.piece.meterTexts {
        textOfMeter[first + row] = piece.texts[Int(text)]
      }
    }
    return true
  }

  /// Takes rows that had to be sorted, each address once.
  private mutating func takeSorted(_ sorting: RegisterSorting) {
    unitStarts = sorting.unitStarts
    makeRoom(unitStarts.last!)
    let work = WorkList(count: unitStarts.count - 1)
    let (keys, meters, attributeOfUnit) = (keys, meters, attributeOfUnit)
    let again = parallelMap(workers: threads) { [unitStarts] _ in
      var again: [(unit: Int, row: Int)] = []
      while let compound = work.take() {
        var unit = unitStarts[compound] - 1
        sorting.forEachRow(of: compound) { number, isFirst in
          guard isFirst else {
            again.append((unit, number))
            return
          }
          unit += 1
          let row = sorting.rows[number]
          keys[unit] = row.key
          meters[unit] = row.meter
          attributeOfUnit[unit] = row.attributes
        }
      }
      return again
    }
    if sorting.hasTexts { takeTexts(sorting) }
    // The rows of one unit come from one worker, in their order.
    for (unit, row) in again.joined() { addAgain(row, to: unit, sorting) }
    furtherMeters.sort { $0.unit < $1.unit }
  }

  private mutating func takeTexts(_ sorting: RegisterSorting) {
    for compound in 0..<unitStarts.count - 1 {
      var unit = unitStarts[compound] - 1
      sorting.forEachRow(of: compound) { number, isFirst in
        guard isFirst else { return }
        unit += 1
        textOfUnit[unit] = sorting.texts[number]
        textOfMeter[unit] = sorting.meterTexts[number]
      }
    }
  }

  /// A further row of a unit: a further meter counts, of floors and grids the smaller.
  private mutating func addAgain(_ number: Int, to unit: Int, _ sorting: RegisterSorting) {
    let row = sorting.rows[number]
    let file = sorting.file(of: number)
    let (old, new) = (attributeOfUnit[unit], row.attributes)
    if said.unit != unit { said = SaidOfUnit(unit: unit, old) }
    let news = said.add(new)
    if news.isOther && said.differingFile != file {
      said.differingFile = file
      differing[file] += 1
    }
    if news.isNew {
      let isFloorSmaller = Self.isSmaller(attributes.floor(new), attributes.floor(old))
      let isGridSmaller = Self.isSmaller(attributes.grid(new), attributes.grid(old))
      attributeOfUnit[unit] = UnitAttributes.Pair(
        floor: (isFloorSmaller ? new : old).floor, grid: (isGridSmaller ? new : old).grid)
    }
    let isKnown = row.meter.isNone || has(unit, row.meter, sorting.meterTexts[number])
    if !isKnown {
      let text = sorting.meterTexts[number]
      if meters[unit].isNone {
        meters[unit] = row.meter
        textOfMeter[unit] = text
      } else {
        furtherMeters.append(.init(unit: unit, key: row.meter, text: text))
      }
    }
    if isKnown && !news.isNew { duplicates[file] += 1 }
  }

  /// Whether a unit has a meter already.
  private func has(_ unit: Int, _ meter: MeterKey, _ text: Int?) -> Bool {
    if meters[unit] == meter && textOfMeter[unit] == text { return true }
    for further in furtherMeters.reversed() {
      guard further.unit == unit else { break }
      if further.key == meter && further.text == text { return true }
    }
    return false
  }

  /// Whether a value comes before another in natural order; one that is missing comes last.
  private static func isSmaller(_ a: String, _ b: String) -> Bool {
    if a.isEmpty || b.isEmpty { return b.isEmpty && !a.isEmpty }
    return NaturalOrder.precedes(a, b)
  }
}

/// The floors and grids that the rows of one unit have given so far, by their numbers; 0 is none.
private struct SaidOfUnit {
  private(set) var unit = -1
  /// The last file in which they differed.
  var differingFile = -1
  private var floors: Set<UInt32> = []
  private var grids: Set<UInt32> = []

  init() {}

  init(unit: Int, _ pair: UnitAttributes.Pair) {
    self.unit = unit
    _ = add(pair)
  }

  /// Whether a row gives a floor or a grid that none did before, and whether one did give another.
  mutating func add(_ pair: UnitAttributes.Pair) -> (isNew: Bool, isOther: Bool) {
    let isNewFloor = pair.floor > 0 && floors.insert(pair.floor).inserted
    let isNewGrid = pair.grid > 0 && grids.insert(pair.grid).inserted
    return (
      isNewFloor || isNewGrid, isNewFloor && floors.count > 1 || isNewGrid && grids.count > 1
    )
  }
}

/// A piece of the register with what its numbers mean in the whole.
struct GlobalPiece: Sendable {
  var piece: RegisterPiece
  /// What the numbers of compounds are in natural order.
  var places: [Int]
  /// By the worker's numbers.
  var attributes: UnitAttributes.Translation
  var texts: [Int]

  @inline(__always)
  func compound(ofRun run: Int) -> Int { places[Int(piece.runs[run].compound)] }
}
