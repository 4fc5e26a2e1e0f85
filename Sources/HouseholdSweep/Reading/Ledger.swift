/// Why a row could not be used. The raw values are what `rejects.csv` and `summary.json` print.
public enum RejectReason: String, Sendable, CaseIterable, Comparable {
  /// A cell that must have a value is empty.
  case missingColumnValue = "missing_column_value"
  /// No time, or none that can be read.
  case badTime = "bad_time"
  /// No number.
  case badNumber = "bad_number"
  /// A number below zero.
  case negativeNumber = "negative_number"
  /// A word for an outcome that is not known.
  case unknownOutcome = "unknown_outcome"
  /// A meter that no unit has.
  case unknownMeter = "unknown_meter"
  /// A meter that several compounds have, in a row that names none.
  case ambiguousMeter = "ambiguous_meter"
  /// A count of lit windows that is none, or more than one in one dwelling.
  case badLit = "bad_lit"
  /// More fields than the header has.
  case tooManyFields = "too_many_fields"
  /// Fewer fields than the header has.
  case tooFewFields = "too_few_fields"
  /// Bytes that are no text in the encoding of the file.
  case badEncoding = "bad_encoding"
  /// A quote that the file does not close.
  case unterminatedQuote = "unterminated_quote"
  /// Another reading of the same meter at the same time.
  case conflictingReading = "conflicting_reading"
  /// A date that may be read in two orders.
  case ambiguousDate = "ambiguous_date"
  /// An address that may mean several units.
  case ambiguousAddress = "ambiguous_address"
  /// An address that a spreadsheet has made a date of.
  case spreadsheetDate = "spreadsheet_date"
  /// A number that a spreadsheet has cut: `4.2E+17`.
  case spreadsheetNumber = "spreadsheet_number"
  /// An address that is no dwelling.
  case notAUnit = "not_a_unit"
  /// A row of a compound that names no unit.
  case noAddress = "no_address"
  /// A compound that nothing else names.
  case unknownCompound = "unknown_compound"
  /// A phone or identity number where another value should be.
  case looksPersonal = "looks_personal"
  /// A table without a header.
  case noHeader = "no_header"

  /// In the order of their names.
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
  /// Why the row could not be used.
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
  /// What the file holds.
  public var source: Source
  /// Bytes of the file.
  public var bytes: Int
  /// `UTF-8`, `UTF-16LE`, `GB18030` …
  public var encoding: String
  /// Rows of data.
  public var rows: Int
  /// Rows that were used.
  public var accepted: Int
  /// Rows that say what another row has said.
  public var duplicate: Int
  /// Rows of other days than the sweep's.
  public var outOfWindow: Int
  /// Rows that could not be used, by reason.
  public var rejected: [RejectReason: Int]
  /// Rows that are no data, such as totals; they are none of `rows`.
  public var notData = 0
  /// Rows whose address is no key of the register, and yet means a unit, by the way.
  package var matched: [AddressMatch: Int] = [:]
  /// Of rows out of the window, as far as their times are known: those of meters are not.
  package var outside = OutsideRows()

  /// Rows that could not be used.
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
  /// The file's path inside the sweep folder; `sweep.json` for what is wrong there.
  public var file: String
  /// What is to be told, in English.
  public var text: String
}

/// Something found in the data as a whole, with how often and the first places, in natural order.
public struct Finding: Sendable, Equatable {
  /// A stable name: `no_list`, `unregistered_place`, `count_exceeds_units`, `shared_meter` …
  public var name: String
  /// How often it was found.
  public var count: Int
  /// Places, such as `C0007` or `C0007 3-2`, in natural order: at most 20, and all where they name walks
  /// and workers to look at again.
  public var places: [String]
}
