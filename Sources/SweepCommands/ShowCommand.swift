import CommandLineKit
import HouseholdSweep
import SweepReport

/// `sweep show RESULTS [COMPOUND [BUILDING]]`
enum ShowCommand {
  static let definition = CommandDefinition(
    name: "show", abstract: "Show the city, an area or a compound's façades in the terminal.",
    discussion:
      "Without a compound: the areas as a table. With one: its buildings, a window a unit, floors from the top down. An area's name instead of a compound shows the areas below it. With --status: the units of that status, or the areas with the most of them.",
    arguments: [
      .init("RESULTS", "A folder of results.", isFolder: true),
      .init("COMPOUND", "A compound by id or name, or an area by its path.", isOptional: true),
      .init("BUILDING", "One of its buildings.", isOptional: true),
    ],
    options: [
      .init(
        "status", value: "S", "Only units of this status.",
        choices: UnitStatus.allCases.map { "\($0.name)" }),
      .init(
        "level", value: "L", "Areas of this level; by default the highest with several.",
        choices: AreaLevel.allCases.dropFirst().map(\.rawValue)),
      .init(
        "sort", value: "KEY",
        "What areas are sorted by; by default flags, or the status asked for.",
        choices: AreaListing.SortKey.allCases.map(\.rawValue)),
      .init("limit", value: "N", "Rows or buildings to show; by default 20."),
      SpokenLanguage.option, CommonOptions.json,
    ],
    examples: [
      .init(
        "sweep show sample-data/clean/results C0001",
        "Draws the buildings of compound C0001."),
      .init(
        "sweep show february/results --level compound --sort rate --limit 10",
        "Lists the ten compounds with the most flags in a thousand units."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let limit = try parsed.whole("limit", in: 0...10_000_000) ?? 20
    let results = try SweepResults(in: parsed.arguments[0])
    let wording = Wording(SpokenLanguage.asked(parsed) ?? results.summary.language)
    let status = parsed.options["status"].flatMap(UnitStatus.init(name:))
    let place = parsed.arguments.count > 1 ? parsed.arguments[1] : nil
    let building = parsed.arguments.count > 2 ? parsed.arguments[2] : nil
    // A compound's id comes before an area's path, and that before a compound's name; only compounds
    // have buildings.
    if let place, building != nil || results.isCompound(place) || results.area(at: place) == nil {
      let listing = try CompoundListing(
        results, compound: place, building: building, status: status, wording)
      try console.out(
        parsed.has("json")
          ? CommonOptions.json(listing.report)
          : listing.text(limit: limit, terminal: console.terminal))
      return .done
    }
    let listing = AreaListing(
      results, below: place.flatMap { results.area(at: $0) },
      level: parsed.options["level"].flatMap(AreaLevel.init(rawValue:)), status: status,
      sort: parsed.options["sort"].flatMap(AreaListing.SortKey.init(rawValue:)), wording)
    try console.out(
      parsed.has("json")
        ? CommonOptions.json(listing.report(limit: limit))
        : listing.text(limit: limit, terminal: console.terminal))
    return .done
  }
}

/// One compound or building: façades, or the units of one status.
private struct CompoundListing {
  struct Report: Encodable {
    struct Unit: Encodable {
      var unit: String
      var address: String
      var registered: Bool
      var status: String
      var pOccupied: Double
      var conflict: Bool
      var action: String
      var evidence: [String]
    }

    struct Building: Encodable {
      var building: String
      var units: [Unit]
    }

    var compound: String
    var name: String
    var buildings: [Building]
  }

  private let compound: AreaRow
  private let facades: [Facade]
  private let status: UnitStatus?
  private let wording: Wording
  /// The language of addresses for programs.
  private let language: Manifest.Language

  init(
    _ results: SweepResults, compound place: String, building: String?, status: UnitStatus?,
    _ wording: Wording
  ) throws {
    compound = try results.compound(place)
    language = results.summary.language
    self.wording = wording
    self.status = status
    var facades = Facade.buildings(try results.units(of: compound))
    if let building {
      let wanted = Compound.fold(building)
      let names = facades.filter { $0.kind == .building }.map(\.name)
      facades = facades.filter { $0.kind == .building && $0.name == wanted }
      guard !facades.isEmpty else {
        throw SweepError.noBuilding(Visible.text(building), in: compound.path, of: names)
      }
    }
    self.facades = facades
  }

  private func chosen(_ facade: Facade) -> [UnitRow] {
    facade.units.filter { status == nil || $0.status == status }
  }

  var report: Report {
    Report(
      compound: compound.path, name: compound.name,
      buildings: facades.map { facade in
        .init(
          building: facade.name,
          units: chosen(facade).map { unit in
            .init(
              unit: unit.unit, address: AddressWords.words(for: unit.unit, in: language),
              registered: unit.isRegistered, status: "\(unit.status.name)",
              pOccupied: Double(unit.probability) / 10_000, conflict: unit.hasConflict,
              action: "\(unit.action.name)", evidence: Wording(.en).evidence(unit))
          })
      })
  }

  func text(limit: Int, terminal: Console.Terminal) -> String {
    let name =
      compound.name.isEmpty ? compound.path : "\(compound.name) (\(compound.path))"
    var text = TextTable.cut(Visible.text(name), to: terminal.width) + "\n"
    if let status {
      let units = facades.flatMap(chosen)
      text += units.isEmpty ? "\n\(wording.noUnit(status))\n" : table(units, limit, terminal.width)
      return text
    }
    let drawing = FacadeText(wording, hasColor: terminal.hasColor)
    for row in drawing.rows(Array(facades.prefix(limit)), width: terminal.width) {
      text += "\n" + row.map { $0 + "\n" }.joined()
    }
    if facades.count > limit {
      text += "\n\(wording.moreBuildings(facades.count - limit))\n"
    }
    let there = Set(facades.flatMap { $0.units.map(\.status) })
    text +=
      "\n"
      + drawing.legend(UnitStatus.allCases.filter(there.contains)).map { "\($0)\n" }
      .joined()
    if facades.count == 1 {
      let flagged = facades[0].units.filter(\.status.isFlag)
      if !flagged.isEmpty { text += table(flagged, limit, terminal.width) }
    }
    return text
  }

  private func table(_ units: [UnitRow], _ limit: Int, _ width: Int) -> String {
    var table = TextTable(wording.unitsHead, [.left, .left, .right, .left])
    for unit in units.prefix(limit) {
      table.add([
        Visible.text(AddressWords.words(for: unit.unit, in: wording.language)),
        wording.name(unit.status), wording.probability(unit.probability),
        wording.name(unit.action),
      ])
    }
    let rest = units.count - limit
    return "\n"
      + table.text(
        width: width, notes: units.prefix(limit).map { wording.list(wording.evidence($0)) })
      + (rest > 0 ? wording.more(rest) + "\n" : "")
  }
}
