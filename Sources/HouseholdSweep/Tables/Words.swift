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

  /// Whether a cell may say something of lights in words. It is for the plain reader to say what.
  static func mayBeLit(_ field: Field) -> Bool {
    guard field.count <= 64 else { return false }
    let text = field.text
    guard !text.contains(where: \.isNumber) else { return false }
    return lit(fold(text)) != nil || !text.utf8.allSatisfy { $0 < 128 } || likelyLit(text) != nil
  }

  /// What a text means as a value of a column, by our name: our name itself, or a word that is known.
  static func meaning(_ text: String, _ column: Column) -> String? {
    let folded = fold(text)
    switch column {
    case .outcome: return outcomes[folded]
    case .state: return states[folded]
    case .lit:
      switch lights[folded] {
      case .on: return "1"
      case .off: return "0"
      default: return text
      }
    // Nothing at all says that nobody was counted.
    case .persons:
      return text.isEmpty || Int(text).map { (0..<1000).contains($0) } == true ? text : nil
    default: return nil
    }
  }

  enum LitWord: Equatable { case on, off, noCount }

  /// The name under which a word of a column is looked up. `2-3` is no 23.
  static func key(_ text: String, _ column: Column) -> String {
    guard column == .persons else { return fold(text) }
    return text.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace }
  }

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
        "at home", "home", "contacted", "开了门", "已开门", "门开了", "有人开门", "有人应答", "有人应门", "家里有人",
        "家中有人", "在家有人", "已敲开", "敲开了", "opened", "door opened", "answered door",
        "answered the door", "someone home", "somebody home", "someone at home",
        "somebody at home", "spoke to resident",
      ]
    ),
    (
      "refused",
      [
        "refused", "拒访", "拒绝", "拒开门", "不配合", "refusal", "拒绝开门", "拒不开门", "不愿开门", "拒绝登记",
        "拒绝配合", "拒不配合", "拒绝访问", "拒绝入户", "不让进", "不让进门", "不让入户", "refused to open",
        "would not open", "declined", "refuse",
      ]
    ),
    (
      "no_answer",
      [
        "no_answer", "无人应答", "无人", "不在", "不在家", "没人", "未开门", "敲门无人", "无应答", "not home",
        "not at home", "nobody home", "nh", "no one", "敲门无应", "敲门不应", "敲门无回应", "敲门无应答",
        "敲门没人", "敲门无人应", "无人应", "没人应", "没人应答", "无人应门", "没人应门", "无人开门",
        "没人开门", "无人在家", "没人在家", "家里没人", "家里无人", "家中没人", "家中无人", "无响应", "无回应",
        "没敲开", "敲不开", "未敲开", "未在家", "no response", "no reply", "nobody at home",
        "no one home", "no one at home", "noone home", "did not answer", "not answered",
        "nobody answered", "no one answered",
      ]
    ),
    (
      "vacant",
      [
        "vacant", "空置", "空房", "空户", "空关", "空置房", "无人居住", "未入住", "闲置", "empty", "unoccupied",
        "空屋", "空着", "空关房", "空置户", "长期空置", "没人住", "无人住", "没有人住", "没人居住", "无住户",
        "没有住户", "empty flat", "uninhabited", "vacancy", "no one lives here",
        "nobody lives here",
      ]
    ),
  ])

  private static let states = table([
    (
      "present",
      [
        "present", "在住", "居家", "在家", "在汉", "在宅", "常住", "租住", "自住", "自有", "常住户",
        "自住户", "在本地", "已返汉", "living here", "lives here",
      ]
    ),
    (
      "away",
      [
        "away", "外出", "不在汉", "离汉", "离家", "外地", "在外", "回老家", "返乡", "外出务工", "在外地", "在老家",
        "暂时外出", "外出打工", "外地打工", "外地务工", "外地工作", "出差", "出国", "在国外", "未返汉", "回乡", "暂离",
        "out of town", "abroad", "temporarily away",
      ]
    ),
    (
      "moved",
      [
        "moved", "搬离", "搬走", "已搬走", "迁出", "已迁出", "退租", "搬出", "已搬", "已搬离", "已搬出", "已搬家",
        "已退租", "moved out", "moved away", "no longer lives here",
      ]
    ),
  ])

  /// States of a list of households in which nobody lives.
  static let nobody: Set<String> = ["空置", "空房"]

  /// Whether a folded state says that nobody lives there.
  static func saysNobody(_ folded: String) -> Bool {
    nobody.contains(folded) || outcomes[folded] == "vacant" || folded == "无人" || folded == "没人"
  }

  private static let lights: [String: LitWord] = {
    var table: [String: LitWord] = [:]
    for word in [
      "亮", "开", "有", "是", "√", "✓", "☑", "y", "yes", "on", "亮灯", "灯亮", "有灯", "有灯光", "开灯",
      "灯开着", "亮着", "亮着灯", "灯亮着", "lit", "light on", "lights on",
    ] {
      table[fold(word)] = .on
    }
    for word in [
      "灭", "暗", "黑", "关", "无", "否", "×", "✗", "n", "no", "off", "不亮", "未亮", "没亮", "没有亮",
      "没有亮灯", "不亮灯", "没亮灯",
      "未亮灯", "无灯", "无灯光", "没灯", "没有灯", "没开灯", "未开灯", "关灯", "熄灯", "灯灭", "dark", "light off",
      "lights off", "no light", "no lights", "unlit", "not lit",
    ] {
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
