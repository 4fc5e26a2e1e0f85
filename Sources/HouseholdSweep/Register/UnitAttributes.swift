import DelimitedText
import Synchronization

/// Distinct floors and grids, numbered as they come up; number 0 is none.
struct UnitAttributes: Sendable {
  /// The floor and the grid of a unit: both numbers in one where they are small enough, as nearly all
  /// are, else where they stand in a list, marked by the highest bit.
  struct Pair: Equatable, ZeroIsEmpty {
    fileprivate var bits: UInt32 = 0

    init() {}

    fileprivate init(listed place: Int) { bits = UInt32(place) | Self.isListed }

    /// Nil where the numbers are too large.
    fileprivate init?(floor: Int, grid: Int) {
      guard floor < 1 << 11, grid < 1 << 20 else { return nil }
      bits = UInt32(floor << 20 | grid)
    }

    private static let isListed: UInt32 = 1 << 31

    fileprivate var place: Int? {
      bits & Self.isListed == 0 ? nil : Int(bits & ~Self.isListed)
    }
    fileprivate var numbers: (floor: Int, grid: Int) {
      (Int(bits >> 20), Int(bits & (1 << 20 - 1)))
    }
  }

  let floors: FieldInterner
  let grids: FieldInterner
  fileprivate let listed: [(floor: Int, grid: Int)]

  /// The numbers of a floor and a grid.
  @inline(__always)
  func numbers(_ pair: Pair) -> (floor: Int, grid: Int) {
    pair.place.map { listed[$0] } ?? pair.numbers
  }

  func floor(_ number: Int) -> String { floors.text(number) }
  func grid(_ number: Int) -> String { grids.text(number) }
  func grid(_ pair: Pair) -> String { grid(numbers(pair).grid) }

  /// The floor and the grid in words, empty where there is none.
  func texts(_ pair: Pair) -> (floor: String, grid: String) {
    let (floor, grid) = numbers(pair)
    return (self.floor(floor), self.grid(grid))
  }
}

/// The floors and grids met so far, by all workers.
///
/// They ask it only for spellings they have not met before (see `AttributeCache`), so that its locks are
/// no matter.
final class AttributeDirectory: Sendable {
  fileprivate let floors = SpellingList()
  fileprivate let grids = SpellingList()
  private let listed = Mutex<[(floor: Int, grid: Int)]>([])

  /// All of them. They keep their numbers when more are met.
  var all: UnitAttributes {
    UnitAttributes(floors: floors.all, grids: grids.all, listed: listed.withLock { $0 })
  }

  func pair(floor: Int, grid: Int) -> UnitAttributes.Pair {
    UnitAttributes.Pair(floor: floor, grid: grid)
      ?? listed.withLock { listed in
        listed.append((floor, grid))
        return UnitAttributes.Pair(listed: listed.count - 1)
      }
  }
}

/// Spellings numbered as they come up; number 0 is none.
private final class SpellingList: SpellingDirectory {
  private let spellings: Mutex<FieldInterner>

  init() {
    var spellings = FieldInterner()
    Field.of("") { _ = spellings.intern($0) }
    self.spellings = Mutex(spellings)
  }

  /// All of them, by their numbers. Phone and identity numbers are masked.
  var all: FieldInterner {
    let all = spellings.withLock { $0 }
    let masked = Masking.names((0..<all.count).lazy.map(all.text))
    if masked.isEmpty { return all }
    var shown = FieldInterner()
    for number in 0..<all.count {
      let text = all.text(number)
      Field.of(masked[text] ?? text) { _ = shown.intern($0) }
    }
    return shown
  }

  func number(of spelling: Field) -> Int { spellings.withLock { $0.intern(spelling) } }
}

/// One worker's memory of the floors and grids it has met.
struct AttributeCache {
  private let directory: AttributeDirectory
  private var floors: SpellingNumbers<SpellingList>
  private var grids: SpellingNumbers<SpellingList>

  init(_ directory: AttributeDirectory) {
    self.directory = directory
    floors = SpellingNumbers(directory.floors)
    grids = SpellingNumbers(directory.grids)
  }

  @inline(__always)
  mutating func pair(floor: Field, grid: Field) -> UnitAttributes.Pair {
    let floor = floors.number(of: floor)
    let grid = grids.number(of: grid)
    return UnitAttributes.Pair(floor: floor, grid: grid)
      ?? directory.pair(floor: floor, grid: grid)
  }
}
