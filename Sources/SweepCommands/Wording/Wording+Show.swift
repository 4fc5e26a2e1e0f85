import HouseholdSweep
import SweepReport

/// What `show` and `diff` say.
extension Wording {
  /// A status or a step as tables name it: in English by the name that it has in the files.
  func name(_ status: UnitStatus) -> String { say("\(status.name)", self.status(status)) }
  func name(_ action: UnitAction) -> String { say("\(action.name)", self.action(action)) }

  // MARK: Areas

  func title(_ area: AreaRow, name: String) -> String {
    let seen = share(area.tally.observed, of: area.tally.units)
    return say(
      "\(name): \(grouped(area.tally.units)) units, \(grouped(area.flags)) flags, \(seen) looked at",
      "\(area.level == .city && name == area.path ? level(.city) : name)：\(grouped(area.tally.units))户，存疑\(grouped(area.flags))户，已查看\(seen)"
    )
  }

  var compoundsNotTold: String {
    say(
      "Results do not tell which compounds lie in a community: see --level compound.",
      "结果中没有写明社区有哪些小区：请用 --level compound 查看全部小区。")
  }

  var noAreas: String { say("There are no areas below.", "没有下级区域。") }

  func areasHead(_ status: UnitStatus?) -> [String] {
    var head = [
      say("area", "区域"), say("units", "户数"), say("looked at", "已查看"),
      say("answered", "应答"), say("flags", "存疑"), say("in 1,000", "每千户"),
    ]
    if let status { head.insert(name(status), at: 4) }
    return head
  }

  func more(_ count: Int) -> String {
    say("\(grouped(count)) more: --limit", "另有\(grouped(count))行，可用 --limit")
  }

  // MARK: Façades

  func noUnit(_ status: UnitStatus) -> String {
    say("No unit is \(status.name).", "没有“\(self.status(status))”的住户。")
  }

  func moreBuildings(_ count: Int) -> String {
    say(
      "\(grouped(count)) more buildings: --limit, or name one",
      "另有\(grouped(count))栋，可用 --limit，或写明楼栋")
  }

  var unitsHead: [String] {
    [say("unit", "住户"), say("status", "状态"), say("p", "概率"), say("next", "下一步")]
  }

  // MARK: Changes

  var nothingChanged: String { say("Nothing changed.", "没有变化。") }

  func title(_ event: ResultsDiff.Event, _ count: Int) -> String {
    let count = grouped(count)
    return switch event {
    case .flagged: say("Became flags: \(count)", "新增存疑：\(count)户")
    case .cleared: say("Flags cleared: \(count)", "不再存疑：\(count)户")
    case .new: say("New addresses: \(count)", "新增地址：\(count)个")
    case .vanished: say("Vanished addresses: \(count)", "消失的地址：\(count)个")
    }
  }

  var changesHead: [String] {
    [
      "  " + say("compound", "小区"), say("unit", "住户"), say("before", "之前"), say("after", "之后"),
    ]
  }

  func moreChanges(_ count: Int) -> String {
    say(
      "  \(grouped(count)) more: --limit, or --csv",
      "  另有\(grouped(count))行，可用 --limit 或 --csv")
  }

  func transitions(_ units: Int) -> String {
    say("Units with another status: \(grouped(units))", "状态有变：\(grouped(units))户")
  }

  var transitionsHead: [String] { ["  " + say("from", "从"), say("to", "变为"), say("units", "户数")] }

  func areasMoved(_ count: Int) -> String {
    say("Areas that moved: \(grouped(count))", "有变化的区域：\(grouped(count))个")
  }

  var areasMovedHead: [String] {
    let was = say("was", "原为")
    return [
      "  " + say("area", "区域"), say("flags", "存疑"), was, say("units", "户数"), was,
      say("looked at", "已查看"), was,
    ]
  }

  func path(_ area: AreaRow) -> String {
    area.level == .city ? say(area.path, level(.city)) : area.path
  }

  func parametersMoved(_ count: Int) -> String {
    say("Parameters that moved: \(grouped(count))", "有变化的参数：\(grouped(count))个")
  }

  var parametersMovedHead: [String] {
    ["  " + say("parameter", "参数"), say("before", "之前"), say("after", "之后")]
  }

  func name(ofParameter name: String) -> String { say(Visible.text(name), parameter(name)) }
}
