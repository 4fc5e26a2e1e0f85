import CommandLineKit
import HouseholdSweep
import SweepReport

/// Areas of one level as a table: how far they are, and what they hide.
struct AreaListing {
  enum SortKey: String, CaseIterable {
    case name, units, flags, rate, observed, contacted, conflicts
  }

  struct Report: Encodable {
    struct Area: Encodable {
      var level: String
      var area: String
      var name: String
      var units: Int
      var observed: Int
      var contacted: Int
      var flags: Int
      var conflicts: Int
      var status: [String: Int]
    }

    var areas: [Area]
    var total: Int
  }

  private let areas: [AreaRow]
  private let status: UnitStatus?
  private let title: String
  private let isCommunity: Bool
  private let wording: Wording

  /// The areas right below one, or of a level of the whole city.
  init(
    _ results: SweepResults, below parent: AreaRow?, level: AreaLevel?, status: UnitStatus?,
    sort: SortKey?, _ wording: Wording
  ) {
    self.wording = wording
    self.status = status
    isCommunity = parent?.level == .community
    let chosen: [AreaRow]
    if let parent, parent.level != .city {
      let inside = results.areas.filter { $0.path.hasPrefix(parent.path + "/") }
      let next = level ?? inside.first?.level
      chosen = inside.filter { $0.level == next }
    } else {
      chosen = results.areas(level ?? results.topLevel)
    }
    areas = Self.sorted(chosen, by: sort, status)
    let top = parent ?? results.city
    let name = top.name.isEmpty ? top.path : top.name
    title = wording.title(top, name: Visible.text(name))
  }

  /// Sorted by a key, the highest first (but by name, and the least looked at first). Equals stay in
  /// natural order.
  private static func sorted(_ areas: [AreaRow], by key: SortKey?, _ status: UnitStatus?)
    -> [AreaRow]
  {
    func share(_ part: Int, _ whole: Int) -> Int { whole > 0 ? part * 1_000_000 / whole : 0 }
    func rank(_ area: AreaRow) -> Int {
      let tally = area.tally
      switch key {
      case nil: return status.map(tally.count) ?? area.flags
      case .name: return 0
      case .units: return tally.units
      case .flags: return area.flags
      case .rate: return share(status.map(tally.count) ?? area.flags, tally.units)
      case .observed: return -share(tally.observed, tally.units)
      case .contacted: return -share(tally.contacted, tally.units)
      case .conflicts: return tally.conflicts
      }
    }
    let ranked = areas.enumerated().map { (rank: rank($1), place: $0, area: $1) }
    return ranked.sorted { $0.rank == $1.rank ? $0.place < $1.place : $0.rank > $1.rank }
      .map(\.area)
  }

  func report(limit: Int) -> Report {
    Report(
      areas: areas.prefix(limit).map { area in
        .init(
          level: area.level.rawValue, area: area.path, name: area.name, units: area.tally.units,
          observed: area.tally.observed, contacted: area.tally.contacted, flags: area.flags,
          conflicts: area.tally.conflicts,
          status: Dictionary(
            uniqueKeysWithValues: UnitStatus.allCases.map { ("\($0.name)", area.tally.count($0)) }))
      }, total: areas.count)
  }

  func text(limit: Int, terminal: Console.Terminal) -> String {
    let title = TextTable.cut(title, to: terminal.width)
    guard !areas.isEmpty else {
      return "\(title)\n\n\(isCommunity ? wording.compoundsNotTold : wording.noAreas)\n"
    }
    let head = wording.areasHead(status)
    var alignments = head.map { _ in TextTable.Alignment.right }
    alignments[0] = .left
    var table = TextTable(head, alignments)
    for area in areas.prefix(limit) {
      let tally = area.tally
      var row = [
        Visible.text(label(area)), grouped(tally.units),
        wording.share(tally.observed, of: tally.units),
        wording.share(tally.contacted, of: tally.units), grouped(area.flags),
        "\(area.flagRate / 10).\(area.flagRate % 10)",
      ]
      if let status { row.insert(grouped(tally.count(status)), at: 4) }
      table.add(row)
    }
    let rest = areas.count - limit
    return title + "\n\n" + withBars(table.text(width: terminal.width), terminal.width)
      + (rest > 0 ? wording.more(rest) + "\n" : "")
  }

  /// A compound by name and id, another area by what its path adds.
  private func label(_ area: AreaRow) -> String {
    guard area.level == .compound else { return area.path }
    return area.name.isEmpty || area.name == area.path ? area.path : "\(area.path) \(area.name)"
  }

  private func measure(_ area: AreaRow) -> Int {
    status.map(area.tally.count) ?? area.flags
  }

  /// The table with a bar behind each row, where the terminal has room for it.
  private func withBars(_ table: String, _ width: Int) -> String {
    let lines = table.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let used = lines.map { TextTable.width(of: String($0)) }.max() ?? 0
    let room = min(20, width - used - 2)
    guard room >= 4 else { return table }
    let most = areas.map(measure).max() ?? 0
    return lines.enumerated().map { number, line in
      guard number > 0 else { return line + "\n" }
      let padding = String(repeating: " ", count: used - TextTable.width(of: String(line)) + 2)
      let bar = bar(measure(areas[number - 1]), of: most, columns: room)
      return line + (bar.isEmpty ? "" : padding + bar) + "\n"
    }.joined()
  }

  /// A part of the most as a bar, to an eighth of a column.
  private func bar(_ part: Int, of most: Int, columns: Int) -> String {
    guard most > 0, part > 0 else { return "" }
    let eighths = max(1, part * columns * 8 / most)
    let pieces = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + pieces[eighths % 8]
  }
}
