/// Why a row could not be used. The raw values are what `rejects.csv` and `summary.json` print.
public enum RejectReason: String, Sendable, CaseIterable, Comparable {
  case missingColumnValue = "missing_column_value"
  case badTime = "bad_time"
  case badNumber = "bad_number"
  case negativeNumber = "negative_number"
  case unknownOutcome = "unknown_outcome"
  case unknownMeter = "unknown_meter"
  case ambiguousMeter = "ambiguous_meter"
  case badLit = "bad_lit"
  case tooManyFields = "too_many_fields"
  case tooFewFields = "too_few_fields"
  case badEncoding = "bad_encoding"
  case unterminatedQuote = "unterminated_quote"
  case conflictingReading = "conflicting_reading"
  case ambiguousDate = "ambiguous_date"
  case ambiguousAddress = "ambiguous_address"
  case spreadsheetDate = "spreadsheet_date"
  case spreadsheetNumber = "spreadsheet_number"
  case notAUnit = "not_a_unit"
  case noAddress = "no_address"
  case unknownCompound = "unknown_compound"
  case looksPersonal = "looks_personal"
  case noHeader = "no_header"

  public static func < (a: RejectReason, b: RejectReason) -> Bool { a.rawValue < b.rawValue }
}

/// One row that could not be used: where it starts, the column at fault and the value in it.
public struct Reject: Sendable, Equatable {
  /// The file's path inside the sweep folder.
  public var file: String
  /// The line the row starts on, from 1.
  public var line: Int
  /// The engine's name of the column; empty for faults of quotes, field counts and encoding.
  public var column: String
  public var reason: RejectReason
  /// The value, cut at 40 characters; empty where no single value is at fault.
  public var value: String
}

/// What became of the rows of one input file.
///
/// `rows == accepted + duplicate + outOfWindow + rejected`, by the reader's own count of rows.
public struct FileLedger: Sendable, Equatable {
  /// The path inside the sweep folder, with `/` between folders.
  public var file: String
  public var source: Source
  public var bytes: Int
  public var encoding: String
  public var rows: Int
  public var accepted: Int
  public var duplicate: Int
  public var outOfWindow: Int
  public var rejected: [RejectReason: Int]
  /// Rows that are no data, such as totals; they are none of `rows`.
  public var notData = 0
  /// Rows whose address is no key of the register, and yet means a unit, by the way.
  package var matched: [AddressMatch: Int] = [:]
  /// Of rows out of the window, as far as their times are known: those of meters are not.
  package var outside = OutsideRows()

  public var rejectedTotal: Int { rejected.values.reduce(0, +) }

  /// Adds what became of other rows of the same file.
  mutating func add(_ more: FileLedger) {
    bytes += more.bytes
    rows += more.rows
    accepted += more.accepted
    duplicate += more.duplicate
    outOfWindow += more.outOfWindow
    notData += more.notData
    rejected.merge(more.rejected, uniquingKeysWith: +)
    matched.merge(more.matched, uniquingKeysWith: +)
    outside.add(more.outside)
  }
}

/// When rows were that are out of the window.
package struct OutsideRows: Sendable, Equatable {
  /// The earliest minute since 1970; nil where none is known.
  package private(set) var earliest: Int?
  /// Light counts on the sweep's days, but outside its hours.
  package private(set) var forHour = 0

  mutating func add(_ minute: Int, isForHour: Bool) {
    earliest = min(earliest ?? minute, minute)
    if isForHour { forHour += 1 }
  }

  mutating func add(_ more: OutsideRows) {
    if let minute = more.earliest { earliest = min(earliest ?? minute, minute) }
    forHour += more.forHour
  }
}

/// Something worth telling that is no fault of a row: an unknown column, a zone offset ignored.
public struct Note: Sendable, Hashable {
  public var file: String
  public var text: String
}

/// Something found in the data as a whole, with how often and the first places, in natural order.
public struct Finding: Sendable, Equatable {
  /// A stable name: `no_list`, `unregistered_place`, `count_exceeds_units`, `shared_meter` …
  public var name: String
  public var count: Int
  /// Places, such as `C0007` or `C0007 3-2`, in natural order: at most 20, and all where they name walks
  /// and workers to look at again.
  public var places: [String]
}
