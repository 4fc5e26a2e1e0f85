import DelimitedText
import Foundation

@testable import HouseholdSweep

/// A sweep reconciled as plainly as the rules are written, slow as that may be: the oracle of the
/// engine, with which it shares the manifest, and the judgement what is one slip away.
struct PlainReconciliation {
  private let sweep: PlainGathering
  private let belief: PlainBelief
  private let compounds: [String]
  /// By compound, in natural order.
  private let units: [String: [PlainUnit]]
  private var decisions: [PlainUnit: Decision] = [:]

  private struct Decision {
    var status: String
    var hasConflict: Bool
    var action: String
  }

  init(_ files: TestSweep) throws {
    let sweep = try PlainGathering(files)
    self.sweep = sweep
    belief = PlainBelief(sweep)
    compounds = sweep.compoundsSeen.sorted(by: PlainValue.naturallyPrecedes)
    units = Dictionary(grouping: sweep.units.keys, by: \.compound).mapValues {
      $0.sorted { PlainValue.naturallyPrecedes($0.key, $1.key) }
    }
    for unit in sweep.units.keys { decisions[unit] = decision(unit) }
  }

  /// The tables by name, and the ledger by file.
  func tables() -> (tables: [String: String], ledgers: [String: PlainLedger]) {
    let tables = [
      "units.csv": unitsTable(), "flags.csv": flagsTable(), "areas.csv": areasTable(),
      "coverage.csv": coverageTable(), "rejects.csv": rejectsTable(),
      "unmatched.csv": unmatchedTable(),
    ]
    return (tables, sweep.rows.ledgers)
  }

  /// How often each thing was found.
  var findings: [String: Int] {
    let own = ["no_list": compounds.count { !sweep.listedCompounds.contains($0) }]
    return sweep.findings.merging(belief.faults) { $0 + $1 }.merging(own) { $0 + $1 }
      .filter { $0.value > 0 }
  }

  /// What is told of walks, workers and meters, in order.
  var told: [String: [String]] {
    sweep.told.mapValues { $0.sorted(by: PlainValue.naturallyPrecedes) }
  }

  /// How the parameters were learned, where they were to be.
  var learning: PlainLearning? { belief.learning }

  // MARK: Decisions

  private func isObserved(_ unit: PlainEvidence) -> Bool {
    !unit.meterClass.isEmpty || !unit.nights.isEmpty || unit.attemptCount > 0
  }

  private func hasRegister(_ unit: PlainUnit) -> Bool {
    sweep.addresses.register[unit.compound] != nil
  }

  private func isFlag(_ status: String) -> Bool {
    status == "unlisted_occupied" || status == "undercounted"
  }

  private func decision(_ unit: PlainUnit) -> Decision {
    let evidence = sweep.units[unit]!
    let status = status(unit, evidence)
    let p = belief.p[unit]!
    let isAlive =
      evidence.count("answered") > 0 || evidence.count("refused") > 0
      || !evidence.litNights.isEmpty || evidence.meterClass == "active"
    let isDead = evidence.meterClass == "idle" || p <= sweep.manifest.thresholds.vacant
    let hasConflict =
      evidence.count("vacant") > 0 && isAlive || evidence.count("answered") > 0 && isDead
    return Decision(
      status: status, hasConflict: hasConflict,
      action: action(unit, evidence, status, hasConflict))
  }

  private func status(_ unit: PlainUnit, _ evidence: PlainEvidence) -> String {
    let (p, known) = (belief.p[unit]!, evidence.listed + evidence.away)
    if !isObserved(evidence) && belief.placeDays[unit] == nil { return "unobserved" }
    if p >= sweep.manifest.thresholds.occupied {
      if !sweep.listedCompounds.contains(unit.compound) { return "list_missing" }
      if known == 0 { return "unlisted_occupied" }
      return evidence.personsSeen > known ? "undercounted" : "confirmed"
    }
    if p <= sweep.manifest.thresholds.vacant {
      if evidence.count("answered") > 0 { return "uncertain" }
      return evidence.listed > 0 ? "listed_absent" : "vacant"
    }
    return "uncertain"
  }

  private func action(
    _ unit: PlainUnit, _ evidence: PlainEvidence, _ status: String, _ hasConflict: Bool
  ) -> String {
    if isFlag(status) && !sweep.addresses.isRegistered(unit) && hasRegister(unit) {
      return "check_address"
    }
    if hasConflict { return "recheck" }
    switch status {
    case "unlisted_occupied": return evidence.count("answered") > 0 ? "add_to_list" : "knock"
    case "undercounted": return "recount"
    case "confirmed":
      return evidence.personsSeen > evidence.listed || evidence.listed == 0
        ? "update_state" : "none"
    case "listed_absent": return "verify_absence"
    case "list_missing": return "get_list"
    case "uncertain", "unobserved": return "knock"
    default: return "none"
    }
  }

  // MARK: Tables

  private func row(_ fields: [Any]) -> String {
    fields.map { field in
      let text = "\(field)"
      guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
      return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }.joined(separator: ",") + "\n"
  }

  private func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  private func unitsTable() -> String {
    var table =
      "compound,unit,registered,floor,grid,status,conflict,p_occupied,listed,away,persons_seen,"
      + "meter_kwh_per_day,meter,nights_seen,nights_lit,answered,refused,no_answer,vacant,action\n"
    for unit in compounds.flatMap({ units[$0] ?? [] }) {
      let (evidence, decision) = (sweep.units[unit]!, decisions[unit]!)
      table += row(
        [
          unit.compound, unit.key, sweep.addresses.isRegistered(unit) ? 1 : 0, evidence.floor,
          evidence.grid, decision.status, decision.hasConflict ? 1 : 0,
          decimal(belief.p[unit]!, 4), evidence.listed, evidence.away, evidence.personsSeen,
          // The engine keeps thousandths in 32 bits.
          evidence.usage.map { decimal(min($0, 4_294_967.295), 3) } ?? "", evidence.meterClass,
          evidence.nights.count, evidence.litNights.count,
        ] + ["answered", "refused", "no_answer", "vacant"].map { evidence.count($0) }
          + [decision.action])
    }
    return table
  }

  private func flagsTable() -> String {
    let flagged = compounds.flatMap { units[$0] ?? [] }.filter { isFlag(decisions[$0]!.status) }
    let order = flagged.enumerated().sorted { a, b in
      let (left, right) = (
        sweep.addresses.isRegistered(a.element), sweep.addresses.isRegistered(b.element)
      )
      if left != right { return left }
      let (p, q) = (decimal(belief.p[a.element]!, 4), decimal(belief.p[b.element]!, 4))
      return p == q ? a.offset < b.offset : p > q
    }.map(\.element)
    var table =
      "\u{FEFF}compound,name,unit,address,grid,registered,status,p_occupied,listed,away,"
      + "persons_seen,conflict,action,reasons\n"
    for unit in order {
      let (evidence, decision) = (sweep.units[unit]!, decisions[unit]!)
      let texts = [
        unit.compound, sweep.addresses.names[unit.compound] ?? "", unit.key,
        words(unit.key), evidence.grid,
      ].map { text in
        text.unicodeScalars.first.map { "=+-@".unicodeScalars.contains($0) || $0.value < 32 }
          == true
          ? "'" + text : text
      }
      table += row(
        texts + [
          sweep.addresses.isRegistered(unit) ? 1 : 0, decision.status,
          decimal(belief.p[unit]!, 4), evidence.listed, evidence.away, evidence.personsSeen,
          decision.hasConflict ? 1 : 0, decision.action,
          reasons(unit, evidence).joined(separator: "; "),
        ])
    }
    return table
  }

  private func words(_ key: String) -> String {
    let parts = key.split(separator: "-")
    guard key.wholeMatch(of: /[0-9A-Z-]+/) != nil else { return key }
    switch parts.count {
    case 1: return "No. \(key)"
    case 2: return "Bldg \(parts[0]) Room \(parts[1])"
    case 3: return "Bldg \(parts[0]) Ent \(parts[1]) Room \(parts[2])"
    default: return key
    }
  }

  private func reasons(_ unit: PlainUnit, _ evidence: PlainEvidence) -> [String] {
    let known = evidence.listed + evidence.away
    func date(_ day: Int) -> String { "\(sweep.manifest.firstDay.advanced(by: day))" }
    var reasons: [String] = []
    if hasRegister(unit) && !sweep.addresses.isRegistered(unit) {
      reasons.append("not in the register")
    }
    if known == 0 && sweep.listedCompounds.contains(unit.compound) {
      reasons.append("not on the list")
    }
    if known > 0 && evidence.personsSeen > known {
      reasons.append("\(evidence.personsSeen) persons seen, \(known) listed")
    }
    if let most = evidence.answered.values.max() {
      let day = evidence.answered.filter { $0.value == most }.keys.min()!
      reasons.append("answered \(date(day)), \(most) person\(most == 1 ? "" : "s")")
    }
    if let day = evidence.refused.min() { reasons.append("refused \(date(day))") }
    if !evidence.litNights.isEmpty {
      reasons.append("lit \(evidence.litNights.count) of \(evidence.nights.count) nights")
    }
    if evidence.meterClass == "active" { reasons.append("meter active") }
    if belief.placeDays[unit] != nil { reasons.append("counted with its building") }
    if hasRegister(unit) {
      let near = units[unit.compound]!.first { other in
        !sweep.addresses.isRegistered(other)
          && sweep.units[other]!.listed + sweep.units[other]!.away > 0
          && Field.of(other.key) { one in
            Field.of(unit.key) { AddressProposals.isOneSlip(one, $0) }
          }
      }
      if let near { reasons.append("listed nearby: \(near.key)") }
    }
    return reasons
  }

  // MARK: Areas

  private struct Area {
    var level: String
    var path: String
    var name: String
    var units: [PlainUnit] = []
  }

  private var areas: [Area] {
    var areas: [String: [String: Area]] = [:]
    let levels = ["district", "subdistrict", "community"]
    for compound in compounds {
      let row = sweep.compounds[compound]
      for (number, level) in levels.enumerated() {
        guard let name = row?[level], !name.isEmpty else { continue }
        let path = levels[...number].map { row![$0] }.filter { !$0.isEmpty }
          .joined(separator: "/")
        areas[level, default: [:]][path, default: Area(level: level, path: path, name: name)]
          .units += units[compound] ?? []
      }
    }
    return [
      Area(level: "city", path: "city", name: sweep.manifest.name, units: Array(sweep.units.keys))
    ]
      + levels.flatMap { level in
        (areas[level] ?? [:]).values.sorted { PlainValue.naturallyPrecedes($0.path, $1.path) }
      }
      + compounds.map {
        Area(
          level: "compound", path: $0, name: sweep.addresses.names[$0] ?? "",
          units: units[$0] ?? [])
      }
  }

  private func areasTable() -> String {
    let statuses = [
      "confirmed", "unlisted_occupied", "undercounted", "listed_absent", "vacant", "uncertain",
      "unobserved", "list_missing",
    ]
    var table =
      "level,area,name,units,observed,contacted,listed_persons,persons_seen,confirmed,"
      + "unlisted_occupied,undercounted,listed_absent,vacant,uncertain,unobserved,list_missing,"
      + "conflicts,unregistered_flags,expected_occupied,expected_unlisted_occupied,"
      + "occupancy_rate,list_completeness,list_staleness\n"
    for area in areas {
      func count(_ condition: (PlainUnit, PlainEvidence) -> Bool) -> Int {
        area.units.count { condition($0, sweep.units[$0]!) }
      }
      func expected(_ condition: (PlainUnit, PlainEvidence) -> Bool) -> String {
        let millionths = area.units.filter { condition($0, sweep.units[$0]!) }
          .reduce(0) { $0 + Int((belief.p[$1]! * 1e6).rounded(.toNearestOrEven)) }
        return decimal(Double(millionths) / 1e6, 1)
      }
      table += row(
        [
          area.level, area.path, area.name, area.units.count,
          count { unit, _ in decisions[unit]!.status != "unobserved" },
          count { $1.count("answered") > 0 },
          area.units.reduce(0) { $0 + sweep.units[$1]!.listed },
          area.units.reduce(0) { $0 + sweep.units[$1]!.personsSeen },
        ] + statuses.map { status in count { unit, _ in decisions[unit]!.status == status } }
          + [
            count { unit, _ in decisions[unit]!.hasConflict },
            count { unit, _ in
              isFlag(decisions[unit]!.status) && !sweep.addresses.isRegistered(unit)
            },
            expected { _, _ in true },
            expected { unit, evidence in
              evidence.listed + evidence.away == 0
                && sweep.listedCompounds.contains(unit.compound)
            },
          ] + own(area))
    }
    return table
  }

  /// What the model settled on for a compound.
  private func own(_ area: Area) -> [String] {
    guard area.level == "compound", let own = belief.own[area.path] else { return ["", "", ""] }
    let hasList = sweep.listedCompounds.contains(area.path)
    return [decimal(own.rate, 4)] + own.present.map { hasList ? decimal($0, 4) : "" }
  }

  private func coverageTable() -> String {
    var table = "level,area,day,units,units_observed,units_contacted,persons_seen\n"
    for area in areas {
      for day in 0..<sweep.manifest.days {
        let evidence = area.units.map { sweep.units[$0]! }
        let observed = area.units.count {
          sweep.units[$0]!.observedDays.contains(day) || belief.placeDays[$0]?.contains(day) == true
        }
        table += row([
          area.level, area.path, sweep.manifest.firstDay.advanced(by: day), area.units.count,
          observed, evidence.count { $0.answered[day] != nil },
          evidence.reduce(0) { $0 + ($1.met[day] ?? 0) },
        ])
      }
    }
    return table
  }

  /// Without proposals.
  private func unmatchedTable() -> String {
    let sources = ["residents", "knocks", "meter", "lights"]
    var table = "compound,address,seen_in,rows\n"
    for unit in compounds.flatMap({ units[$0] ?? [] })
    where hasRegister(unit) && !sweep.addresses.isRegistered(unit) {
      let seen = sweep.units[unit]!.seenIn
      table += row([
        unit.compound, unit.key, sources.filter { seen[$0] != nil }.joined(separator: " "),
        seen.values.reduce(0, +),
      ])
    }
    return table
  }

  private func rejectsTable() -> String {
    let sources = ["compounds", "units", "residents", "knocks", "meter", "lights"]
    func place(_ file: String) -> Int { sources.firstIndex { file.hasPrefix($0) }! }
    let order = sweep.rows.rejects.sorted { a, b in
      (place(a.row.file), a.row.file, a.row.line) < (place(b.row.file), b.row.file, b.row.line)
    }
    return order.reduce("file,line,column,reason,value\n") {
      $0 + row([$1.row.file, $1.row.line, $1.column, $1.reason, $1.value])
    }
  }
}
