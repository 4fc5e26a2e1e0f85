import DelimitedText

/// A table that was tidied: rows of our columns as the text of a tidy file, and where each came from.
struct TidyTable: Sendable {
  /// The file's path in the sweep folder, with the sheet behind it.
  var name: String
  var file: String
  var sheet: String?
  var source: Source
  var encoding: String
  var bytes: Int
  /// The tidy file.
  var text: [UInt8] = []
  /// The line of origin of each row of the tidy file. Rows of one household follow each other and have
  /// the same.
  var lines: [UInt32] = []
  /// Rows that came from this table, those that are no data aside.
  var rows = 0
  var notData = 0
  var rejects: [Reject] = []
  /// Rows that another table has, which are none of the tidy file.
  var duplicates = 0
  /// What all rows in any order come to; nil where no other table has as many.
  var digest: UInt64?
  /// Whether it is a list of persons who have no ids.
  var hasNoIds = false
  /// The units of a list with no ids, as hashes; nil where there is no other list.
  var units: Set<UInt64>?
  var notes: [String] = []
  /// Words that stand where the lights of a place should be counted, with their rows: they mean no number.
  var placeWords: [String: Int] = [:]
  var telling: TableTelling
  /// Rows outside the register that would be in it with building and entrance the other way round.
  var registeredSwapped = 0
  /// Which columns would be building and entrance if these were the other way round; nil where an address does
  /// not come in such columns.
  var swappedParts: TableRule?
  /// Whether `kwh` is what was used since the row before; then the file's commonest spacing in minutes.
  var usageSpacing: Int?

  /// A table with no rows.
  init(empty context: TidyContext) {
    self.init(context)
    // Readings need a meter as well, or a unit in its place.
    let columns = source.columns.required + (source == .meter ? [.meter] : [])
    text = Array((columns.map(\.name).joined(separator: ",") + "\n").utf8)
  }

  init(_ context: TidyContext) {
    name = context.name
    file = context.file
    sheet = context.sheet
    source = context.source
    encoding = context.encoding
    bytes = context.bytes
    telling = TableTelling(file: context.name)
  }

  /// Rows of the tidy file beyond the first of each row of origin.
  var further: Int {
    zip(lines, lines.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
  }
}

/// What was taken for what in one table, for people to look at.
package struct TableTelling: Sendable, Equatable, Codable {
  /// The file, with the sheet behind it.
  package var file: String
  /// The header's line; nil where none was found.
  package var header: Int?
  /// Our columns with the headers that were taken for them, in the file's order.
  package var columns: [String: [String]] = [:]
  package var filledDown = 0
  package var notData = 0
  /// The lines of the first rows that are no data.
  package var notDataLines: [Int] = []
  package var titles: [Int] = []
  /// Headers that nobody reads.
  package var unread: [String] = []
  /// What else was guessed.
  package var guesses: [TidyGuess] = []
  /// What could be written into `sweep.json`, with the rows it would save.
  package var advice: [TidyAdvice] = []

  /// Whether there is nothing to tell.
  var isPlain: Bool {
    filledDown == 0 && notData == 0 && titles.isEmpty && guesses.isEmpty && advice.isEmpty
  }
}

/// Something that was guessed about a table; the wording is `TidyWording`'s.
package enum TidyGuess: Sendable, Equatable, Hashable, Codable {
  case separator(String)
  case headerOverTwoRows
  case laterHeader(line: Int)
  case compoundOfFile(String)
  case compoundOfSheet(String)
  case dateOrder(String)
  case datesOnlyAtNoon(Int)
  /// Dates that can be read either way, and fall into the sweep in neither.
  case datesOutside(Int)
  case zoneConverted(String)
  case zoneIgnored
  case shortRows(Int)
  case households(String)
  /// A list in which nothing shows whether a row is a person or a household: it is a person.
  case personARow
  case emptyFlats(Int)
  case groupNames([String])
  case mergedCells
  case usage
  case hiddenRows(Int)
  case hiddenSheet
  /// A sheet of remarks, or of one column.
  case noTable(Int)
  case namedOtherwise(String)
  case loneRoom
  case floorRooms(Int)
  /// A word stands for the lights of places: in so many rows, the first of them in this line; the registered
  /// units of its place.
  case placeWords(rows: Int, line: Int, word: String, units: Int)
  /// Of several columns with an address, the one that counts, and the others.
  case addressTaken(String, besides: [String])
  /// The rows are those of another table.
  case repeated(String)
  /// Another sheet of a later date has all its addresses.
  case superseded(String)

  var isRepetition: Bool {
    switch self {
    case .repeated, .superseded: true
    default: false
    }
  }
}
