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

  @Test(
    "words of offices are known, or a guess at them is right",
    arguments: [
      ("answered", "开了门 有人应答 家里有人 已走访 interviewed opened"),
      ("refused", "拒绝开门 拒不配合 拒 不让进"),
      ("no_answer", "敲门无应 敲门不应 没人开门 家中无人 无响应 上班 外出 nobody"),
      ("vacant", "没人住 无人住 长期没人住 空屋 毛坯房 待租 uninhabited"),
    ])
  func outcomesOfOffices(_ meaning: String, _ words: String) {
    for word in words.split(separator: " ").map(String.init) {
      #expect((Words.outcome(Words.fold(word)) ?? Words.likelyOutcome(word)) == meaning, "\(word)")
    }
  }

  @Test(arguments: [
    ("present", "居住 现住 自住户 已返汉"), ("away", "出差 在外地 外地打工 打工 住院 未返汉 不在家"),
    ("moved", "已搬离 已退租 去世 搬家"),
  ])
  func statesOfOffices(_ meaning: String, _ words: String) {
    for word in words.split(separator: " ").map(String.init) {
      #expect((Words.state(Words.fold(word)) ?? Words.likelyState(word)) == meaning, "\(word)")
    }
  }

  @Test("who lives there was not met for that, and who came back is not away")
  func nearlyTheContrary() {
    for word in ["邻居说有人住", "有人居住", "不开门", "未见人"] {
      #expect(Words.outcome(Words.fold(word)) == nil && Words.likelyOutcome(word) == nil, "\(word)")
    }
    for word in ["返乡已回", "出国已回来", "left home", "居住外省", "回老家 back now"] {
      #expect(Words.state(Words.fold(word)) == nil && Words.likelyState(word) == nil, "\(word)")
    }
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
