import DelimitedText

/// A row whose address is no key of the register, kept until its whole source has been read.
struct DeferredRow: BitwiseCopyable, Sendable {
  /// The number of the address among the worker's.
  var address: Int32
  /// What the source makes of the row: the event without its place, and a value beside it.
  var payload: UInt64
  var extra: UInt64
  var file: Int32
  var chunk: Int32
  var line: Int32
}

/// One worker's deferred rows with their addresses.
struct DeferredRows: Sendable {
  struct Address: BitwiseCopyable, Sendable {
    var compound: Int32
    /// The number of its text.
    var text: Int32
    var key: AddressKey
  }

  private(set) var rows: [DeferredRow] = []
  private(set) var addresses: [Address] = []
  private var texts = FieldInterner()
  /// The numbers of addresses by compound, in the high half, and text.
  private var numbers = WordNumbers()

  /// Calls `body` with the canonical text of an address.
  func withText<Result>(of address: Address, _ body: (Field) -> Result) -> Result {
    texts.withField(Int(address.text), body)
  }

  /// Keeps a row. `parser` must have parsed its address last.
  mutating func add(
    compound: Int, key: AddressKey, parser: inout AddressParser, payload: UInt64,
    extra: UInt64, line: Int, state: SinkState
  ) {
    let text = parser.withText { texts.intern($0) }
    let number = numbers.intern(UInt64(compound) << 32 | UInt64(text))
    if number == addresses.count {
      addresses.append(Address(compound: Int32(compound), text: Int32(text), key: key))
    }
    rows.append(
      DeferredRow(
        address: Int32(number), payload: payload, extra: extra, file: Int32(state.file),
        chunk: Int32(state.chunk), line: Int32(line)))
  }
}
