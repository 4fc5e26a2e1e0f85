import HouseholdSweep

extension Wording {
  /// What lies beside published tables. The first line is in every language the same: by it the folder
  /// is known as ours.
  func publishedReadme(_ summary: ResultsSummary, _ least: Int) -> String {
    let name = Visible.text(summary.name)
    var lines = [PublishedFolder.mark]
    if language == .zh { lines.append("排查公布表（上面一行供程序识别，请勿改动）") }
    lines.append("")
    let title = lines.count
    if !name.isEmpty { lines.append(name) }
    if let first = summary.firstDay { lines.append(period(from: first, days: summary.days)) }
    if lines.count > title { lines.append("") }
    lines.append(say(englishReadme(least), chineseReadme(least)))
    return lines.joined(separator: "\n") + "\n"
  }

  /// A column of published tables, as it is told.
  package func name(ofPublished column: String) -> String {
    if let status = UnitStatus(name: column) { return say(column, self.status(status)) }
    let names = [
      "units": "户数", "observed": "有人查看过", "listed_persons": "名单人数", "persons_seen": "见到人数",
    ]
    return say(column, names[column] ?? column)
  }

  private func englishReadme(_ least: Int) -> String {
    """
    These tables may be shown to anyone. They have no dwellings and no people in them.

    Every count is shown as a range: it lies between COLUMN_from and COLUMN_to, both included.
    Each range holds \(number(least)) values at least. 0 to \(least - 1) means "under \(number(least))", never "none".

    areas.csv     dwelling units and persons by area, over all days
    coverage.csv  what was looked at on each day; not there for a sweep of one day

    Wider areas have narrower ranges than the sum of their parts', and lie within that sum.
    Do not add up the middles of ranges: that is not the sum. Take the row of the wider area.
    An area that ends in "/-" is what lies in the area before it and in none of its parts.
    observed_percent comes from the middles of two ranges: in small areas it means little.
    Expected numbers are of the whole city, to the nearest \(number(10 * least)).

    If you publish these tables:
    - each night once, and always with the same least number of values (--least \(least));
    - nothing finer beside them: no counts of compounds or buildings, no exact totals.

    units               dwelling units
    observed            looked at by anybody on any day
    listed_persons      persons on the resident lists
    persons_seen        persons seen at doors
    confirmed           lived in, and on the list
    unlisted_occupied   somebody lives there, nobody is on the list
    undercounted        more persons were seen than are listed
    listed_absent       listed, but nobody seems to be there
    vacant              nobody listed, nobody there
    uncertain           the evidence does not decide
    unobserved          nobody has counted, read or knocked there
    list_missing        somebody lives there, and the compound has sent no list
    not_observed        not looked at on that day
    contacted           the door was opened on that day
    """
  }

  private func chineseReadme(_ least: Int) -> String {
    """
    这些表可以给任何人看，里面没有住户，也没有个人。

    每个数都写成范围：真实的数在“列名_from”和“列名_to”之间，含两端。
    每个范围至少有\(number(least))个可能的值。0到\(least - 1)的意思是“不足\(number(least))”，不是“没有”。

    areas.csv     各区域全部日期的户数和人数
    coverage.csv  每天查看的情况；只有一天的排查没有这个表

    大区域的范围比各部分范围之和窄，并且在其之内。
    不要把各范围的中间值相加，那不是总数；请看大区域自己的一行。
    以“/-”结尾的一行，是该区域中不属于任何下级区域的部分。
    observed_percent 由两个范围的中间值算出，在小区域里意义不大。
    以 expected 开头的数只有全市的，取最接近\(number(10 * least))的倍数。

    公布这些表时请注意：
    - 每晚只公布一次，并且始终用同一个最少值个数（--least \(least)）；
    - 不要同时公布更细的数：不要有小区（村）或楼栋的数，也不要有精确的总数。

    units               住房户数
    observed            任何一天有人查看过
    listed_persons      名单上的人数
    persons_seen        在门口见到的人数
    confirmed           有人住，名单上也有
    unlisted_occupied   有人住，名单上没有
    undercounted        见到的人比名单上多
    listed_absent       名单上有，但似乎没有人
    vacant              名单上没有，也没有人住
    uncertain           证据不足以判断
    unobserved          没有人看过灯、抄过表、敲过门
    list_missing        有人住，而小区（村）没有交名单
    not_observed        当天没有查看
    contacted           当天开了门
    """
  }
}
