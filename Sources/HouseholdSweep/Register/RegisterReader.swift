import DelimitedText

/// The frame of a sweep: compounds in natural order, their registered units in natural order, and
/// what the register says of each.
///
/// A class, so that the many who look into it share it at the price of one reference.
package final class Register: Sendable {
  /// Compounds named in `compounds.csv` or by a register row, in natural order.
  package let compounds: [Compound]
  package let index: UnitIndex
  /// Floors and grids, and which each unit has.
  let attributes: UnitAttributes
  let attributeOfUnit: UnitColumn<UnitAttributes.Pair>
  let meters: MeterIndex

  init(
    compounds: [Compound], index: UnitIndex, attributes: UnitAttributes,
    attributeOfUnit: UnitColumn<UnitAttributes.Pair>, meters: MeterIndex
  ) {
    self.compounds = compounds
    self.index = index
    self.attributes = attributes
    self.attributeOfUnit = attributeOfUnit
    self.meters = meters
  }
}

/// A row of the register, before its unit has a number.
struct RegisterRow: Sendable, BitwiseCopyable {
  var key: AddressKey
  var meter: MeterKey
  /// Numbers in the worker's table of attributes.
  var attributes: UnitAttributes.Pair
}

/// The register rows of one chunk, in their order.
struct RegisterPiece: Sendable {
  /// Rows of one compound that follow each other: its number, and the first of them.
  struct Run: Sendable {
    var compound: Int32
    var start: Int32
  }

  let file: Int
  let chunk: Int
  let rows: BlockList<RegisterRow>
  private(set) var runs: [Run] = []
  private var lastKey = AddressKey.none
  /// All addresses are numeric, and ascend in each run.
  private(set) var isAscending = true
  /// The texts of the rows whose address or meter is a hash: numbers in the worker's table.
  var texts: [Int: Int32] = [:]
  var meterTexts: [Int: Int32] = [:]

  init(file: Int, chunk: Int, pool: BlockPool) {
    self.file = file
    self.chunk = chunk
    rows = BlockList(pool)
  }

  mutating func append(_ row: RegisterRow, compound: Int) {
    if runs.last?.compound != Int32(compound) {
      runs.append(Run(compound: Int32(compound), start: Int32(rows.count)))
      isAscending = isAscending && row.key.isNumeric
    } else if isAscending {
      isAscending = row.key.isNumeric && row.key.bits > lastKey.bits
    }
    lastKey = row.key
    rows.append(row)
  }

  /// The rows of a run.
  func rows(ofRun run: Int) -> Range<Int> {
    Int(runs[run].start)..<(run + 1 < runs.count ? Int(runs[run + 1].start) : rows.count)
  }
}

/// The register rows that one worker read.
struct RegisterRows: Sendable {
  var pieces: [RegisterPiece] = []
  var attributes = UnitAttributes()
  /// Canonical address texts and meter ids that do not fit into a key.
  var texts = FieldInterner()
}

/// Reads `units.csv`, or the addresses of `residents.csv` where there is no register.
struct RegisterSink: SourceSink, ~Copyable {
  var state: SinkState
  private var compounds: CompoundCache
  private var parser = AddressParser()
  private var result = RegisterRows()
  private var piece: RegisterPiece
  private let pool: BlockPool
  private var walk = WalkPattern()
  /// The compound of the rows that match the walk.
  private var walkCompound = -1
  /// The columns in which they must be alike.
  private var likeColumns: UInt64 = 0

  /// Whether the compound's own name in front of an address goes: not in a register, whose
  /// addresses stand as they are.
  private let dropsNames: Bool

  init(
    _ maps: [ColumnMap], _ directory: CompoundDirectory, _ pool: BlockPool, dropsNames: Bool
  ) {
    state = SinkState(maps: maps)
    self.pool = pool
    piece = RegisterPiece(file: 0, chunk: 0, pool: pool)
    self.dropsNames = dropsNames
    compounds = CompoundCache(directory)
  }

  mutating func chunkChanged() {
    if piece.rows.count > 0 { result.pieces.append(piece) }
    piece = RegisterPiece(file: state.file, chunk: state.chunk, pool: pool)
    walk.forget()
    likeColumns = state.columns.bits(.compound, .unit)
  }

  @inline(__always)
  mutating func row(_ row: Row) {
    if walk.matches(row), let key = walk.key(in: row) {
      add(row, key, compound: walkCompound)
      walk.hit()
    } else {
      take(row)
    }
  }

  @inline(never)
  private mutating func take(_ row: Row) {
    let compound = row.field(state.columns[.compound])
    let address = row.field(state.columns[.unit])
    var key = parser.parse(address)
    guard !key.isNone, !compound.isEmpty else {
      var faults: [(Column, RejectReason)] = []
      if compound.isEmpty { faults.append((.compound, .missingColumnValue)) }
      if key.isNone { faults.append((.unit, .missingColumnValue)) }
      state.reject(row, faults)
      return
    }
    if key.isNumeric || AddressDate.mayBe(address), parser.looksLikeDate {
      state.note(dropsNames ? .dateAddress : .dateUnit)
    }
    let number = compounds.number(of: compound)
    if dropsNames {
      key =
        parser.parse(address, droppingPrefix: compounds.names(of: number)) ?? parser.parse(address)
    }
    if key.isHashed {
      piece.texts[piece.rows.count] = Int32(parser.withText { result.texts.intern($0) })
    }
    add(row, key, compound: number)
    // No others like it are dates, which are told of, and none has a name in front.
    guard !dropsNames, key.isNumeric, !(1900...2099).contains(key.parts.first),
      let tail = PlainTail(plain: address, key)
    else { return }
    if walk.learn(row, columns: likeColumns, address: address, tail) != .none {
      walkCompound = number
    }
  }

  /// Adds the unit of a row.
  @inline(__always)
  private mutating func add(_ row: Row, _ key: AddressKey, compound: Int) {
    let attributes = result.attributes.pair(
      floor: row.field(ifAny: state.columns[.floor]), grid: row.field(ifAny: state.columns[.grid]))
    piece.append(
      RegisterRow(key: key, meter: meter(row), attributes: attributes), compound: compound)
    state.accept()
  }

  private mutating func meter(_ row: Row) -> MeterKey {
    let field = row.field(ifAny: state.columns[.meter])
    guard !field.isEmpty else { return .none }
    if field.isScientific {
      state.note(.scientificMeter)
      return .none
    }
    let meter = MeterKey(field)
    if meter.isHashed { piece.meterTexts[piece.rows.count] = Int32(result.texts.intern(field)) }
    return meter
  }

  consuming func finish() -> (SinkState, RegisterRows) {
    chunkChanged()
    return (state, result)
  }
}
