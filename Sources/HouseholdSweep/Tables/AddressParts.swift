import DelimitedText

/// What the cells of a row say of its address.
enum PartedAddress {
  case text([UInt8])
  /// The column at fault, and what stands in it.
  case fault(RejectReason, column: Int, value: String)
}

/// Joins an address out of its columns: building, entrance, room, with a dash between them.
///
/// Where a cell can be read in two ways, all readings are looked up, and exactly one must be a unit of the
/// register as it stands.
struct AddressParts {
  let plan: ColumnPlan
  /// Whether a row without a room is of a place: in lights, where few rows of the file have a room.
  let roomMayLack: Bool
  let lookup: RegisterLookup?
  let parser: AddressBox
  private(set) var floorRooms = 0

  private static let dash = UInt8(ascii: "-")

  /// The address in cells, by part. `compound` is the compound's number, −1 where nobody knows it.
  mutating func address(
    _ compound: Int, building: Field, entrance: Field, room: Field, floor: Field
  ) -> PartedAddress {
    let plan = plan
    func place(_ part: Meaning) -> Int { plan[part] ?? plan[.room] ?? plan[.building] ?? 0 }
    for (part, cell) in [(Meaning.building, building), (.entrance, entrance), (.room, room)]
    where !cell.isEmpty && AddressDate.mayBe(cell) && isDate(cell) {
      return .fault(.spreadsheetDate, column: place(part), value: cell.text)
    }
    if room.isEmpty {
      guard roomMayLack, !building.isEmpty else {
        return .fault(.missingColumnValue, column: place(.room), value: "")
      }
      return .text(Self.joined(building, entrance))
    }
    if building.isEmpty && plan[Meaning.building] != nil {
      if !entrance.isEmpty {
        return .fault(.missingColumnValue, column: place(.building), value: "")
      }
      if let lookup, lookup.someUnit(compound, endsIn: room) {
        return .fault(.missingColumnValue, column: place(.building), value: "")
      }
      return .text(room.bytes)
    }
    if plan[Meaning.building] == nil {
      // `2单元-501` cannot be taken for building 2.
      guard !entrance.isEmpty else { return .text(room.bytes) }
      let isNumber = (0..<entrance.count).allSatisfy { entrance[$0] &- 48 < 10 }
      return .text(entrance.bytes + (isNumber ? Array("单元".utf8) : []) + [Self.dash] + room.bytes)
    }
    let whole = Self.joined(building, entrance) + [Self.dash] + room.bytes
    let parts = lookup?.parts(room) ?? Self.dashes(room) + 1
    if parts > 1 { return choice(compound, [room.bytes, whole], room, place(.room)) }
    if let number = Self.number(of: floor), (1...2).contains(room.count), let last = Int(room.text)
    {
      let two = last < 10 ? "0\(last)" : "\(last)"
      let other = Self.joined(building, entrance) + [Self.dash] + Array("\(number)\(two)".utf8)
      let choice = choice(compound, [whole, other], room, place(.room))
      if case .text = choice { floorRooms += 1 }
      return choice
    }
    return .text(whole)
  }

  /// The one of several readings that is a unit of the register.
  private func choice(
    _ compound: Int, _ readings: [[UInt8]], _ cell: Field, _ column: Int
  ) -> PartedAddress {
    let found = readings.filter { reading in
      Field.of(reading) { lookup?.exact(compound, $0) ?? -1 } >= 0
    }
    guard found.count == 1 else {
      let names = readings.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " / ")
      return .fault(.ambiguousAddress, column: column, value: names)
    }
    return .text(found[0])
  }

  private static func joined(_ first: Field, _ second: Field) -> [UInt8] {
    if second.isEmpty { return first.bytes }
    return first.isEmpty ? second.bytes : first.bytes + [dash] + second.bytes
  }

  private static func dashes(_ cell: Field) -> Int {
    cell.bytes.split(separator: dash).count - 1
  }

  /// The number that a floor begins with: `2`, `2层`, `02F`.
  private static func number(of floor: Field) -> Int? {
    var value = 0
    var index = 0
    while index < floor.count, index < 3, floor[index] &- 48 < 10 {
      value = value * 10 + Int(floor[index] &- 48)
      index += 1
    }
    return index > 0 && value > 0 ? value : nil
  }

  /// Whether a part of an address is a date that a spreadsheet made of it.
  private func isDate(_ cell: Field) -> Bool {
    parser.isDate(cell)
  }
}
