import DelimitedText
import HouseholdSweep

/// Spells addresses as offices do, each row in its own way.
///
/// The shapes and their shares are those of 3,033 real address tails, of which the ones were taken
/// that leave no doubt: without the entrance only where the building has no other. A speller makes
/// typing errors at a given rate, too, which may mean anything.
struct AddressSpeller: Sendable {
  private enum Shape: Sendable {
    /// Separators between the three numbers.
    case separated(String)
    /// Words behind building, entrance and room.
    case words(String, String, String)
    /// Building and room alone.
    case short(String, String)
  }

  /// Weights in tenths of a percent.
  private static let shapes: [(weight: Int, shape: Shape)] = [
    (155, .separated("-")), (53, .words("幢", "单元", "")), (51, .words("栋", "单元", "")),
    (36, .words("幢", "单元", "室")), (8, .words("栋", "单元", "室")),
    (8, .words("号楼", "单元", "")), (8, .words("号楼", "单元", "室")), (5, .words("号楼", "门", "室")),
    (5, .words("#楼", "单元", "")), (4, .words("撞", "单元", "室")), (4, .words("栋", "梯", "户")),
    (4, .words("栋", "组", "号")), (20, .separated("—")), (10, .separated("－")),
    (10, .separated("/")), (10, .separated(" ")), (6, .separated("--")), (4, .separated(".")),
  ]
  private static let shortShapes: [(weight: Int, shape: Shape)] = [
    (107, .short("-", "")), (49, .short("幢", "")), (47, .short("幢", "室")),
    (28, .short("号楼", "")), (16, .short("号楼", "室")), (15, .short("栋", "室")),
    (14, .short("号", "")), (7, .short("幢", "号")), (7, .short("号", "室")),
  ]
  private static let digits = Array("〇一二三四五六七八九")

  private var random: RandomStream
  private let isMixed: Bool
  private let typingErrorShare: Double

  init(_ options: CityOptions, compound: Int) {
    random = RandomStream(seed: options.seed, .spelling, compound)
    isMixed = options.spelling == .mixed
    typingErrorShare = options.typingErrorShare
  }

  /// Appends the address of a dwelling. `isAlone` tells that its building has one entrance, so that
  /// the entrance may be left out.
  mutating func append(
    _ dwelling: Dwelling, isAlone: Bool, mayErr: Bool, to buffer: inout OutputBuffer
  ) {
    if mayErr && typingErrorShare > 0 && random.chance(typingErrorShare) {
      buffer.append(text: mistyped(dwelling.key))
    } else if !isMixed {
      dwelling.key.append(to: &buffer)
    } else {
      buffer.append(text: decorated(spelt(dwelling, isAlone: isAlone && dwelling.isRegistered)))
    }
  }

  /// Appends the address of a building, or of one of its entrances.
  mutating func append(building: Int, entrance: Int?, to buffer: inout OutputBuffer) {
    guard isMixed else {
      (entrance.map { AddressKey(building, $0) } ?? AddressKey(building)).append(to: &buffer)
      return
    }
    let word = ["栋", "幢", "号楼"][random.below(3)]
    var text = number(building) + word
    if let entrance { text += number(entrance) + "单元" }
    buffer.append(text: text)
  }

  private mutating func spelt(_ dwelling: Dwelling, isAlone: Bool) -> String {
    if dwelling.building == 0 {
      return number(dwelling.room) + ["", "号", "号", "户"][random.below(4)]
    }
    // Two parts make up 30 of the 66 % that are covered here, where they leave no doubt.
    let shapes = isAlone && random.chance(0.45) ? Self.shortShapes : Self.shapes
    let (first, second) = (dwelling.building, dwelling.entrance)
    switch pick(shapes) {
    case .separated(let mark):
      return "\(padded(first))\(mark)\(padded(second))\(mark)\(padded(dwelling.room))"
    case .words(let building, let entrance, let room):
      return number(first) + building + number(second) + entrance + number(dwelling.room) + room
    case .short(let building, let room):
      return "\(first)\(building)\(dwelling.room)\(room)"
    }
  }

  private mutating func pick(_ shapes: [(weight: Int, shape: Shape)]) -> Shape {
    var rest = random.below(shapes.reduce(0) { $0 + $1.weight })
    for (weight, shape) in shapes {
      if rest < weight { return shape }
      rest -= weight
    }
    return shapes[0].shape
  }

  /// A number with Chinese digits once in twelve.
  private mutating func number(_ value: Int) -> String {
    guard random.chance(0.08) else { return String(value) }
    return String(String(value).map { Self.digits[$0.wholeNumberValue!] })
  }

  /// A number with a leading zero once in ten.
  private mutating func padded(_ value: Int) -> String {
    random.chance(0.1) ? "0\(value)" : String(value)
  }

  private mutating func decorated(_ text: String) -> String {
    switch random.below(100) {
    case 0: "【\(text)】"
    case 1: "（\(text)）"
    case 2: String(text.map { $0.isASCII && $0.isNumber ? Self.wide($0) : $0 })
    case 3: " \(text) "
    default: text
    }
  }

  private static func wide(_ digit: Character) -> Character {
    Character(UnicodeScalar(UInt32(digit.asciiValue!) + 0xFEE0)!)
  }

  /// The key with one slip of a tired hand: neighbouring digits swapped, o for 0, l for 1, a digit
  /// dropped, building and entrance swapped.
  private mutating func mistyped(_ key: AddressKey) -> String {
    var characters = Array(key.text)
    let digits = characters.indices.filter { characters[$0].isNumber }
    switch random.below(5) {
    case 0:
      let pairs = digits.filter {
        $0 + 1 < characters.count && characters[$0 + 1].isNumber
          && characters[$0] != characters[$0 + 1]
      }
      if !pairs.isEmpty {
        let place = pairs[random.below(pairs.count)]
        characters.swapAt(place, place + 1)
      }
    case 1:
      let zeros = digits.filter { characters[$0] == "0" }
      if !zeros.isEmpty { characters[zeros[random.below(zeros.count)]] = "o" }
    case 2:
      let ones = digits.filter { characters[$0] == "1" }
      if !ones.isEmpty { characters[ones[random.below(ones.count)]] = "l" }
    case 3 where digits.count > 1:
      characters.remove(at: digits[random.below(digits.count)])
    default:
      let parts = key.parts
      if parts.third >= 0 {
        return AddressKey(parts.second, parts.first, parts.third).text
      }
    }
    return String(characters)
  }
}
