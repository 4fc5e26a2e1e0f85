import DelimitedText

/// Distinct pairs of floor and grid, numbered as they come up; pair 0 has neither.
///
/// A city has a pair for every few units, but few floors and few grids: so pairs are kept as two
/// numbers.
struct UnitAttributes: Sendable {
  struct Pair: Hashable, Sendable {
    var floor: UInt32
    var grid: UInt32
  }

  fileprivate var floors = FieldInterner()
  fileprivate var grids = FieldInterner()
  private(set) var pairs: [Pair] = []
  private var numbers: [Pair: UInt32] = [:]
  /// The pair asked for last, and the pairs of its grid by floor as far as they are known: units
  /// of a grid mostly stand together.
  private var last: UInt32 = 0
  private var ofGrid: [UInt32?] = []

  init() {
    let neither = Field.of("") {
      Pair(floor: UInt32(floors.intern($0)), grid: UInt32(grids.intern($0)))
    }
    _ = number(of: neither)
  }

  /// The number of the pair of these fields. O(1) expected.
  mutating func number(floor: Field, grid: Field) -> UInt32 {
    var pair = pairs[Int(last)]
    let hasFloor = floors.equals(Int(pair.floor), floor)
    let hasGrid = grids.equals(Int(pair.grid), grid)
    if hasFloor && hasGrid { return last }
    if !hasFloor { pair.floor = UInt32(floors.intern(floor)) }
    if hasGrid, Int(pair.floor) < ofGrid.count, let known = ofGrid[Int(pair.floor)] {
      last = known
      return known
    }
    if !hasGrid {
      pair.grid = UInt32(grids.intern(grid))
      ofGrid.removeAll(keepingCapacity: true)
    }
    while ofGrid.count <= Int(pair.floor) { ofGrid.append(nil) }
    let number = number(of: pair)
    ofGrid[Int(pair.floor)] = number
    last = number
    return number
  }

  private mutating func number(of pair: Pair) -> UInt32 {
    if let number = numbers[pair] { return number }
    let number = UInt32(pairs.count)
    numbers[pair] = number
    pairs.append(pair)
    return number
  }

  /// The number of a pair whose floor and grid are those of two pairs.
  mutating func number(floorOf a: UInt32, gridOf b: UInt32) -> UInt32 {
    number(of: Pair(floor: pairs[Int(a)].floor, grid: pairs[Int(b)].grid))
  }

  /// Takes the pairs of another table; what their numbers are here, by their numbers there.
  mutating func merge(_ other: UnitAttributes) -> [UInt32] {
    let floorNumbers = (0..<other.floors.count).map { number in
      other.floors.withField(number) { UInt32(floors.intern($0)) }
    }
    let gridNumbers = (0..<other.grids.count).map { number in
      other.grids.withField(number) { UInt32(grids.intern($0)) }
    }
    return other.pairs.map { pair in
      number(of: Pair(floor: floorNumbers[Int(pair.floor)], grid: gridNumbers[Int(pair.grid)]))
    }
  }

  func floor(_ number: UInt32) -> String { floors.text(Int(pairs[Int(number)].floor)) }
  func grid(_ number: UInt32) -> String { grids.text(Int(pairs[Int(number)].grid)) }
}

/// Floors and grids as they stand in tables.
struct AttributeCells: Sendable {
  private let pairs: [UnitAttributes.Pair]
  private var floors: FieldInterner
  private var grids: FieldInterner

  /// O(distinct floors and grids).
  init(_ attributes: UnitAttributes) {
    pairs = attributes.pairs
    floors = attributes.floors.quoted()
    grids = attributes.grids.quoted()
  }

  /// Appends floor and grid as two fields of a CSV row.
  @inline(__always)
  func append(_ number: UInt32, to buffer: inout OutputBuffer) {
    let pair = pairs[Int(number)]
    floors.withField(Int(pair.floor)) { buffer.append($0) }
    buffer.append(UInt8(ascii: ","))
    grids.withField(Int(pair.grid)) { buffer.append($0) }
  }
}
