import DelimitedText

/// A row whose address is no key of the register, kept until its whole source has been read.
struct DeferredRow: Sendable {
  var compound: Int32
  /// The text of the address in the worker's texts.
  var text: Int32
  var key: AddressKey
  /// What the source makes of the row: the event without its place, and a value beside it.
  var payload: UInt64
  var extra: UInt64
  var file: Int32
  var chunk: Int32
  var line: Int32
}

/// One worker's deferred rows with the texts of their addresses.
struct DeferredRows: Sendable {
  private(set) var rows: [DeferredRow] = []
  private(set) var texts = FieldInterner()

  /// Keeps a row. `parser` must have parsed its address last.
  mutating func add(
    compound: Int, key: AddressKey, parser: inout AddressParser, payload: UInt64,
    extra: UInt64 = 0, row: Row, state: SinkState
  ) {
    let text = parser.withText { texts.intern($0) }
    rows.append(
      DeferredRow(
        compound: Int32(compound), text: Int32(text), key: key, payload: payload, extra: extra,
        file: Int32(state.file), chunk: Int32(state.chunk), line: Int32(row.line)))
  }
}

/// One worker's way from the compound and address of a row to a unit of the register.
struct UnitFinder: ~Copyable {
  private var compounds: CompoundCache
  private var parser = AddressParser()
  private var locator: UnitLocator
  private let index: UnitIndex
  private(set) var key = AddressKey.none
  private(set) var compound = -1

  init(_ directory: CompoundDirectory, _ index: UnitIndex) {
    compounds = CompoundCache(directory)
    locator = UnitLocator(index)
    self.index = index
  }

  /// Reads the address; false where it folds to nothing.
  @inline(__always)
  mutating func parse(_ address: Field) -> Bool {
    key = parser.parse(address)
    return !key.isNone
  }

  /// The registered unit of the address parsed last in the compound named, or −1. The compound
  /// exists from now on.
  @inline(__always)
  mutating func find(compound name: Field) -> Int {
    compound = compounds.number(of: name)
    if key.isHashed {
      let text = parser.withText { index.texts.find($0) }
      return locator.find(compound, key, text: { text })
    }
    return locator.find(compound, key, text: { nil })
  }

  /// The compound and the address of the last row.
  mutating func address() -> (compound: Int, text: String) {
    (compound, parser.withText { $0.text })
  }

  /// Keeps a row of an address that was not found.
  mutating func postpone(
    into deferred: inout DeferredRows, payload: UInt64, extra: UInt64 = 0, row: Row,
    state: SinkState
  ) {
    deferred.add(
      compound: compound, key: key, parser: &parser, payload: payload, extra: extra, row: row,
      state: state)
  }

  /// The number of a compound that exists already, −2 where there is none of that name.
  mutating func number(ifAny name: Field) -> Int { compounds.number(ifAny: name) }
}
