import Testing

@testable import HouseholdSweep

/// A guess at a word is pasted, so it must never say the contrary.
@Suite struct LikelyWordTests {
  @Test(
    "a denial or a doubt is no answer",
    arguments: [
      "没有开门", "家里没有人在家", "没见到有人", "未应门", "有人不开门", "不是空房", "是否在家", "可能在家",
      "not really at home", "wasn't at home today, home later", "unanswered", "no contacted",
    ])
  func outcomes(_ word: String) { #expect(Words.likelyOutcome(word) == nil) }

  @Test(arguments: [
    "无人在住", "未在住", "不在住", "不在家住", "未外出", "未搬离", "没搬走", "没有搬离", "不常住", "非常住", "不是空房",
    "已不在此居住", "没有外出",
  ])
  func states(_ word: String) { #expect(Words.likelyState(word) == nil) }

  @Test(
    "not seen is not dark",
    arguments: [
      "看不清", "看不见", "无法看到", "没拍到", "没看", "未看", "不确定", "unclear", "not seen", "could not see",
      "没看亮不亮", "窗帘遮挡",
    ])
  func notSeen(_ word: String) {
    #expect(Words.likelyLit(word) == nil)
    #expect(Words.isNotSeen(word))
  }

  @Test(arguments: ["不是很亮", "有的亮有的不亮", "一半亮一半黑", "not lit", "unlit", "离开", "月底有事"])
  func lightsThatNobodyKnows(_ word: String) {
    #expect(Words.likelyLit(word) == nil)
    #expect(!Words.isNotSeen(word))
  }

  @Test func whatIsPlainIsGuessed() {
    #expect(Words.likelyOutcome("敲门没人应") == "no_answer")
    #expect(Words.likelyOutcome("家里有人在") == "answered")
    #expect(Words.likelyOutcome("knocked, at home") == "answered")
    #expect(Words.likelyOutcome("it is not at home") == "no_answer")
    #expect(Words.likelyState("过年回老家了") == "away")
    #expect(Words.likelyState("空置待租") == "moved")
    for word in ["没亮", "灯没亮", "没有开灯", "不亮灯", "看到没亮", "全黑", "dark"] {
      #expect(Words.likelyLit(word) == "0", "\(word)")
    }
    for word in ["亮着", "灯亮", "开着灯", "lit up"] { #expect(Words.likelyLit(word) == "1", "\(word)") }
  }

  @Test func whatIsNotSeenIsToGo() throws {
    let results = try TestSweep([
      "lights.csv": "compound,place,time,lit\nT,3-1-101,2020-02-17 20:00,看不清\n"
    ]).run()
    let advice = try #require(results.sweep.advice.first)
    #expect(advice.rule.contains(#""看不清": "1|0""#))
    #expect(TidyWording(.zh).advice(advice).contains("看不清、没看的不是不亮灯，请删去该行"))
    #expect(TidyWording(.en).advice(advice).contains("not looked is not dark: take the row out"))
  }
}
