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
  var personsSeen = 0
  var usage: Double?
  var meterClass = ""
  var nights: Set<Int> = []
  var litNights: Set<Int> = []
  var attempts: [String: Int] = [:]
  var observedDays: Set<Int> = []
  /// By day: the most persons at an answered door, the first refusal, and the most persons met.
  var answered: [Int: Int] = [:]
  var refused: Set<Int> = []
  var met: [Int: Int] = [:]

  var isListedOrKnocked: Bool { seenIn["residents"] != nil || seenIn["knocks"] != nil }
  func count(_ outcome: String) -> Int { attempts[outcome] ?? 0 }
  var attemptCount: Int { attempts.values.reduce(0, +) }
}

/// The evidence of a sweep, gathered as plainly as the rules are written: dictionaries and texts.
struct PlainGathering {
  let manifest: Manifest
  var rows = PlainRows()
  var addresses = PlainAddresses()
  /// The first row of each compound of `compounds.csv`.
  var compounds: [String: PlainRow] = [:]
  var units: [PlainUnit: PlainEvidence] = [:]
  var compoundsSeen: Set<String> = []
  var listedCompounds: Set<String> = []
  /// Counts over places: the largest by day.
  var places: [PlainUnit: [Int: Int]] = [:]
  var findings: [String: Int] = [:]
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
      if states.contains("moved") { continue }
      if states.contains("away") {
        units[person.unit]!.away += 1
      } else {
        units[person.unit]!.listed += 1
      }
    }
  }

  private mutating func addKnocks(_ sweep: TestSweep) {
    struct Attempt: Hashable {
      var unit: PlainUnit
      var time: Int
      var outcome: String
      var worker: String
    }
    let outcomes = ["有人": "answered", "拒访": "refused", "无人应答": "no_answer", "空置": "vacant"]
    var seen: Set<Attempt> = []
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
      let attempt = Attempt(unit: unit, time: time!, outcome: outcome, worker: row["worker"])
      rows.acceptOnce(row, &seen, attempt)
      units[unit]!.observedDays.insert(day)
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
    // Vacant by the same worker counts once a unit.
    for attempt in Set(
      seen.map { attempt in
        var attempt = attempt
        if attempt.outcome == "vacant" { attempt.time = 0 }
        return attempt
      })
    {
      units[attempt.unit]!.attempts[attempt.outcome, default: 0] += 1
    }
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
      var points: [(time: Int, kwh: Int, rows: [PlainRow])] = []
      for (time, some) in Dictionary(grouping: all, by: \.time).sorted(by: { $0.key < $1.key }) {
        if Set(some.map(\.kwh)).count == 1 {
          points.append((time, some[0].kwh, some.map(\.row)))
        } else {
          for reading in some {
            rows.reject(reading.row, "kwh", "conflicting_reading", reading.row["kwh"])
          }
        }
      }
      let end = start + manifest.days * 1440
      var counts = points.map { day($0.time) != nil }
      var (sum, overlapped) = (0.0, 0)
      for (number, (before, after)) in zip(points, points.dropFirst()).enumerated() {
        let overlap = min(after.time, end) - max(before.time, start)
        guard overlap > 0 else { continue }
        counts[number] = true
        counts[number + 1] = true
        let rise = after.kwh - before.kwh
        guard rise >= 0 else { continue }
        sum += Double(rise) * Double(overlap) / Double(after.time - before.time)
        overlapped += overlap
      }
      for (point, isUsed) in zip(points, counts) {
        if isUsed { rows.accept(point.rows[0]) } else { rows.leaveOut(point.rows[0]) }
        for row in point.rows.dropFirst() { rows.repeated(row) }
      }
      let isLong = overlapped > 0 && Double(overlapped) >= manifest.thresholds.meterMinHours * 60
      used[meter] = (
        isLong ? sum * 1440 / (1000 * Double(overlapped)) : nil,
        Set(points.compactMap { day($0.time) })
      )
      let usedRows = zip(points, counts).reduce(0) { $0 + ($1.1 ? $1.0.rows.count : 0) }
      if let owner = meter.owner, usedRows > 0 { see(owner, in: "meter", rows: usedRows) }
      findings["meter_resets", default: 0] += zip(points, points.dropFirst())
        .count { $0.kwh > $1.kwh }
    }
    for meter in owners.keys.sorted(by: { PlainValue.naturallyPrecedes($0.id, $1.id) }) {
      guard let (usage, days) = used[meter] else { continue }
      let isShared = owners[meter]!.count > 1
      for unit in owners[meter]! where units[unit] != nil {
        units[unit]!.observedDays.formUnion(days)
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
          units[place]!.observedDays.insert(day)
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
