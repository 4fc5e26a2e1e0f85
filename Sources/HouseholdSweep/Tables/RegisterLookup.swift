import DelimitedText

/// Looks addresses up in the register, for a reader that must know whether a reading of a cell is a unit.
final class RegisterLookup {
  private let frame: Frame
  private let directory: CompoundDirectory
  private var finder: UnitFinder
  private var parser = AddressParser()
  private var state: SinkState
  private var compounds = WordCache<Int>()

  init(_ frame: Frame, _ directory: CompoundDirectory, hasRegister: Bool) {
    self.frame = frame
    self.directory = directory
    finder = UnitFinder(
      AddressBook(
        directory: directory, index: frame.register.index, aliases: frame.aliases,
        hasRegister: hasRegister))
    state = SinkState(maps: [ColumnMap.none])
  }

  /// The number of a compound that the register or `compounds.csv` knows, or −1.
  func compound(_ name: Field) -> Int {
    let directory = directory
    // Others came up while observations were read.
    let known = frame.register.compounds.count
    return compounds.value(of: name) { name in
      directory.find(name.text).map { $0 < known ? $0 : -1 } ?? -1
    }
  }

  func hasRegister(_ compound: Int) -> Bool { compound >= 0 && frame.hasRegister(compound) }

  /// The unit whose registered address this is as it stands, or −1.
  func exact(_ compound: Int, _ address: Field) -> Int {
    guard compound >= 0 else { return -1 }
    let key = parser.parse(address)
    guard !key.isNone else { return -1 }
    let text = key.isHashed ? parser.withText { frame.register.index.texts.find($0) } : nil
    return frame.register.index.find(compound, key, text: { text })
  }

  /// The unit that an address means by any rule, or −1.
  func find(_ compound: Int, _ address: Field) -> Int {
    guard compound >= 0 else { return -1 }
    return finder.find(compound: compound, address: address, &state)
  }

  /// Whether registered units lie under an address.
  func isPlace(_ compound: Int, _ address: Field) -> Bool {
    units(under: address, in: compound) > 0
  }

  /// How many registered units lie under an address.
  func units(under address: Field, in compound: Int) -> Int {
    guard compound >= 0 else { return 0 }
    let key = parser.parse(address)
    guard !key.isNone else { return 0 }
    let text = parser.withText { $0.text }
    return frame.units(under: key, text, in: compound).count
  }

  /// Whether a registered unit with a building or an entrance in front ends in a room.
  func someUnit(_ compound: Int, endsIn room: Field) -> Bool {
    guard compound >= 0 else { return false }
    _ = parser.parse(room)
    let end = "-" + parser.withText { $0.text }
    return frame.register.index.units(of: compound).contains { unit in
      frame.register.index.text(of: unit).hasSuffix(end)
    }
  }

  /// The parts that a cell has as an address.
  func parts(_ cell: Field) -> Int {
    let key = parser.parse(cell)
    if key.isNumeric && !key.isNone && key.parts.second < 0 { return 1 }
    return key.isNone ? 0 : parser.withText { AddressCut.parts($0.bytes).count }
  }
}
