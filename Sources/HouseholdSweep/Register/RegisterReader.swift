import DelimitedText
import Foundation

/// The frame of a sweep: compounds in natural order, their registered units in natural order, and
/// what the register says of each.
///
/// A class, so that the many who look into it share it at the price of one reference.
package final class Register: Sendable {
  /// Compounds named in `compounds.csv` or by a register row, in natural order.
  package let compounds: [Compound]
  package let index: UnitIndex
  /// Pairs of floor and grid, and which pair each unit has.
  let attributes: Attributes
  let attributeOfUnit: [UInt32]
  let meters: MeterIndex

  init(
    compounds: [Compound], index: UnitIndex, attributes: Attributes, attributeOfUnit: [UInt32],
    meters: MeterIndex
  ) {
    self.compounds = compounds
    self.index = index
    self.attributes = attributes
    self.attributeOfUnit = attributeOfUnit
    self.meters = meters
  }

  /// Distinct pairs of floor and grid; pair 0 has neither.
  struct Attributes: Sendable {
    /// `floor,grid` as they stand in a CSV row, quoted where they must be.
    private(set) var csv = FieldInterner()
    private(set) var pairs: [(floor: String, grid: String)] = []

    init() { _ = number(floor: "", grid: "") }

    mutating func number(floor: String, grid: String) -> UInt32 {
      var buffer = OutputBuffer()
      buffer.append(csv: floor)
      buffer.append(UInt8(ascii: ","))
      buffer.append(csv: grid)
      let number = buffer.withField(0..<buffer.count) { csv.intern($0) }
      if number == pairs.count { pairs.append((floor, grid)) }
      return UInt32(number)
    }
  }
}

/// A row of the register, before its unit has a number.
struct RegisterRow: Sendable {
  var key: AddressKey
  var meter: MeterKey
  var compound: Int32
  /// Numbers in the worker's tables; −1 where there is none.
  var attributes: Int32
  var text: Int32
  var meterText: Int32
}

/// The register rows that one worker read, in pieces, one a chunk.
struct RegisterRows: Sendable {
  struct Piece: Sendable {
    var file: Int
    var chunk: Int
    var rows: [RegisterRow]
  }

  var pieces: [Piece] = []
  /// `floor` + unit separator + `grid`, canonical address texts, meter ids.
  var attributes = FieldInterner()
  var texts = FieldInterner()
}

/// Reads `units.csv`, or the addresses of `residents.csv` where there is no register.
struct RegisterSink: SourceSink, ~Copyable {
  var state: SinkState
  private var compounds: CompoundCache
  private var parser = AddressParser()
  private var result = RegisterRows()
  private var scratch = OutputBuffer()
  private var lastAttributes: Int32 = -1

  /// Whether the compound's own name in front of an address goes: not in a register, whose
  /// addresses stand as they are.
  private let dropsNames: Bool

  init(_ maps: [ColumnMap], _ directory: CompoundDirectory, dropsNames: Bool) {
    state = SinkState(maps: maps)
    self.dropsNames = dropsNames
    compounds = CompoundCache(directory)
  }

  mutating func fileChanged() {
    result.pieces.append(.init(file: state.file, chunk: state.chunk, rows: []))
  }

  mutating func row(_ row: Row) {
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
    let number = compounds.number(of: compound)
    if dropsNames {
      key =
        parser.parse(address, droppingPrefix: compounds.names(of: number)) ?? parser.parse(address)
    }
    var text: Int32 = -1
    if key.isHashed { text = Int32(parser.withText { result.texts.intern($0) }) }
    let meterField = row.field(ifAny: state.columns[.meter])
    var meter = MeterKey.none
    var meterText: Int32 = -1
    if !meterField.isEmpty {
      if meterField.isScientific {
        state.note(.scientificMeter)
      } else {
        meter = MeterKey(meterField)
        if meter.isHashed { meterText = Int32(result.texts.intern(meterField)) }
      }
    }
    result.pieces[result.pieces.count - 1].rows.append(
      RegisterRow(
        key: key, meter: meter, compound: Int32(number),
        attributes: attributes(row), text: text, meterText: meterText))
    state.counts[state.file].accepted += 1
  }

  /// The number of a row's floor and grid. Neighbouring rows mostly share them.
  private mutating func attributes(_ row: Row) -> Int32 {
    let floor = row.field(ifAny: state.columns[.floor])
    let grid = row.field(ifAny: state.columns[.grid])
    scratch.removeAll()
    scratch.append(floor)
    scratch.append(0x1F)
    scratch.append(grid)
    let whole = 0..<scratch.count
    if lastAttributes >= 0 {
      let isSame = scratch.withField(whole) { result.attributes.equals(Int(lastAttributes), $0) }
      if isSame { return lastAttributes }
    }
    lastAttributes = Int32(scratch.withField(whole) { result.attributes.intern($0) })
    return lastAttributes
  }

  consuming func finish() -> (SinkState, RegisterRows) { (state, result) }
}
