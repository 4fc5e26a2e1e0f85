import DelimitedText
import LatentClass

/// Readings of electricity meters, `meter.csv`: what a meter shows at a time, or what was used since the row
/// before. A row names a meter of the register, or a unit that has one meter.
///
/// How readings become usage stands in `UsageMeter`; how the usage of shared meters is split, in
/// `MeterShares`.
enum Meters: SourceRules, EvidenceSource, ModelSource {
  // MARK: Columns and words

  static let columns: SourceColumns = (
    required: [.time, .kwh], optional: [.compound, .unit, .meter]
  )
  static let meterHeaders = ["电表号", "电表"]
  static let kwhHeaders = ["电表读数", "读数"]
  /// Words by which a file's name shows that it holds readings.
  static let fileWords = ["meter", "电表", "抄表", "用电"]

  /// A meter, or the address of its unit.
  static func missing(where has: (Column) -> Bool) -> [Column] {
    let names = has(.meter) || has(.compound) && has(.unit)
    return columns.required.filter { !has($0) } + (names ? [] : [.meter])
  }

  // MARK: A row

  /// What is wrong with the time and the reading of a row.
  static func faults(_ row: Row, _ state: SinkState) -> [(Column, RejectReason)] {
    var faults: [(Column, RejectReason)] = []
    let time = row.field(state.columns[.time])
    if time.isEmpty {
      faults.append((.time, .missingColumnValue))
    } else if time.time() == nil {
      faults.append((.time, .badTime))
    }
    let kwh = row.field(state.columns[.kwh])
    if kwh.isEmpty {
      faults.append((.kwh, .missingColumnValue))
    } else if let reason = kwh.decimalFault {
      faults.append((.kwh, reason))
    }
    return faults
  }

  // MARK: What it adds to the model

  /// What a unit uses a day is one answer: the bin that it falls into.
  static func statement(_ pattern: EvidencePattern, _ parameters: Parameters)
    -> LatentClassModel.Statement?
  {
    guard pattern.usageBin > 0 else { return nil }
    var weights = parameters.meter.occupied.map { _ in 0.0 }
    weights[pattern.usageBin - 1] = 1
    return .init(weights: weights)
  }

  static func answers(_ parameters: Parameters) -> LatentClassModel.Source {
    parameters.meter.answers
  }

  static func take(_ rows: [[Double]], into parameters: inout Parameters) {
    parameters.meter = .init(learned: rows)
  }

  // MARK: How it reads

  static func facts(_ unit: UnitEvidence, hasList: Bool) -> [BothLanguages] {
    guard unit.meterClass != .none else { return [] }
    var buffer = OutputBuffer()
    buffer.append(scaled: Int(unit.milliKwhPerDay), places: 3)
    let usage = String(decoding: buffer.bytes, as: UTF8.self)
    return [
      .init(
        "meter \(unit.meterClass), \(usage) kWh a day",
        "\(chinese(unit.meterClass))，每天\(usage)度")
    ]
  }

  static func addReasons(
    _ unit: UnitEvidence, _ situation: Decision.Situation, to reasons: inout Reasons
  ) {
    if unit.meterClass == .active { reasons.begin("meter active", "电表在走") }
  }

  private static func chinese(_ usage: MeterClass) -> String {
    switch usage {
    case .none: "没有电表数据"
    case .idle: "电表不走"
    case .standby: "电表微走"
    case .active: "电表在走"
    }
  }
}

// MARK: - In eight bytes, or sixteen

/// A reading of one meter: sorted by meter, then time, then kWh.
protocol ReadingEvent: PartitionedEvent {
  /// Minutes since the sweep began; negative before.
  var minute: Int { get }
  /// Thousandths of a kWh.
  var milliKwh: Int { get }
  /// Nil where the values do not fit.
  init?(place: Int, minute: Int, milliKwh: Int)
}

/// Eight bytes: place 14 bits, minute 20 (a year around the sweep), thousandths of a kWh 30 (a
/// register below 1,073,741 kWh). Nearly all sweeps fit.
struct CompactReading: ReadingEvent {
  let bits: UInt64

  static func < (a: CompactReading, b: CompactReading) -> Bool { a.bits < b.bits }

  @inline(__always) var place: Int { Int(bits >> 50) }
  @inline(__always) var minute: Int { Int(bits >> 30 & 0xF_FFFF) - 1 << 19 }
  @inline(__always) var milliKwh: Int { Int(bits & (1 << 30 - 1)) }

  @inline(__always)
  init?(place: Int, minute: Int, milliKwh: Int) {
    let shifted = minute &+ 1 << 19
    guard shifted >= 0, shifted < 1 << 20, milliKwh < 1 << 30 else { return nil }
    bits = UInt64(place) << 50 | UInt64(shifted) << 30 | UInt64(milliKwh)
  }
}

/// Sixteen bytes, for sweeps with a reading that `CompactReading` cannot hold.
struct WideReading: ReadingEvent {
  /// Place above, minute below, moved up by 2^40.
  let placeAndMinute: UInt64
  let kwh: UInt64

  static func < (a: WideReading, b: WideReading) -> Bool {
    a.placeAndMinute == b.placeAndMinute ? a.kwh < b.kwh : a.placeAndMinute < b.placeAndMinute
  }

  var place: Int { Int(placeAndMinute >> 48) }
  var minute: Int { Int(placeAndMinute & (1 << 48 - 1)) - 1 << 40 }
  var milliKwh: Int { Int(kwh) }

  init?(place: Int, minute: Int, milliKwh: Int) {
    placeAndMinute = UInt64(place) << 48 | UInt64(minute + 1 << 40)
    kwh = UInt64(milliKwh)
  }
}
