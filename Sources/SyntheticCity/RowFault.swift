import DelimitedText
import HouseholdSweep

/// A way to spoil a copy of a good row so that a reader sets the copy aside.
struct RowFault: Sendable {
  enum Change: Sendable {
    /// One of these texts in the place of the field with this number.
    case field(Int, [String])
    case extraField
    case firstFieldOnly
    /// Two readings at one minute that disagree; none of them is the good one.
    case conflictingReadings
  }

  /// Nil: the row is well formed but outside the sweep.
  let reason: RejectReason?
  let change: Change

  init(_ reason: RejectReason?, _ change: Change) {
    self.reason = reason
    self.change = change
  }
}

/// The faults that rows of each table can have.
///
/// `bad_encoding` and `unterminated_quote` are left out: they concern the rows around them, and
/// here a faulty row takes nothing from the good ones.
struct RowFaults: Sendable {
  let compounds: [RowFault]
  let units: [RowFault]
  let residents: [RowFault]
  let meter: [RowFault]
  let unitLights: [RowFault]
  /// More than one dwelling lit is no fault of a place.
  let placeLights: [RowFault]
  let knocks: [RowFault]

  init(firstDay: SweepDate, days: Int) {
    let before = firstDay.advanced(by: -1)
    let after = firstDay.advanced(by: days + 1)
    let shape = [
      RowFault(.tooManyFields, .extraField), RowFault(.tooFewFields, .firstFieldOnly),
    ]
    func time(_ column: Int) -> RowFault {
      RowFault(
        .badTime,
        .field(
          column, ["\(firstDay)T25:10", "2020-02-30T19:30", "19:30", "yesterday", "\(firstDay)"])
      )
    }
    func missing(_ column: Int) -> RowFault { RowFault(.missingColumnValue, .field(column, [""])) }

    compounds = shape + [missing(0)]
    units = shape + [missing(1)]
    residents = shape + [missing(1)]
    meter =
      shape + [
        missing(2), time(1),
        RowFault(.badNumber, .field(2, ["1.2.3", "12a", "1e5", "nan", "O"])),
        RowFault(.negativeNumber, .field(2, ["-5.000", "-0.1"])),
        RowFault(.unknownMeter, .field(0, ["X9999999", "X1234567"])),
        RowFault(.conflictingReading, .conflictingReadings),
      ]
    placeLights =
      shape + [
        missing(1), time(2),
        RowFault(.badNumber, .field(3, ["many", "1e0", "l"])),
        RowFault(.negativeNumber, .field(3, ["-1"])),
        RowFault(nil, .field(2, ["\(before)T20:10", "\(firstDay)T14:20", "\(after)T19:05"])),
      ]
    unitLights = placeLights + [RowFault(.badLit, .field(3, ["2", "3", "11"]))]
    knocks =
      shape + [
        missing(3), time(2),
        RowFault(.unknownOutcome, .field(3, ["maybe", "open", "answerd"])),
        RowFault(.badNumber, .field(4, ["two", "2-3", "1.5"])),
        RowFault(.negativeNumber, .field(4, ["-2"])),
        RowFault(nil, .field(2, ["\(before)T10:10", "\(after)T19:05"])),
      ]
  }
}

/// Decides which rows are repeated or followed by a faulty copy.
struct RowNoise: Sendable {
  var random: RandomStream
  let isOn: Bool
  private let duplicateShare: Double
  private let badRowShare: Double

  init(_ options: CityOptions, compound: Int) {
    random = RandomStream(seed: options.seed, .faults, compound)
    duplicateShare = options.duplicateShare
    badRowShare = options.badRowShare
    isOn = duplicateShare > 0 || badRowShare > 0
  }

  mutating func isDuplicateDue() -> Bool { random.chance(duplicateShare) }
  mutating func isFaultDue() -> Bool { random.chance(badRowShare) }

  /// Whether a meter that nobody reads during the sweep has a reading of a year before. A later
  /// one of a meter in use would be evidence, so these few carry all readings out of the window.
  mutating func isOldReadingDue() -> Bool { random.chance(min(1, 20 * badRowShare)) }
}

extension TableRows {
  /// Appends a spoilt copy of `row`, which has no quotes.
  mutating func append(_ fault: RowFault, of row: [UInt8], _ random: inout RandomStream) {
    let fields = row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    switch fault.change {
    case .extraField:
      bytes.append(row)
      bytes.append(",x")
    case .firstFieldOnly:
      bytes.append(Array(fields[0]))
    case .field(let number, let texts):
      for (column, field) in fields.enumerated() {
        if column > 0 { bytes.append(UInt8(ascii: ",")) }
        if column == number {
          bytes.append(text: texts[random.below(texts.count)])
        } else {
          bytes.append(Array(field))
        }
      }
    case .conflictingReadings:
      // Nobody reads a meter this late, so the good reading is not drawn into the quarrel.
      for kwh in ["100.25", "100.5"] {
        bytes.append(Array(fields[0]))
        bytes.append(UInt8(ascii: ","))
        bytes.append(Array(fields[1].dropLast(5)))
        bytes.append(text: "23:59,\(kwh)")
        if kwh == "100.25" { endFaultyRow(fault.reason) }
      }
    }
    endFaultyRow(fault.reason)
  }

  mutating func endFaultyRow(_ reason: RejectReason?) {
    endPlainRow()
    if let reason { counts.rejected[reason, default: 0] += 1 } else { counts.outOfWindow += 1 }
  }
}
