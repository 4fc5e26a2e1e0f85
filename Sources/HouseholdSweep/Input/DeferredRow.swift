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
    extra: UInt64, line: Int, state: SinkState
  ) {
    let text = parser.withText { texts.intern($0) }
    rows.append(
      DeferredRow(
        compound: Int32(compound), text: Int32(text), key: key, payload: payload, extra: extra,
        file: Int32(state.file), chunk: Int32(state.chunk), line: Int32(line)))
  }
}
