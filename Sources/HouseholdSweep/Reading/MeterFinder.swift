import DelimitedText

/// What a row of `meter.csv` is about.
enum ReadingTarget {
  case meter(Int)
  /// A row by unit whose address is not in the register.
  case unknownUnit
  case rejected(Column, RejectReason)
}

/// One worker's way from a row to a meter: by id, in a compound or not, or by unit.
struct MeterFinder: ~Copyable {
  private let meters: MeterIndex
  private var units: UnitFinder
  /// The meter found last.
  private(set) var last = 0
  private static let nearby = 8
  /// Rows since the last one that was about the meter of the row before, or one soon after it.
  private var farJumps = 0
  private static let manyJumps = 16
  /// Made when rows first come in random order, where ids are such that it can be.
  private var bits: MeterBits?
  /// Whether a meter's id alone says which it is.
  private let canBeAnywhere: Bool

  init(_ meters: MeterIndex, _ book: AddressBook) {
    self.meters = meters
    canBeAnywhere = meters.ambiguous.isEmpty
    units = UnitFinder(book)
  }

  /// Whether rows come in random order, so that the look-up of this id had better wait for others.
  @inline(__always)
  func isScattered(_ key: MeterKey) -> Bool {
    farJumps >= Self.manyJumps && canBeAnywhere && !key.isHashed && bits == nil
  }

  /// Rows follow each other again, from this meter on.
  mutating func settle(at meter: Int) {
    last = meter
    farJumps = 0
  }

  /// The meter of a row.
  mutating func find(_ row: Row, _ state: inout SinkState) -> ReadingTarget {
    let id = row.field(ifAny: state.columns[.meter])
    let compound = row.field(ifAny: state.columns[.compound])
    if id.isEmpty { return findByUnit(row, compound, &state) }
    let key = MeterKey(id)
    return compound.isEmpty && isNear(key) ? .meter(last) : search(id, key, compound, &state)
  }

  /// Whether the meter is that of the row before, or one soon after it, which is then the last; where
  /// rows come in random order and there is a table of bits, whether it is any.
  @inline(__always)
  mutating func isNear(_ key: MeterKey) -> Bool {
    guard !key.isHashed && canBeAnywhere else { return false }
    if farJumps >= Self.manyJumps && bits != nil { return isAnywhere(key) }
    let next = last &+ 1
    if next < meters.count && meters.keys[next] == key {
      last = next
    } else if next > meters.count || meters.keys[last] != key {
      return isSoon(key)
    }
    farJumps = 0
    return true
  }

  /// The same behind the next one: not every meter has been read every time.
  @inline(never)
  private mutating func isSoon(_ key: MeterKey) -> Bool {
    for step in 2..<Self.nearby where last + step < meters.count && meters.keys[last + step] == key
    {
      last += step
      farJumps = 0
      return true
    }
    return false
  }

  /// Whether there is a meter with a key, which is then the last.
  @inline(__always)
  private mutating func isAnywhere(_ key: MeterKey) -> Bool {
    let meter = bits!.find(key)
    guard meter >= 0 else { return false }
    if meter >= last && meter < last + Self.nearby { farJumps = 0 }
    last = meter
    return true
  }

  /// The meter with an id, wherever it is in the register.
  mutating func search(
    _ id: Field, _ key: MeterKey, _ compound: Field, _ state: inout SinkState
  ) -> ReadingTarget {
    let place = compound.isEmpty ? -1 : units.number(ifAny: compound)
    if place == -2 { return .rejected(.meter, .unknownMeter) }
    switch meters.find(key, compound: place, text: { meters.texts.find(id) }) {
    case .meter(let meter):
      last = meter
      farJumps += 1
      if farJumps == Self.manyJumps && canBeAnywhere && bits == nil { bits = meters.bits() }
      return .meter(meter)
    case .ambiguous: return .rejected(.meter, .ambiguousMeter)
    case .unknown:
      if let meter = findByOtherZeros(id, compound: place) {
        state.note(.zerosLost)
        last = meter
        return .meter(meter)
      }
      if id.isScientific { state.note(.scientificMeter) }
      return .rejected(.meter, .unknownMeter)
    }
  }

  /// The one meter whose id differs in leading zeros alone, if there is one.
  private func findByOtherZeros(_ id: Field, compound: Int) -> Int? {
    guard id.count < 24, (0..<id.count).allSatisfy({ id[$0] &- 48 < 10 }) else { return nil }
    let digits = Array(id.bytes.drop { $0 == 48 })
    guard !digits.isEmpty else { return nil }
    var found: Int?
    for zeros in 0...12 where digits.count + zeros != id.count {
      let other = [UInt8](repeating: 48, count: zeros) + digits
      let meter = Field.of(other) { other in
        meters.find(MeterKey(other), compound: compound, text: { meters.texts.find(other) })
      }
      switch meter {
      case .unknown: continue
      case .ambiguous: return nil
      case .meter(let meter):
        guard found == nil || found == meter else { return nil }
        found = meter
      }
    }
    return found
  }

  private mutating func findByUnit(_ row: Row, _ compound: Field, _ state: inout SinkState)
    -> ReadingTarget
  {
    let isUnitNamed = units.parse(row.field(ifAny: state.columns[.unit]))
    guard isUnitNamed, !compound.isEmpty else {
      return .rejected(missing(isUnitNamed, compound, state), .missingColumnValue)
    }
    let matched = state.matched
    let unit = units.find(
      compound: compound, address: row.field(state.columns[.unit]), &state)
    guard unit >= 0 else {
      if let refusal = units.refusal {
        return .rejected(units.isCompoundRefused ? .compound : .unit, refusal)
      }
      return .unknownUnit
    }
    guard !meters.exceptions.isEmpty else { return .meter(unit) }
    let all = meters.meters(of: unit)
    guard all.count == 1 else {
      state.matched = matched
      return .rejected(.unit, .ambiguousMeter)
    }
    return .meter(all[0])
  }

  /// The leftmost column without which a row names neither a meter nor a unit.
  private func missing(_ isUnitNamed: Bool, _ compound: Field, _ state: SinkState) -> Column {
    if state.columns[.meter] >= 0 { return .meter }
    if isUnitNamed { return .compound }
    return !compound.isEmpty || state.columns[.unit] < state.columns[.compound] ? .unit : .compound
  }

  /// The compound and the address of the last row whose unit was unknown.
  mutating func unknownAddress() -> (compound: Int, text: String) { units.address() }

  mutating func postpone(
    into deferred: inout DeferredRows, minute: Int, milliKwh: Int, line: Int, state: SinkState
  ) {
    units.postpone(
      into: &deferred, payload: UInt64(bitPattern: Int64(minute)), extra: UInt64(milliKwh),
      line: line, state: state)
  }
}
