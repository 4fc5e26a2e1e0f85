import DelimitedText

/// Makes the frame out of register rows: compounds and units get their numbers, in output order.
///
/// Rows are counted while they are read, so that it is known where each compound begins. All workers
/// then take the rows of one group of compounds after another into the columns (`RegisterFiller`).
/// Where addresses come twice there are fewer units than rows, and those behind move up.
struct RegisterBuilder {
  private let directory: CompoundDirectory
  private let attributes: AttributeDirectory
  private let threads: Int
  /// Further rows of units by file: those that say nothing new.
  private(set) var duplicates: [Int]
  /// Units by file with a further row that gives another floor or grid.
  private(set) var differing: [Int]

  init(
    directory: CompoundDirectory, attributes: AttributeDirectory, fileCount: Int, threads: Int
  ) {
    self.directory = directory
    self.attributes = attributes
    self.threads = threads
    duplicates = Array(repeating: 0, count: fileCount)
    differing = Array(repeating: 0, count: fileCount)
  }

  /// Builds the frame. `named` are the compounds of `compounds.csv` by their numbers in the
  /// directory, which is renumbered into natural order; `elsewhere` as `MeterIndex` has it. O(rows + units log units
  /// at worst).
  mutating func build(
    _ workers: [RegisterRows], named: [Int: Compound], hasRegister: Bool,
    elsewhere: [MeterKey: Bool]
  ) -> Register {
    let ids = directory.ids
    let order = ids.indices.sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    directory.renumber(order)
    let source = RegisterSource(
      workers, order: order, attributes: attributes, fileCount: duplicates.count)
    let work = WorkList(count: CompoundGroup.count)
    let filled = parallelMap(workers: threads) { _ in
      var filler = RegisterFiller(source)
      while let group = work.take() { filler.fill(group) }
      return filler.outcome
    }
    for outcome in filled {
      for file in duplicates.indices {
        duplicates[file] += outcome.duplicates[file]
        differing[file] += outcome.differing[file]
      }
    }
    let starts = Self.closed(source, filled.flatMap(\.missing))
    func unit(_ row: RegisterFiller.Place) -> Int {
      row.row - source.starts[row.compound] + starts[row.compound]
    }
    let textOfUnit = Dictionary(
      uniqueKeysWithValues: filled.flatMap(\.texts).map { (unit($0.place), $0.text) })
    let textOfMeter = Dictionary(
      uniqueKeysWithValues: filled.flatMap(\.meterTexts).map { (unit($0.place), $0.text) })
    let further = filled.flatMap(\.further).map {
      MeterIndex.Further(unit: unit($0.place), key: $0.key, text: $0.text)
    }
    let compounds = order.enumerated().map { new, old in
      var compound = named[old] ?? Compound(id: ids[old])
      compound.hasRegister = hasRegister && starts[new + 1] > starts[new]
      return compound
    }
    return Register(
      compounds: compounds,
      index: UnitIndex(
        keys: source.columns.keys, starts: starts, texts: source.texts, textOfUnit: textOfUnit,
        areNumbers: filled.allSatisfy(\.areNumbers), threads: threads),
      attributes: attributes.all, attributeOfUnit: source.columns.attributes,
      meters: MeterIndex(
        source.columns.meters, further.sorted { $0.unit < $1.unit }, texts: source.texts,
        textOfMeter: textOfMeter, starts: starts, elsewhere: elsewhere, threads: threads))
  }

  /// Moves units up where compounds have fewer than rows; the first unit of each compound, and the
  /// number of units at the end.
  private static func closed(
    _ source: RegisterSource, _ missing: [(compound: Int, units: Int)]
  ) -> [Int] {
    guard !missing.isEmpty else { return source.starts }
    var fewer = [Int](repeating: 0, count: source.starts.count)
    for (compound, units) in missing { fewer[compound + 1] = units }
    var starts = source.starts
    for compound in 0..<starts.count - 1 {
      fewer[compound + 1] += fewer[compound]
      starts[compound + 1] -= fewer[compound + 1]
      let shift = fewer[compound]
      for unit in starts[compound]..<starts[compound + 1] where shift > 0 {
        source.columns[unit] = source.columns[unit + shift]
      }
    }
    source.columns.shrink(to: starts.last!)
    return starts
  }
}

/// What is known of each unit, in columns.
struct RegisterColumns: Sendable {
  let keys: UnitColumn<AddressKey>
  let meters: UnitColumn<MeterKey>
  let attributes: UnitColumn<UnitAttributes.Pair>

  struct Unit: BitwiseCopyable {
    var key: AddressKey
    var meter: MeterKey
    var attributes: UnitAttributes.Pair
  }

  init(count: Int) {
    keys = UnitColumn(count: count)
    meters = UnitColumn(count: count)
    attributes = UnitColumn(count: count)
  }

  subscript(unit: Int) -> Unit {
    @inline(__always) get {
      Unit(key: keys[unit], meter: meters[unit], attributes: attributes[unit])
    }
    @inline(__always) nonmutating set {
      keys[unit] = newValue.key
      meters[unit] = newValue.meter
      attributes[unit] = newValue.attributes
    }
  }

  func shrink(to count: Int) {
    keys.shrink(to: count)
    meters.shrink(to: count)
    attributes.shrink(to: count)
  }
}

/// The register rows of all workers, and where they go.
struct RegisterSource: Sendable {
  let columns: RegisterColumns
  /// The first row of each compound, in natural order, and the number of rows at the end.
  let starts: [Int]
  /// The canonical address texts and meter ids that do not fit into a key.
  let texts: FieldInterner
  let attributes: AttributeDirectory
  let fileCount: Int
  /// What the numbers of compounds are in natural order.
  let places: [Int]
  private let workers: [RegisterRows]
  /// What the numbers of texts are, by worker.
  private let translations: [[Int]]

  /// The rows of a chunk, which belong to one group of compounds.
  struct Segment {
    var file: Int
    var chunk: Int
    var worker: Int
    var part: RegisterPart
    var range: Range<Int>
  }

  /// - Parameter order: `order[place] == number`.
  init(
    _ workers: [RegisterRows], order: [Int], attributes: AttributeDirectory, fileCount: Int
  ) {
    self.workers = workers
    self.attributes = attributes
    self.fileCount = fileCount
    var places = [Int](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[number] = place }
    self.places = places
    var texts = FieldInterner()
    translations = workers.map { worker in
      (0..<worker.texts.count).map { number in
        worker.texts.withField(number) { texts.intern($0) }
      }
    }
    self.texts = texts
    var starts = [0]
    for number in order {
      let rows = workers.reduce(0) { sum, worker in
        sum + (number < worker.counts.count ? worker.counts[number] : 0)
      }
      starts.append(starts.last! + rows)
    }
    self.starts = starts
    columns = RegisterColumns(count: starts.last!)
  }

  /// The compounds of a group in natural order's numbers, by their places in it.
  func compounds(of group: Int) -> [Int] {
    (0..<CompoundGroup.places(places.count)).map { CompoundGroup.compound($0, of: group) }
      .filter { $0 < places.count }.map { places[$0] }
  }

  /// The rows of a group of compounds, in path and line order.
  func segments(of group: Int) -> [Segment] {
    var segments: [Segment] = []
    for (worker, rows) in workers.enumerated() {
      let part = rows.part(group)
      for (number, mark) in part.marks.enumerated() {
        let end = number + 1 < part.marks.count ? part.marks[number + 1].start : part.rows.count
        segments.append(
          Segment(
            file: mark.file, chunk: mark.chunk, worker: worker, part: part,
            range: mark.start..<end))
      }
    }
    return segments.sorted { ($0.file, $0.chunk) < ($1.file, $1.chunk) }
  }

  /// The text of an address that is a hash.
  func text(_ row: Int, in segment: Segment) -> Int? {
    segment.part.texts[row].map { translations[segment.worker][$0] }
  }

  /// The text of a meter whose id is a hash.
  func meterText(_ row: Int, in segment: Segment) -> Int? {
    segment.part.meterTexts[row].map { translations[segment.worker][$0] }
  }
}
