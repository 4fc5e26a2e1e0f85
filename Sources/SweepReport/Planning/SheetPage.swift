import HouseholdSweep

/// The pages of one team for paper: A4, black on white, and large enough for gloves and a pen.
///
/// A page is filled here and not by the browser, line by line, so that each says whose it is, of how many
/// pages it is which, and in which compound and building it goes on.
struct SheetPage {
  private let plan: DayPlan
  private let team: DayPlan.TeamPlan
  private let wording: Wording

  init(_ plan: DayPlan, _ team: DayPlan.TeamPlan) {
    self.plan = plan
    self.team = team
    wording = plan.wording
  }

  /// Millimetres: of what is inside the margins of a page, less what stands above and below.
  private static let room = 248.0
  private enum Height {
    static let compound = 11.0, building = 9.0, heads = 10.0, line = 16.0
  }

  /// What stands on a page, one below the other.
  private enum Block {
    case compound(Int, isContinued: Bool)
    case building(String, entrance: String, isContinued: Bool)
    case heads(DayPlan.Task)
    case line(DayPlan.Line, order: Int)

    var height: Double {
      switch self {
      case .compound: Height.compound
      case .building: Height.building
      case .heads: Height.heads
      case .line: Height.line
      }
    }
  }

  // MARK: Pages

  /// All pages of the team, one behind the other.
  func html() -> String {
    let pages = pages()
    return pages.enumerated().map { number, blocks in
      """
      <section class="page"><header><b>\(text(teamTitle))</b><span>\(text(day))</span><span>\(text(
        wording.say("page \(number + 1) of \(pages.count)", "第\(number + 1)页，共\(pages.count)页")))\
      </span></header>
      \(blocks.map(html).joined(separator: "\n"))
      <footer><span>\(text(wording.say("warden", "网格员")))</span><i></i>\
      <span>\(text(wording.say("entered by", "录入人")))</span><i></i></footer></section>
      """
    }.joined(separator: "\n")
  }

  private func pages() -> [[Block]] {
    var pages: [[Block]] = []
    var page: [Block] = []
    var used = 0.0
    func add(_ block: Block) {
      page.append(block)
      used += block.height
    }
    var order = 0
    for (task, lines) in [(DayPlan.Task.knock, team.doors), (.lights, team.windows)] {
      var (compound, entrance) = (-1, "")
      // Windows have pages of their own: another hour, and often other people.
      if !page.isEmpty && !lines.isEmpty {
        pages.append(page)
        (page, used) = ([], 0)
      }
      for line in lines {
        order += 1
        let unit = plan.plan.units[line.unit]
        let place = PlanAddress(unit.row.unit)
        let isNewCompound = unit.compound != compound
        let isNewEntrance = isNewCompound || place.entrance != entrance
        var needed = Height.line
        if isNewCompound { needed += Height.compound }
        if isNewEntrance && !place.isHouse { needed += Height.building }
        if page.isEmpty { needed += Height.heads }
        let isNewPage = page.isEmpty || used + needed > Self.room
        if isNewPage {
          if !page.isEmpty { pages.append(page) }
          (page, used) = ([], 0)
          add(.heads(task))
        }
        if isNewPage || isNewCompound {
          add(.compound(unit.compound, isContinued: !isNewCompound))
        }
        if (isNewPage || isNewEntrance) && !place.isHouse {
          add(
            .building(
              place.building, entrance: place.entranceInBuilding, isContinued: !isNewEntrance))
        }
        (compound, entrance) = (unit.compound, place.entrance)
        add(.line(line, order: order))
      }
    }
    if !page.isEmpty || pages.isEmpty { pages.append(page) }
    return pages
  }

  // MARK: Blocks

  private func html(_ block: Block) -> String {
    switch block {
    case .compound(let number, let isContinued):
      let area = plan.plan.compounds[number]
      let title =
        area.name.isEmpty || area.name == area.path
        ? area.path : "\(area.path) \(area.name)"
      return "<h1>\(text(title))\(continued(isContinued))</h1>"
    case .building(let building, let entrance, let isContinued):
      var title = wording.say("Building \(building)", "\(building)栋")
      if !entrance.isEmpty { title += wording.say(", entrance \(entrance)", "\(entrance)单元") }
      return "<h2>\(text(title))\(continued(isContinued))</h2>"
    case .heads(let task): return heads(task)
    case .line(let line, let order): return html(line, order)
    }
  }

  private func continued(_ isContinued: Bool) -> String {
    isContinued ? "<small>\(text(wording.say("continued", "续")))</small>" : ""
  }

  private func heads(_ task: DayPlan.Task) -> String {
    let boxes =
      task == .knock
      ? outcomes.map { "<span class=\"box\">\(text($0))</span>" }
      : [wording.say("lit", "亮"), wording.say("dark", "不亮")].map {
        "<span class=\"box\">\(text($0))</span>"
      }
    let persons =
      task == .knock
      ? "<span class=\"fill\">\(text(wording.say("persons", "人数")))</span>" : ""
    let what =
      task == .knock
      ? wording.say("Doors, by day", "白天敲门") : wording.say("Windows, in the evening", "晚上看灯")
    return """
      <div class="row heads"><span class="no"></span><span class="door">\(text(what))</span>\
      \(boxes.joined())\(persons)<span class="fill">\(text(wording.say("time", "时间")))</span></div>
      """
  }

  private var outcomes: [String] {
    [
      wording.say("answered", "有人"), wording.say("refused", "拒访"),
      wording.say("no answer", "无人应答"), wording.say("vacant", "空置"),
    ]
  }

  private func html(_ line: DayPlan.Line, _ order: Int) -> String {
    let row = plan.plan.units[line.unit].row
    let address = AddressWords.words(for: row.unit, in: wording.language)
    let count = line.task == .knock ? 4 : 2
    let boxes = String(repeating: "<span class=\"box\"><b></b></span>", count: count)
    let persons = line.task == .knock ? "<span class=\"fill\"><u></u></span>" : ""
    var why = plan.reasons(line.unit)
    if line.isIfTime {
      why = wording.say("if there is time: ", "有时间再去：") + why
    }
    let toDo = line.task == .lights ? wording.say("look", "看灯") : what(row)
    return """
      <div class="row line"><span class="no">\(order)</span><span class="door">\
      <strong>\(text(address))</strong><small><em>\(text(toDo))</em> \(text(why))</small></span>\
      \(boxes)\(persons)<span class="fill"><u></u></span></div>
      """
  }

  /// What is to be found out at a door.
  private func what(_ row: UnitRow) -> String {
    switch row.status {
    case .unlistedOccupied: wording.say("who lives here?", "谁住这里？请登记")
    case .listedAbsent: wording.say("anybody here?", "有人住吗？")
    default:
      row.hasConflict
        ? wording.say("look again", "请再看一次") : wording.say("anybody here?", "有人住吗？")
    }
  }

  private var teamTitle: String { Self.title(plan, team) }
  private var day: String { wording.shortDate("\(plan.day)") }

  static func title(_ plan: DayPlan, _ team: DayPlan.TeamPlan?) -> String {
    guard let team else { return plan.wording.say("All teams", "全部队伍") + " \(plan.day)" }
    let name = Visible.text(team.name)
    return plan.wording.say("Team \(name)", "队伍 \(name)")
  }

  private func text(_ text: String) -> String { Self.escaped(text) }

  private static func escaped(_ text: String) -> String {
    Visible.text(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  // MARK: Document

  /// A page for a browser, of the pages of one team or of all.
  static func document(_ pages: [String], title: String, _ wording: Wording) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(wording.code)"><head><meta charset="utf-8"><title>\(escaped(title))</title>
    <style>
    \(style)
    </style></head><body>
    \(pages.joined(separator: "\n"))
    </body></html>

    """
  }

  private static let style = """
    @page { size: A4; margin: 10mm }
    * { box-sizing: border-box }
    body { margin: 0; font: 11pt/1.25 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
      "Microsoft YaHei", "Helvetica Neue", Arial, sans-serif; color: #000; background: #fff }
    .page { position: relative; width: 190mm; height: 276mm; overflow: hidden; break-after: page }
    .page:last-child { break-after: auto }
    header { display: flex; justify-content: space-between; align-items: baseline; height: 12mm;
      font-size: 15pt; border-bottom: 0.8mm solid #000 }
    header b { font-size: 18pt }
    footer { position: absolute; bottom: 0; left: 0; right: 0; height: 12mm; display: flex;
      gap: 3mm; align-items: flex-end; font-size: 11pt }
    footer i { flex: 1; border-bottom: 0.3mm solid #000 }
    h1 { margin: 0; height: 11mm; padding-top: 3mm; font-size: 15pt; line-height: 8mm;
      white-space: nowrap; overflow: hidden }
    h2 { margin: 0; height: 9mm; padding-left: 9mm; font-size: 13pt; line-height: 9mm;
      white-space: nowrap; overflow: hidden; background: #eee; print-color-adjust: exact }
    h1 small, h2 small { font-weight: normal; padding-left: 3mm }
    .row { display: flex; align-items: center }
    .heads { height: 10mm; align-items: flex-end; font-size: 9.5pt }
    .line { height: 16mm; border-bottom: 0.2mm solid #000; overflow: hidden }
    .no { width: 9mm; text-align: right; padding-right: 2mm; font-size: 10pt }
    .door { flex: 1; min-width: 0; padding-right: 2mm }
    .door strong { display: block; font-size: 13.5pt; white-space: nowrap; overflow: hidden }
    .door em { font-style: normal; font-weight: bold; font-size: 9.5pt }
    .door small { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
      overflow: hidden; font-size: 8.5pt; line-height: 1.2 }
    .box { width: 15mm; text-align: center }
    .box b { display: inline-block; width: 9mm; height: 9mm; border: 0.5mm solid #000 }
    .fill { width: 19mm; text-align: center }
    .fill u { display: inline-block; width: 16mm; height: 10mm; border-bottom: 0.4mm solid #000;
      text-decoration: none }
    """
}
