import Foundation

/// What words that are in no list probably mean.
///
/// What is proposed gets pasted, so a guess must never say the contrary: 未应门 holds 应门, and nobody came to
/// the door. A word with a denial or a doubt in it, beyond the known word itself, is not guessed at.
extension Words {
  /// The outcome that a text with a known word in it probably means.
  static func likelyOutcome(_ text: String) -> String? {
    let folded = fold(text)
    // Whoever lives there was not met for that.
    if ["有人住", "有人居住"].contains(where: folded.contains) { return nil }
    return outcomeGuesses[folded] ?? likely(text, outcomeWords)
  }

  /// Words that nearly always mean one thing, and not always: proposed, never applied.
  private static let outcomeGuesses = [
    "开了": "answered", "见面": "answered", "见到人": "answered", "已走访": "answered", "走访成功": "answered",
    "met": "answered", "spoke": "answered",
    "interviewed": "answered", "拒": "refused", "上班": "no_answer", "外出": "no_answer",
    "出门": "no_answer",
    "无应": "no_answer", "nobody": "no_answer", "out": "no_answer", "away": "no_answer",
    "空": "vacant", "毛坯": "vacant",
    "毛坯房": "vacant", "未装修": "vacant", "未交房": "vacant", "待租": "vacant", "待售": "vacant",
  ]

  private static let stateGuesses = [
    "打工": "away", "务工": "away", "上学": "away", "外出上学": "away", "住院": "away", "探亲": "away",
    "旅游": "away", "老家": "away", "国外": "away", "未返回": "away", "不在": "away", "不在家": "away",
    "travelling": "away", "hospital": "away", "搬家": "moved", "已不住": "moved", "不住这里": "moved",
    "去世": "moved", "已去世": "moved", "死亡": "moved", "已故": "moved", "注销": "moved", "卖房": "moved",
    "已卖": "moved", "deceased": "moved", "returned": "present", "居住": "present", "现住": "present",
    "有人住": "present", "住": "present", "在": "present", "已返回": "present", "返回": "present",
  ]

  /// The state that a text with a known word in it probably means. Whoever is not said to be anywhere, in a
  /// flat that is empty, has moved.
  static func likelyState(_ text: String) -> String? {
    let folded = fold(text)
    if let known = stateGuesses[folded] { return known }
    // Whoever went away and came back is neither for sure.
    if ["已回", "回来", "已返", "归来", "returned", "back"].contains(where: folded.contains) { return nil }
    if let known = likely(text, stateWords) { return known }
    guard let word = nobody.first(where: folded.contains) else { return nil }
    return isDenied(text, besides: word) ? nil : "moved"
  }

  /// What a text probably says of a light.
  static func likelyLit(_ text: String) -> String? {
    guard !isNotSeen(text) else { return nil }
    let folded = fold(text)
    let parts = words(in: text)
    func has(_ marks: [String]) -> Bool { marks.contains { folded.contains($0) } }
    if let dark = darkWords.first(where: folded.contains) {
      let rest = folded.replacing(dark, with: "")
      let isPlain = !isDenied(rest, besides: "") && !rest.contains("亮") && !rest.contains("开")
      return isPlain ? "0" : nil
    }
    if isDenied(text, besides: "") { return nil }
    let isDark = has(["灭", "黑", "暗", "关"]) || parts.contains { ["off", "dark"].contains($0) }
    let isLit =
      has(["亮", "开灯", "灯开", "开着", "有灯", "有光"]) || parts.contains { ["on", "lit"].contains($0) }
    return isDark == isLit ? nil : isDark ? "0" : "1"
  }

  /// The persons that a text probably means: its number, one of two, or none where it has no number; nil where
  /// nobody can guess. Of a household on a list some number must be known.
  static func likelyPersons(_ text: String, isOfKnock: Bool) -> String? {
    let plain = text.precomposedStringWithCompatibilityMapping
    guard !plain.hasPrefix("-"), !plain.contains("."), plain.count <= 12 else { return nil }
    let numbers = plain.split { !$0.isASCII || !$0.isNumber }.map(String.init)
    guard numbers.allSatisfy({ $0.count < 3 }) else { return nil }
    switch numbers.count {
    case 0: return isOfKnock && !plain.contains(where: \.isNumber) ? "" : nil
    case 1: return numbers[0]
    case 2:
      let sum = numbers.reduce(0) { $0 + Int($1)! }
      return plain.contains("+") ? "\(sum)|\(numbers[0])" : "\(numbers[0])|\(numbers[1])"
    default: return nil
    }
  }

  /// Whether a text says that nobody saw whether there was a light: that is not dark.
  static func isNotSeen(_ text: String) -> Bool {
    let folded = fold(text)
    func has(_ marks: [String]) -> Bool { marks.contains { folded.contains($0) } }
    if has(["模糊", "遮挡", "挡住", "漏看", "漏拍", "忘看", "忘记", "invisible", "obscured"]) { return true }
    let dark = darkWords.first(where: folded.contains) ?? ""
    return isDenied(text, besides: dark)
      && has([
        "看", "见", "拍", "清", "确定", "知", "查", "数", "去", "察", "断", "详", "注意", "巡", "辨", "认", "see",
        "saw", "look", "clear", "sure", "know", "check", "visib", "view", "photo", "certain",
      ])
  }

  /// Ways to say that there is no light, in which the denial denies the light.
  private static let darkWords = ["没有", "没", "未", "不", "无"].flatMap { no in
    ["亮灯", "开灯", "亮", "开", "灯光", "灯"].map { no + $0 }
  }.filter { !["不灯", "不灯光", "未灯", "未灯光"].contains($0) }.sorted { $0.count > $1.count }

  /// What the longest known word in a text means, or the one that differs from it in a letter.
  private static func likely(_ text: String, _ words: [String: String]) -> String? {
    let folded = fold(text)
    let found = words.filter { folded.contains($0.key) && $0.key.utf8.count > 2 }
    guard let longest = found.map(\.key.count).max() else {
      let near = words.filter {
        editDistance($0.key, folded) <= 1 && folded.count > 3
          && isDenied($0.key, besides: "") == isDenied(text, besides: "")
      }
      return Set(near.values).count == 1 ? near.first?.value : nil
    }
    let best = found.filter { $0.key.count == longest }
    guard Set(best.values).count == 1, let word = best.keys.min(), !isDenied(text, besides: word)
    else { return nil }
    return best[word]
  }

  /// Whether a text denies or doubts something, a known word in it aside: 没人 is one of the known words, and
  /// denies nothing beyond itself.
  private static func isDenied(_ text: String, besides word: String) -> Bool {
    var rest = fold(text)
    if !word.isEmpty { rest = rest.replacing(word, with: "") }
    // To knock is not to deny.
    rest = rest.replacing("knock", with: "")
    if denials.contains(where: rest.contains) { return true }
    return words(in: text).contains { part in
      part.hasPrefix("un") && part != word
        && !["unit", "until", "under"].contains(where: part.hasPrefix)
    }
  }

  private static let denials = [
    "没", "沒", "未", "不", "无", "無", "非", "否", "勿", "莫", "可能", "疑似", "也许", "大概", "估计", "好像", "似乎",
    "?", "no", "n't", "n’t", "dont", "isnt", "wasnt", "didnt", "arent", "werent", "cant", "wont",
    "never", "without", "hardly", "maybe", "perhaps", "probably",
  ]

  /// The words of a text in Latin letters.
  private static func words(in text: String) -> [String] {
    text.lowercased().split { !$0.isASCII || !$0.isLetter }.map(String.init)
  }
}
