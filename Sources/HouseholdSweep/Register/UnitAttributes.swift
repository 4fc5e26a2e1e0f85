import DelimitedText

/// Distinct floors and grids, numbered as they come up; number 0 is none.
struct UnitAttributes: Sendable {
  /// The floor and the grid of a unit.
  struct Pair: Equatable, ZeroIsEmpty {
    var floor: UInt32 = 0
    var grid: UInt32 = 0
  }

  private(set) var floors = FieldInterner()
  private(set) var grids = FieldInterner()
  private var lastFloor = FieldMemo<UInt32>(0)
  private var lastGrid = FieldMemo<UInt32>(0)

  init() {
    Field.of("") { none in
      _ = floors.intern(none)
      _ = grids.intern(none)
    }
  }

  /// The numbers of these fields. O(1) expected.
  @inline(__always)
  mutating func pair(floor: Field, grid: Field) -> Pair {
    Pair(
      floor: lastFloor.value(of: floor) { UInt32(floors.intern($0)) },
      grid: lastGrid.value(of: grid) { UInt32(grids.intern($0)) })
  }

  /// What the numbers of another table are in this one.
  struct Translation: Sendable {
    fileprivate var floors: [UInt32]
    fileprivate var grids: [UInt32]

    @inline(__always)
    subscript(pair: Pair) -> Pair {
      Pair(floor: floors[Int(pair.floor)], grid: grids[Int(pair.grid)])
    }
  }

  /// Takes the floors and grids of another table. O(distinct floors and grids).
  mutating func merge(_ other: UnitAttributes) -> Translation {
    Translation(
      floors: Self.merge(other.floors, into: &floors),
      grids: Self.merge(other.grids, into: &grids))
  }

  private static func merge(_ other: FieldInterner, into mine: inout FieldInterner) -> [UInt32] {
    (0..<other.count).map { number in
      other.withField(number) { UInt32(mine.intern($0)) }
    }
  }

  func floor(_ pair: Pair) -> String { floors.text(Int(pair.floor)) }
  func grid(_ pair: Pair) -> String { grids.text(Int(pair.grid)) }
}
