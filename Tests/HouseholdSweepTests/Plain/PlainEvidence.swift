import Foundation

@testable import HouseholdSweep

/// What the sources say of one unit.
struct PlainEvidence {
  var floor = ""
  var grid = ""
  /// Meters of the register.
  var meters: Set<String> = []
  /// Rows by source.
  var seenIn: [String: Int] = [:]
  var listed = 0
  var away = 0
  var hasMoved = false
  var personsSeen = 0
  var usage: Double?
  var meterClass = ""
  var nights: Set<Int> = []
  var litNights: Set<Int> = []
  /// Each once; by one worker several may say `vacant`.
  var attempts: [PlainAttempt] = []
  /// Days with a reading.
  var readDays: Set<Int> = []
  /// By day: the most persons at an answered door, the first refusal, and the most persons met.
  var answered: [Int: Int] = [:]
  var refused: Set<Int> = []
  var met: [Int: Int] = [:]

  var isListedOrKnocked: Bool { seenIn["residents"] != nil || seenIn["knocks"] != nil }
  var attemptCount: Int { Self.distinct(attempts).count }
  func count(_ outcome: String) -> Int {
    Self.distinct(attempts).count { $0.outcome == outcome }
  }

  var observedDays: Set<Int> { readDays.union(nights).union(attempts.map(\.day)) }

  /// Vacant by the same worker counts once.
  static func distinct(_ attempts: [PlainAttempt]) -> Set<PlainAttempt> {
    Set(
      attempts.map { attempt in
        var attempt = attempt
        if attempt.outcome == "vacant" { (attempt.time, attempt.day) = (0, 0) }
        return attempt
      })
  }
}

/// An attempt at a door.
struct PlainAttempt: Hashable {
  var time: Int
  var day: Int
  var outcome: String
  var worker: String
}

/// The evidence of a sweep, gathered as plainly as the rules are written: dictionaries and texts.
struct PlainGathering {
  let manifest: Manifest
  var rows = PlainRows()
  var addresses = PlainAddresses()
  /// The first row of each compound of `compounds.csv`.
  var compounds: [String: PlainRow] = [:]
  /// The smaller of several; `village` is what matters.
  var compoundKinds: [String: String] = [:]
  var units: [PlainUnit: PlainEvidence] = [:]
  var compoundsSeen: Set<String> = []
  var listedCompounds: Set<String> = []
  /// Counts over places: the largest by day.
  var places: [PlainUnit: [Int: Int]] = [:]
  var findings: [String: Int] = [:]
  /// What is told of some findings.
  private(set) var told: [String: [String]] = [:]
  private let start: Int

  init(_ sweep: TestSweep) throws {
    manifest = try Manifest(json: Data(sweep.manifest.utf8))
    start = manifest.firstDay.number * 1440 + manifest.dayStartsAt.minute
    addCompounds(sweep)
    addRegister(sweep)
    addResidents(sweep)
    addKnocks(sweep)
    addMeters(sweep)
    addLights(sweep)
    leaveOut()
  }

  mutating func tell(_ finding: String, _ text: String) {
    findings[finding, default: 0] += 1
    told[finding, default: []].append(text)
  }

  /// The day of the sweep, from 0, or nil outside.
  private func day(_ time: Int) -> Int? {
    time >= start && time < start + manifest.days * 1440 ? (time - start) / 1440 : nil
  }

  private func isLightHour(_ time: Int) -> Bool {
    let (from, to) = (manifest.lightHours.from.minute, manifest.lightHours.to.minute)
    let minute = time % 1440
    return from <= to ? from <= minute && minute <= to : minute >= from || minute <= to
  }

  // MARK: Frame

  private mutating func addCompounds(_ sweep: TestSweep) {
    let columns = ["compound", "name", "kind", "community", "subdistrict", "district"]
    for row in rows.rows("compounds", in: sweep, columns) {
      let id = PlainAddresses.fold(row["compound"])
      if id.isEmpty {
        rows.reject(row, "compound", "missing_column_value", row["compound"])
        continue
      }
      addresses.add(id, named: row["name"])
      if compounds[id] == nil { rows.accept(row) } else { rows.repeated(row) }
      compounds[id] = compounds[id] ?? row
      let kind = ["小区": "compound", "村": "village"][row["kind"]] ?? row["kind"]
      let known = compoundKinds[id] ?? ""
      compoundKinds[id] =
        [known, kind].filter { !$0.isEmpty }.min(by: PlainValue.naturallyPrecedes) ?? ""
    }
    compoundsSeen = Set(compounds.keys)
  }

  private mutating func addRegister(_ sweep: TestSweep) {
    /// What the rows of a unit have said so far.
    var said: [PlainUnit: (floors: Set<String>, grids: Set<String>)] = [:]
    for row in rows.rows("units", in: sweep, ["compound", "unit", "floor", "meter", "grid"]) {
      guard let unit = unit(row, "unit", isRegister: true) else { continue }
      let meter = PlainValue.isScientific(row["meter"]) ? "" : row["meter"]
      var evidence = units[unit] ?? PlainEvidence()
      var (floors, grids) = said[unit] ?? ([], [])
      let isNew = units[unit] == nil
      let saysMore =
        !(meter.isEmpty || evidence.meters.contains(meter))
        || !(row["floor"].isEmpty || floors.contains(row["floor"]))
        || !(row["grid"].isEmpty || grids.contains(row["grid"]))
      if isNew || saysMore { rows.accept(row) } else { rows.repeated(row) }
      if !meter.isEmpty { evidence.meters.insert(meter) }
      if !row["floor"].isEmpty { floors.insert(row["floor"]) }
      if !row["grid"].isEmpty { grids.insert(row["grid"]) }
      evidence.floor = floors.min(by: PlainValue.naturallyPrecedes) ?? ""
      evidence.grid = grids.min(by: PlainValue.naturallyPrecedes) ?? ""
      said[unit] = (floors, grids)
      units[unit] = evidence
      addresses.register[unit.compound, default: []].insert(unit.key)
    }
  }

  /// The unit that a row names; nil where the row had to be rejected.
  private mutating func unit(
    _ row: PlainRow, _ column: String, isRegister: Bool = false,
    _ otherFaults: [(column: String, reason: String)] = []
  ) -> PlainUnit? {
    var faults = otherFaults
    if row["compound"].isEmpty { faults.append(("compound", "missing_column_value")) }
    if PlainAddresses.canonical(row[column]).isEmpty {
      faults.append((column, "missing_column_value"))
    }
    if rows.reject(row, faults) { return nil }
    let compound = addresses.compound(row["compound"])
    if isRegister {
      compoundsSeen.insert(compound)
      return PlainUnit(compound: compound, key: PlainAddresses.canonical(row[column]))
    }
    return addresses.unit(compound, row[column])
  }

  /// Why a column holds no time, no number, no outcome.
  private func faults(_ row: PlainRow, _ column: String, _ fault: String?, isOptional: Bool = false)
    -> [(column: String, reason: String)]
  {
    if row[column].isEmpty { return isOptional ? [] : [(column, "missing_column_value")] }
    return fault.map { [(column, $0)] } ?? []
  }

  private mutating func see(_ unit: PlainUnit, in source: String, rows: Int = 1) {
    compoundsSeen.insert(unit.compound)
    units[unit, default: PlainEvidence()].seenIn[source, default: 0] += rows
  }

  // MARK: Residents and knocks

  private mutating func addResidents(_ sweep: TestSweep) {
    struct Person: Hashable {
      var unit: PlainUnit
      var id: String
    }
    struct Said: Hashable {
      var person: Person
      var state: String
    }
    let states = ["在住": "present", "外出": "away", "搬离": "moved"]
    var seen: Set<Said> = []
    var anonymous = 0
    for row in rows.rows("residents", in: sweep, ["compound", "unit", "resident", "state"]) {
      guard let unit = unit(row, "unit") else { continue }
      see(unit, in: "residents")
      listedCompounds.insert(unit.compound)
      var state = states[row["state"]] ?? row["state"].lowercased()
      if !["away", "moved"].contains(state) { state = "present" }
      var id = "id " + row["resident"]
      if row["resident"].isEmpty || PlainValue.isScientific(row["resident"]) {
        anonymous += 1
        id = "\(anonymous)"
      }
      rows.acceptOnce(row, &seen, Said(person: Person(unit: unit, id: id), state: state))
    }
    for (person, said) in Dictionary(grouping: seen, by: \.person) {
      let states = said.map(\.state)
      if states.contains("moved") {
        units[person.unit]!.hasMoved = true
      } else if states.contains("away") {
        units[person.unit]!.away += 1
      } else {
        units[person.unit]!.listed += 1
      }
    }
  }

  private mutating func addKnocks(_ sweep: TestSweep) {
    struct UnitAttempt: Hashable {
      var unit: PlainUnit
      var attempt: PlainAttempt
    }
    let outcomes = ["有人": "answered", "拒访": "refused", "无人应答": "no_answer", "空置": "vacant"]
    var seen: Set<UnitAttempt> = []
    let columns = ["compound", "unit", "time", "outcome", "persons", "worker"]
    for row in rows.rows("knocks", in: sweep, columns) {
      let time = PlainValue.time(row["time"])
      let outcome = outcomes[row["outcome"]] ?? row["outcome"].lowercased()
      let isKnown = outcomes.values.contains(outcome)
      let persons = PlainValue.whole(row["persons"])
      let faults =
        faults(row, "time", time == nil ? "bad_time" : nil)
        + faults(row, "outcome", isKnown ? nil : "unknown_outcome")
        + faults(row, "persons", persons.fault, isOptional: true)
      guard let unit = unit(row, "unit", faults) else { continue }
      guard let day = day(time!) else {
        rows.leaveOut(row)
        continue
      }
      see(unit, in: "knocks")
      let attempt = PlainAttempt(time: time!, day: day, outcome: outcome, worker: row["worker"])
      rows.acceptOnce(row, &seen, UnitAttempt(unit: unit, attempt: attempt))
      guard ["answered", "refused"].contains(outcome) else { continue }
      let met = max(persons.value, outcome == "answered" ? 1 : 0)
      units[unit]!.met[day] = max(units[unit]!.met[day] ?? 0, met)
      units[unit]!.personsSeen = max(units[unit]!.personsSeen, met)
      if outcome == "answered" {
        units[unit]!.answered[day] = max(units[unit]!.answered[day] ?? 0, met)
      } else {
        units[unit]!.refused.insert(day)
      }
    }
    for found in seen { units[found.unit]!.attempts.append(found.attempt) }
  }

  // MARK: Meters

  /// A meter: an id in a compound, or one that only a unit has.
  private struct Meter: Hashable {
    var compound: String
    var id: String
    var owner: PlainUnit?
  }

  private mutating func addMeters(_ sweep: TestSweep) {
    struct Reading {
      var row: PlainRow
      var time: Int
      var kwh: Int
    }
    var metersOfId: [String: Set<Meter>] = [:]
    var owners: [Meter: Set<PlainUnit>] = [:]
    for (unit, evidence) in units {
      for id in evidence.meters {
        let meter = Meter(compound: unit.compound, id: id)
        metersOfId[id, default: []].insert(meter)
        owners[meter, default: []].insert(unit)
      }
    }
    findings["shared_meter"] = owners.values.count { $0.count > 1 }
    findings["ambiguous_meter"] = metersOfId.values.count { $0.count > 1 }
    var readings: [Meter: [Reading]] = [:]
    for row in rows.rows("meter", in: sweep, ["time", "kwh", "compound", "unit", "meter"]) {
      let time = PlainValue.time(row["time"])
      let kwh = PlainValue.thousandths(row["kwh"])
      var faults =
        faults(row, "time", time == nil ? "bad_time" : nil) + faults(row, "kwh", kwh.fault)
      let compound = addresses.compound(row["compound"])
      var meter: Meter?
      if !row["meter"].isEmpty {
        var found = metersOfId[row["meter"]] ?? []
        if !row["compound"].isEmpty { found = found.filter { $0.compound == compound } }
        meter = found.first
        if found.count != 1 {
          faults.append(("meter", found.isEmpty ? "unknown_meter" : "ambiguous_meter"))
        }
      } else if !row["compound"].isEmpty, let unit = addresses.unit(compound, row["unit"]) {
        let ids = units[unit]?.meters ?? []
        meter =
          ids.isEmpty
          ? Meter(compound: unit.compound, id: "", owner: unit)
          : Meter(compound: unit.compound, id: ids.first!)
        if ids.count > 1 { faults.append(("unit", "ambiguous_meter")) }
        if ids.isEmpty { owners[meter!] = [unit] }
      } else {
        let missing = row.positions["meter"] != nil ? ["meter"] : ["compound", "unit"]
        faults += missing.filter { row[$0].isEmpty }.map { ($0, "missing_column_value") }
      }
      if rows.reject(row, faults) { continue }
      readings[meter!, default: []].append(Reading(row: row, time: time!, kwh: kwh.value))
    }
    var used: [Meter: (usage: Double?, days: Set<Int>)] = [:]
    for (meter, all) in readings {
      var points: [PlainReadings.Point] = []
      for (time, some) in Dictionary(grouping: all, by: \.time).sorted(by: { $0.key < $1.key }) {
        if Set(some.map(\.kwh)).count == 1 {
          points.append(.init(time: time, kwh: some[0].kwh, rows: some.map(\.row)))
        } else {
          for reading in some {
            rows.reject(reading.row, "kwh", "conflicting_reading", reading.row["kwh"])
          }
        }
      }
      let readings = PlainReadings(
        points: points, window: start..<start + manifest.days * 1440,
        thresholds: manifest.thresholds)
      for point in points {
        if readings.isAccepted(point) {
          rows.accept(point.rows[0])
        } else {
          rows.leaveOut(point.rows[0])
        }
        for row in point.rows.dropFirst() { rows.repeated(row) }
      }
      used[meter] = (readings.usage, Set(readings.times.compactMap(day)))
      let usedRows = points.filter(readings.isAccepted).reduce(0) { $0 + $1.rows.count }
      if let owner = meter.owner, usedRows > 0 { see(owner, in: "meter", rows: usedRows) }
      findings["meter_resets", default: 0] += readings.resets
      tellFaults(of: readings, of: meter, owners[meter]!)
    }
    for meter in owners.keys.sorted(by: { PlainValue.naturallyPrecedes($0.id, $1.id) }) {
      guard let (usage, days) = used[meter] else { continue }
      let isShared = owners[meter]!.count > 1
      for unit in owners[meter]! where units[unit] != nil {
        units[unit]!.readDays.formUnion(days)
        guard let usage, !isShared || usage < manifest.thresholds.meterIdle else { continue }
        units[unit]!.usage = (units[unit]!.usage ?? 0) + usage
      }
    }
    for (unit, evidence) in units {
      guard let usage = evidence.usage else { continue }
      units[unit]!.meterClass =
        usage < manifest.thresholds.meterIdle
        ? "idle" : usage < manifest.thresholds.meterActive ? "standby" : "active"
    }
  }

  /// `M17 2020-02-18: 820.4 between 8204 and 8205`
  private mutating func tellFaults(
    of readings: PlainReadings, of meter: Meter, _ owners: Set<PlainUnit>
  ) {
    func kwh(_ point: PlainReadings.Point) -> String {
      var text = String(format: "%.3f", Double(point.kwh) / 1000)
      while text.hasSuffix("0") { text.removeLast() }
      return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
    func name(_ point: PlainReadings.Point) -> String {
      let day = Int((Double(point.time - start) / 1440).rounded(.down))
      let owner = meter.owner.map { "\($0.compound) \($0.key)" }
      return "\(owner ?? meter.id) \(manifest.firstDay.advanced(by: day))"
    }
    for (before, slip, after) in readings.slips {
      tell(
        "implausible_reading",
        "\(name(slip)): \(kwh(slip)) between \(kwh(before)) and \(kwh(after))")
    }
    for (before, after) in readings.impossibleRises {
      let rate = Double(after.kwh - before.kwh) * 1.44 / Double(after.time - before.time)
      tell(
        "impossible_rise",
        "\(name(after)): \(Int(rate.rounded())) kWh a day, from \(kwh(before)) to \(kwh(after))")
    }
  }

  // MARK: Lights

  private mutating func addLights(_ sweep: TestSweep) {
    struct Count: Hashable {
      var place: PlainUnit
      var time: Int
      var lit: Int
      var worker: String
    }
    var counts: [(row: PlainRow, count: Count)] = []
    for row in rows.rows("lights", in: sweep, ["compound", "place", "time", "lit", "worker"]) {
      let time = PlainValue.time(row["time"])
      let lit = PlainValue.whole(row["lit"])
      let faults =
        faults(row, "time", time == nil ? "bad_time" : nil) + faults(row, "lit", lit.fault)
      guard let place = unit(row, "place", faults) else { continue }
      guard day(time!) != nil, isLightHour(time!) else {
        rows.leaveOut(row)
        continue
      }
      counts.append(
        (row, Count(place: place, time: time!, lit: lit.value, worker: row["worker"])))
    }
    let before = units
    var seen: Set<Count> = []
    for (place, all) in Dictionary(grouping: counts, by: \.count.place) {
      compoundsSeen.insert(place.compound)
      let isListedOrKnocked =
        before[place].map(\.isListedOrKnocked) ?? false
      let isPlace = !addresses.isRegistered(place) && !dwellings(of: place, before).isEmpty
      let isUnit = addresses.isRegistered(place) || isListedOrKnocked
      let isUnregisteredPlace = !isPlace && !isUnit && all.contains { $0.count.lit > 1 }
      findings["unregistered_place", default: 0] += isUnregisteredPlace ? 1 : 0
      for (row, count) in all {
        if isUnit && !isPlace && count.lit > 1 {
          rows.reject(row, "lit", "bad_lit", row["lit"])
          continue
        }
        rows.acceptOnce(row, &seen, count)
        let day = day(count.time)!
        if isPlace {
          places[place, default: [:]][day] = max(places[place]?[day] ?? 0, count.lit)
        } else if !isUnregisteredPlace {
          see(place, in: "lights")
          units[place]!.nights.insert(day)
          if count.lit == 1 { units[place]!.litNights.insert(day) }
        }
      }
    }
  }

  func dwellings(of place: PlainUnit) -> [PlainUnit] { dwellings(of: place, units) }

  /// The registered units under a place; where the compound has no register, those of the resident
  /// list and the knocks.
  private func dwellings(of place: PlainUnit, _ units: [PlainUnit: PlainEvidence]) -> [PlainUnit] {
    units.filter { unit, evidence in
      unit.compound == place.compound && PlainAddresses.isUnder(place.key, unit.key)
        && (addresses.register[place.compound] != nil
          ? addresses.isRegistered(unit)
          : evidence.isListedOrKnocked)
    }.map(\.key)
  }
}
