import HouseholdSweep

/// Names of the model's numbers, and the numbers themselves, for tables.
extension Wording {
  /// `lit.seen` in words.
  package func parameter(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    return parts.enumerated().map { place, part in
      place == 2 && parts[0] == "meter" ? usage(part) : word(part)
    }.joined(separator: " · ")
  }

  /// `0.3-0.6` or `8+`, kWh a day; a class of usage.
  private func usage(_ name: String) -> String {
    if name.hasSuffix("+") {
      return say("\(name.dropLast()) kWh a day or more", "每天\(name.dropLast())度及以上")
    }
    let edges = name.split(separator: "-")
    guard edges.count == 2, edges.allSatisfy({ $0.first?.isNumber == true }) else {
      return word(name)
    }
    return edges[0] == "0"
      ? say("less than \(edges[1]) kWh a day", "每天不到\(edges[1])度")
      : say("\(edges[0]) to \(edges[1]) kWh a day", "每天\(edges[0])至\(edges[1])度")
  }

  /// A bin of usage by its number.
  func bin(_ number: Int, _ edges: [Double]) -> String {
    if number == edges.count { return usage(ParameterSet.text(edges[number - 1]) + "+") }
    let low = number == 0 ? "0" : ParameterSet.text(edges[number - 1])
    return usage("\(low)-\(ParameterSet.text(edges[number]))")
  }

  private func word(_ name: String) -> String {
    switch name {
    case "occupied": say("lived in", "有人居住")
    case "vacant": say("vacant", "空置")
    case "occupied_concentration": say("lived in: how alike compounds are", "有人居住：各小区相近程度")
    case "listed": say("list", "名单")
    case "listed_concentration": say("list: how alike compounds are", "名单：各小区相近程度")
    case "nobody": say("nobody", "没有人")
    case "moved": say("only people who moved", "只有已搬离的人")
    case "away": say("somebody away", "有人外出")
    case "present": say("somebody present", "有人在住")
    case "meter": say("meter", "电表")
    case "idle": say("idle", "不走")
    case "standby": say("standby", "微走")
    case "active": say("active", "在走")
    case "lit": say("lit on a night", "一晚亮灯")
    case "seen": say("lived in, windows seen", "有人居住、窗户看得到")
    case "dark": say("vacant, no lamp left on", "空置、没有留灯")
    case "hidden_windows": say("windows hidden", "窗户看不到")
    case "seldom_home": say("seldom at home", "很少在家")
    case "left_on": say("lamp left on", "留着灯")
    case "share": say("share of its side", "在同类中占比")
    case "knock": say("knock", "敲门")
    case "answered": say("answered", "应答")
    case "refused": say("refused", "拒访")
    case "no_answer": say("no answer", "无人应答")
    case "prior_strength": say("weight of the given", "先验强度")
    case "kind_strength": say("weight of the given shares", "占比的先验强度")
    case "learn_min_units": say("units needed to fit", "拟合所需户数")
    case "learn_max_units": say("units to fit to, about", "用于拟合的户数上限")
    default: Visible.text(name)
    }
  }

  /// A number of the model: four places, or what it stands for.
  func value(_ value: Double?, of name: String) -> String {
    guard let value else { return "–" }
    if name.contains("concentration") {
      if value >= Parameters.alike { return say("all alike", "全都相同") }
      return tenths(Int((value * 10).rounded()))
    }
    let scaled = Int((abs(value) * 10_000).rounded())
    let digits = String(10_000 + scaled % 10_000).dropFirst()
    return "\(value < 0 ? "−" : "")\(scaled / 10_000).\(digits)"
  }
}
