import Foundation
import HouseholdSweep
import SweepReport

/// What `explain` and `score` say.
extension Wording {
  // MARK: explain

  var notInRegister: String { say(" (not in the register)", "（不在房屋底册中）") }
  var rowsTitle: String { say("Rows", "有关的行") }
  var none: String { say("none", "没有") }
  var evidenceTitle: String { say("Evidence", "证据") }
  var leftOutTitle: String { say("Left out of the evidence", "不作证据的") }
  var misleadsTitle: String { say("What may mislead", "可能误导的情况") }

  /// Why a row counts for nothing.
  func unused(_ why: String) -> String {
    let words: String
    switch why {
    case "outside the days of the sweep": words = say(why, "不在排查日期内")
    case "outside light_hours": words = say(why, "不在亮灯时段内（light_hours）")
    default:
      let isReason = RejectReason(rawValue: why) != nil
      words = say(why, isReason ? reason(why) : omission(why))
    }
    return say("  not used: \(words)", "  未采用：\(words)")
  }

  /// Why counts, reports or readings were left out.
  func omission(_ finding: String) -> String {
    switch finding {
    case "dark_walk": say(finding, "数灯几乎没有亮灯")
    case "doubtful_worker": say(finding, "所报空置过多")
    case "implausible_reading": say(finding, "读数超出前后读数")
    case "impossible_rise": say(finding, "电表走得太快")
    case "count_exceeds_units": say(finding, "亮灯数多于户数")
    case "count_below_known": say(finding, "亮灯数少于逐户所见")
    default: finding
    }
  }

  /// What was left out, and what to ask about it.
  func leftOut(_ finding: String, _ what: String, _ advice: String) -> String {
    say(
      Visible.text("\(finding): \(what). ") + advice,
      Visible.text("\(omission(finding))：\(what)。") + advice)
  }

  func sharesHead(_ model: String, isLearned: Bool) -> [String] {
    let used = isLearned ? say("learned", "学得") : say("given", "给定")
    return [say("log odds (\(model) model)", "对数几率（\(self.model(model))）"), used]
      + (isLearned ? [say("given", "给定")] : [])
  }

  var all: String { say("all", "合计") }

  var placesHead: [String] {
    [
      say("place", "地点"), say("day", "日期"), say("lit, unseen alone", "亮灯，未逐户看到的"),
      say("before", "之前"), say("after", "之后"), say("log odds", "对数几率"),
    ]
  }

  func lit(_ lit: Int, among dwellings: Int) -> String {
    say("\(lit) of \(dwellings)", "\(dwellings)户亮\(lit)户")
  }

  /// The probability, the status and the next step.
  func decision(_ unit: Explanation) -> String {
    let p = String(format: "%.4f", unit.probability)
    let given = unit.probabilityAsGiven.map { String(format: "%.4f", $0) }
    return say(
      "Occupied with probability \(p)" + (given.map { " (\($0) by the parameters given)" } ?? "")
        + "\nStatus \(unit.status.name), next: \(unit.action.name)"
        + (unit.hasConflict ? "; evidence stands against evidence" : ""),
      "有人居住的概率\(p)" + (given.map { "（按给定参数为\($0)）" } ?? "")
        + "\n状态：\(status(unit.status))；下一步：\(action(unit.action))"
        + (unit.hasConflict ? "；证据互相矛盾" : ""))
  }

  // MARK: score

  func scored(_ score: Score) -> String {
    var text = say("\(grouped(score.units)) units scored", "评分\(grouped(score.units))户")
    if score.missing > 0 {
      text += say(
        ", \(grouped(score.missing)) of the truth not in the results: in no register, list or observation",
        "，实情表中\(grouped(score.missing))户不在结果中（底册、名单、观察记录里都没有）")
    }
    if score.unknown > 0 {
      text += say(
        ", \(grouped(score.unknown)) the truth does not know",
        "，\(grouped(score.unknown))户不在实情表中")
    }
    return text
  }

  var lossesHead: [String] { ["", say("results", "结果"), say("bound", "上限")] }
  var logLoss: String { say("log loss", "对数损失") }
  var brier: String { say("Brier score", "均方误差") }
  var calledVacant: String { say("occupied called vacant", "有人居住却判为空置") }

  private var rates: [String] {
    [
      say("precision", "查准率"), say("recall", "查全率"), say("bound: precision", "上限：查准率"),
      say("recall", "查全率"),
    ]
  }

  var statusScoreHead: [String] {
    [say("status", "状态"), say("units", "户数"), say("truth", "实情")] + rates
  }

  var thresholdHead: [String] {
    [say("unlisted occupied, p ≥", "有人居住、未登记，概率≥"), say("found", "找到")] + rates
  }

  func name(ofStatus name: String) -> String {
    say(name, UnitStatus(name: name).map { status($0) } ?? name)
  }

  var faultsHead: [String] {
    [say("walks and workers", "数灯和排查员"), say("there are", "实有"), say("found", "找到")]
  }

  var writtenZeros: String {
    say(
      "zeros written without going, \(FaultScore.dwellings) dwellings or more",
      "没去数就写零，\(FaultScore.dwellings)户及以上")
  }

  var powerCuts: String { say("dark for a power cut", "因停电不亮灯") }
  var otherWalks: String { say("other walks", "其他数灯") }

  var lazyWorkers: String {
    say(
      "workers who call every door vacant, \(FaultScore.doors) doors or more",
      "每户都报空置的排查员，\(FaultScore.doors)户及以上")
  }

  var otherWorkers: String { say("other workers", "其他排查员") }

  var calibrationHead: [String] {
    [
      say("p", "概率"), say("units", "户数"), say("mean p", "平均概率"), say("occupied", "有人居住"),
      say("0 | mean p, ● occupied 1", "0 | 平均概率，● 有人居住 1"),
    ]
  }
}
