import DelimitedText
import Foundation

/// Words that people write for the values of a column, and what they mean.
///
/// Folding goes first: width, case, blanks, `-` and `_`, a full stop behind. A word that says two things
/// (出租, 租户) is in no list.
enum Words {
  /// The outcome of a knock, by our name.
  static func outcome(_ folded: String) -> String? { outcomes[folded] }

  /// The state of a resident, by our name. `nobody` is what 空置 says in a list of households.
  static func state(_ folded: String) -> String? { states[folded] }

  /// What a word says of one dwelling's light: `1`, `0`, or that it is no count.
  static func lit(_ folded: String) -> LitWord? { lights[folded] }

  enum LitWord: Equatable { case on, off, noCount }

  /// The name under which a word is looked up.
  static func fold(_ field: Field) -> String { fold(field.text) }

  static func fold(_ text: String) -> String {
    var folded = ""
    for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      if scalar.properties.isWhitespace || scalar == "-" || scalar == "_" || scalar == "‐" {
        continue
      }
      folded.unicodeScalars.append(scalar)
    }
    while folded.hasSuffix(".") || folded.hasSuffix("。") { folded.removeLast() }
    return folded
  }

  private static func table(_ words: [(String, [String])]) -> [String: String] {
    var table: [String: String] = [:]
    for (meaning, names) in words {
      for name in names { table[fold(name)] = meaning }
    }
    return table
  }

  /// All folded words of outcomes, and of states.
  static var outcomeWords: [String: String] { outcomes }
  static var stateWords: [String: String] { states }

  private static let outcomes = table([
    (
      "answered",
      [
        "answered", "有人", "在家", "有人在家", "已入户", "入户", "已见面", "已核实", "已登记", "应门", "开门",
        "at home", "home", "contacted",
      ]
    ),
    ("refused", ["refused", "拒访", "拒绝", "拒开门", "不配合", "refusal"]),
    (
      "no_answer",
      [
        "no_answer", "无人应答", "无人", "不在", "不在家", "没人", "未开门", "敲门无人", "无应答", "not home",
        "not at home", "nobody home", "nh", "no one",
      ]
    ),
    (
      "vacant",
      [
        "vacant", "空置", "空房", "空户", "空关", "空置房", "无人居住", "未入住", "闲置", "empty", "unoccupied",
      ]
    ),
  ])

  private static let states = table([
    ("present", ["present", "在住", "居家", "在家", "在汉", "在宅", "常住", "租住", "自住", "自有"]),
    (
      "away",
      ["away", "外出", "不在汉", "离汉", "离家", "外地", "在外", "回老家", "返乡", "外出务工"]
    ),
    ("moved", ["moved", "搬离", "搬走", "已搬走", "迁出", "已迁出", "退租"]),
  ])

  /// States of a list of households in which nobody lives.
  static let nobody: Set<String> = ["空置", "空房"]

  private static let lights: [String: LitWord] = {
    var table: [String: LitWord] = [:]
    for word in ["亮", "开", "有", "是", "√", "✓", "☑", "y", "yes", "on"] {
      table[fold(word)] = .on
    }
    for word in ["灭", "暗", "黑", "关", "无", "否", "×", "✗", "n", "no", "off"] {
      table[fold(word)] = .off
    }
    for word in ["☐", "□", "false", "true"] { table[fold(word)] = .noCount }
    return table
  }()
}

/// One worker's memory of what cells of a column mean: most columns have a few words.
struct WordCache<Value> {
  private var values: [UInt64: (text: [UInt8], value: Value)] = [:]

  init() {}

  /// The value of a field, worked out by `make` where it has not come up before.
  mutating func value(of field: Field, _ make: (Field) -> Value) -> Value {
    let hash = field.hash64
    if let known = values[hash], known.text.count == field.count,
      Field.of(known.text, { $0.equals(field) })
    {
      return known.value
    }
    let value = make(field)
    if values.count < 4096 { values[hash] = (field.bytes, value) }
    return value
  }
}
