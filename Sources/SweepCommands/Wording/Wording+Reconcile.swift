import HouseholdSweep
import SweepReport

/// What `reconcile` says.
extension Wording {
  func resultsIn(_ folder: String) -> String { say("Results in \(folder)", "结果在 \(folder)") }

  /// What a warning of the fit means, and what to do.
  func warning(_ warning: ModelFit.Warning?, _ fit: RunSummary.Fit?, _ given: Parameters)
    -> String
  {
    switch warning {
    case .tooFewUnits:
      let (seen, least) = (
        fit?.wellObserved ?? 0, given.learnMinUnits
      )
      return say(
        "units with three looks: \(seen), fewer than learn_min_units (\(least)): the parameters given were used",
        "查看满三次的只有\(seen)户，少于拟合所需的\(grouped(least))户（learn_min_units），用的是给定的参数")
    case .classesReversed:
      return say(
        "vacant units came out lit or busy more often than occupied ones: the parameters given were used; look for a source whose answers are the wrong way round",
        "拟合结果中空置住房反而比有人居住的更常亮灯或用电，用的是给定的参数；请查哪类数据填反了")
    case .classesTooClose:
      return say(
        "no source tells occupied from vacant units well: take what was learned with care, or use \"model\": \"fixed\"",
        "没有哪类数据能很好地区分有人居住和空置：学得的参数请谨慎采用，或改用 \"model\": \"fixed\"")
    case .kindsExchanged:
      return say(
        "people seldom at home came out opening more often than those at home: the two kinds have changed places, so take what is said of them with care",
        "拟合后“很少在家”的住户反而比在家的更常开门：两类互换了位置，有关说明请谨慎采用")
    case .notConverged, nil:
      let rounds = fit?.rounds ?? 0
      return say(
        "the parameters still moved after \(rounds) rounds: take what was learned with care",
        "经过\(rounds)轮参数仍在变动：学得的参数请谨慎采用")
    }
  }

  /// The name of the sweep, and how large it is.
  func title(_ summary: RunSummary) -> String {
    let own = Visible.text(summary.manifest.name)
    let name = own.isEmpty ? say("Sweep", "排查") : own
    return say(
      "\(name): \(counted(summary.units, "unit")) in \(counted(summary.compounds, "compound")), model \(summary.model)",
      "\(name)：\(grouped(summary.compounds))个小区（村），\(grouped(summary.units))户，\(model(summary.model))"
    )
  }

  func model(_ name: String) -> String {
    switch name {
    case "learned": say(name, "拟合模型")
    case "fixed": say(name, "固定模型")
    default: name
    }
  }

  var statusHead: [String] { [say("status", "状态"), say("units", "户数"), say("share", "占比")] }

  func flags(_ count: Int) -> String {
    say(
      "Flags: \(grouped(count)) (unlisted occupied and undercounted units)",
      "存疑：\(grouped(count))户（有人居住、未登记，或人数多于登记）")
  }

  var daysHead: [String] {
    [
      say("day", "日期"), say("observed", "已查看"), say("contacted", "敲门应答"),
      say("persons seen", "见到人数"),
    ]
  }

  func learned(units: Int, rounds: Int, converged: Bool) -> String {
    say(
      "Learned from \(grouped(units)) units in \(rounds) rounds"
        + (converged ? ", until nothing moved" : ", and still moving"),
      "根据\(grouped(units))户拟合\(rounds)轮" + (converged ? "，参数已稳定" : "，参数仍在变动"))
  }

  func noList(_ compounds: Int) -> String {
    say("Compounds with no list: \(grouped(compounds))", "没有交名单的小区：\(grouped(compounds))个")
  }

  func rejected(_ rows: Int) -> String {
    say(
      "Rejected rows: \(grouped(rows))" + (rows > 0 ? " (see rejects.csv, or 'sweep check')" : ""),
      "弃用：\(grouped(rows))行" + (rows > 0 ? "（见 rejects.csv，或用“sweep check”查看）" : ""))
  }

  // MARK: Left out

  func leftOut(walks: Int, workers: Int) -> String {
    say(
      "Left out, since it cannot have been gathered: the counts of \(counted(walks, "walk")) with hardly a light, and the vacant reports of \(counted(workers, "worker"))",
      "不可能是实地得来的，不作证据：\(grouped(walks))次几乎没有亮灯的数灯，\(grouped(workers))人所报的空置")
  }

  func fasterThanFeet(_ rounds: Int) -> String {
    say(
      "Faster than feet, kept: \(counted(rounds, "round")) of doors",
      "敲门快得走不过来，仍作证据：\(grouped(rounds))次")
  }

  /// Where the questions stand; the report is in the sweep's language.
  func seeDoubts(_ title: String) -> String {
    let names = Doubt.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    return say(
      "Each is a question for who was there: see \"\(title)\" in report.html, or \(names) in summary.json",
      "每一条都要问在场的人：见 report.html 中“\(title)”，或 summary.json 中 \(names)")
  }

  // MARK: Parameters

  var parametersTitle: String {
    say("What the model was given → what it learned", "模型的给定值→学得的值")
  }

  var kindsHead: [String] {
    [
      say("kind of dwelling", "住房类别"), say("share of its side", "在同类中占比"),
      say("lit on a night", "一晚亮灯"),
    ]
  }

  var windowsSeen: String { say("occupied, windows seen", "有人居住、窗户看得到") }
  var windowsHidden: String { say("occupied, windows hidden", "有人居住、窗户看不到") }
  var seldomAtHome: String { say("occupied, seldom at home", "有人居住、很少在家") }
  var vacantAndDark: String { say("vacant and dark", "空置、没有留灯") }
  var lampLeftOn: String { say("vacant, a lamp left on", "空置、留着灯") }

  func answersHead(hasSeldom: Bool) -> [String] {
    [say("answer", "情况"), say("occupied", "有人居住")]
      + (hasSeldom ? [say("seldom home", "很少在家")] : []) + [say("vacant", "空置")]
  }

  /// The levels of the list, two or four.
  func levels(_ count: Int) -> [String] {
    let all = [
      say("list: nobody", "名单：没有人"), say("list: only moved", "名单：只有已搬离的人"),
      say("list: away", "名单：有人外出"), say("list: present", "名单：有人在住"),
    ]
    return count == 2 ? [all[0], all[3]] : all
  }

  /// Classes of usage, or kWh a day between edges.
  func bins(_ edges: [Double]?) -> [String] {
    guard let edges else {
      return ["idle", "standby", "active"].map { say("meter: \($0)", meter($0)) }
    }
    let texts = edges.map { ParameterSet.text($0) }
    let between = zip(["0"] + texts, texts).map {
      say("meter: \($0) to \($1) kWh", "用电：\($0)至\($1)度")
    }
    return between + [say("meter: \(texts.last!) kWh or more", "用电：\(texts.last!)度及以上")]
  }

  var doorAnswers: [String] {
    [
      say("door: answered", "敲门：应答"), say("door: refused", "敲门：拒访"),
      say("door: no answer", "敲门：无人应答"), say("door: reported vacant", "敲门：称空置"),
    ]
  }

  var compoundsHead: [String] {
    [
      say("compounds", "各小区"), say("mean", "平均"),
      say("how alike (concentration)", "相近程度"),
    ]
  }

  var allAlike: String { say("all alike", "全都相同") }
  var dwellingsOccupied: String { say("dwellings occupied", "有人居住") }
  var listedOfOccupied: String { say("listed of the occupied", "有人居住的在名单上") }
  var listedOfVacant: String { say("listed of the vacant", "空置的在名单上") }
}
