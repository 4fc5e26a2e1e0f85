import DelimitedText
import HouseholdSweep

/// The tables of a city's folder.
enum CityTable: Int, CaseIterable, Sendable {
  case compounds, units, residents, meter, lights, knocks, truth, truthFaults

  var fileName: String { self == .truthFaults ? "truth-faults.csv" : "\(self).csv" }

  /// Whether it is the truth, which no office writes.
  var isTruth: Bool { self == .truth || self == .truthFaults }

  var header: String {
    switch self {
    case .compounds: "compound,name,kind,community,subdistrict,district"
    case .units: "compound,unit,floor,meter,grid"
    case .residents: "compound,unit,resident,state"
    case .meter: "meter,time,kwh"
    case .lights: "compound,place,time,lit,worker"
    case .knocks: "compound,unit,time,outcome,persons,worker"
    case .truth: "compound,unit,occupied,persons"
    case .truthFaults: "kind,compound,place,day,worker,units"
    }
  }

  /// The header in Chinese, as offices there write it.
  var chineseHeader: String {
    switch self {
    case .compounds: "小区编号,名称,类型,社区,街道,区"
    case .units: "小区编号,房号,楼层,电表号,网格"
    case .residents: "小区编号,房号,人员编号,状态"
    case .meter: "电表号,抄表时间,电表读数"
    case .lights: "小区编号,位置,时间,亮灯数,网格员"
    case .knocks: "小区编号,房号,时间,敲门结果,在家人数,网格员"
    case .truth, .truthFaults: header
    }
  }

  /// The Chinese word for a value of this table, by the value between its commas.
  var chineseValues: [(value: String, word: String)] {
    switch self {
    case .compounds: [(",compound,", ",小区,"), (",village,", ",村,")]
    case .residents: [(",present", ",在住"), (",away", ",外出"), (",moved", ",搬离")]
    case .knocks:
      [
        (",answered,", ",有人,"), (",refused,", ",拒访,"), (",no_answer,", ",无人应答,"),
        (",vacant,", ",空置,"),
      ]
    case .units, .meter, .lights, .truth, .truthFaults: []
    }
  }

  /// The bytes of some rows as this city's offices write them.
  func encoded(_ text: String, isChinese: Bool) -> [UInt8] {
    guard isChinese && !isTruth else { return Array(text.utf8) }
    var text = text
    for (value, word) in chineseValues { text = text.replacing(value, with: word) }
    guard let bytes = Transcoder.bytes(Array(text.utf8), in: .gb18030) else {
      preconditionFailure("GB18030 holds all of Unicode")
    }
    return bytes
  }

  /// Whether `CityOptions.shuffled` concerns it: compounds and the truth stay in order.
  var isShuffled: Bool { self != .compounds && !isTruth }
}

/// How many rows a table has, and how many of them a reader should set aside.
package struct RowCounts: Sendable, Equatable {
  /// All rows but the header.
  package internal(set) var rows = 0
  package internal(set) var duplicates = 0
  package internal(set) var outOfWindow = 0
  package internal(set) var rejected: [RejectReason: Int] = [:]

  mutating func add(_ other: RowCounts) {
    rows += other.rows
    duplicates += other.duplicates
    outOfWindow += other.outOfWindow
    if !other.rejected.isEmpty { rejected.merge(other.rejected, uniquingKeysWith: +) }
  }
}

/// The rows of one table for some compounds, as bytes.
struct TableRows: ~Copyable {
  var bytes = OutputBuffer(capacity: 1 << 16)
  var counts = RowCounts()
  private var rowStart = 0

  /// Forgets the rows and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll()
    counts = RowCounts()
    rowStart = 0
  }

  /// Ends the row written since the last end, and nothing more.
  mutating func endPlainRow() {
    bytes.append(UInt8(ascii: "\n"))
    counts.rows += 1
    rowStart = bytes.count
  }

  /// Ends the row written since the last end; `noise` may repeat it, or add a faulty copy of it.
  mutating func endRow(_ noise: inout RowNoise, _ faults: [RowFault]) {
    let row = rowStart..<bytes.count
    endPlainRow()
    guard noise.isOn else { return }
    if noise.isDuplicateDue() {
      let copy = bytes.withField(row) { $0.bytes }
      bytes.append(copy)
      endPlainRow()
      counts.duplicates += 1
    }
    if noise.isFaultDue() {
      let copy = bytes.withField(row) { $0.bytes }
      append(faults[noise.random.below(faults.count)], of: copy, &noise.random)
    }
  }

  mutating func append(_ time: CityClock.Moment, _ clock: CityClock) {
    bytes.append(clock.days[time.day])
    bytes.append(UInt8(truncatingIfNeeded: 48 + time.minute / 600))
    bytes.append(UInt8(truncatingIfNeeded: 48 + time.minute / 60 % 10))
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(truncatingIfNeeded: 48 + time.minute % 60 / 10))
    bytes.append(UInt8(truncatingIfNeeded: 48 + time.minute % 10))
  }
}

/// The sweep's days as they are written in front of a time: `2020-02-17T`.
struct CityClock: Sendable {
  /// A minute after midnight of a day of the sweep, from 0. Nothing is observed between midnight
  /// and the hour a sweep day starts at, so the day of the calendar is the day of the sweep.
  struct Moment {
    var day: Int
    var minute: Int
  }

  let days: [[UInt8]]

  init(firstDay: SweepDate, days: Int) {
    self.days = (0..<days).map { Array("\(firstDay.advanced(by: $0))T".utf8) }
  }
}
