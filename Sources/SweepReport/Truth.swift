import DelimitedText
import Foundation
import HouseholdSweep

/// Who really lives where: a table with `compound`, `unit`, `occupied` (1 or 0) and `persons`.
///
/// Generated cities bring theirs. Anybody may write one of streets where every door was opened, in
/// any spelling of the addresses; where `persons` is empty, an occupied unit has one at least.
package struct Truth: Sendable {
  static let columns = ["compound", "unit", "occupied", "persons"]

  /// The headers of each column, ours first.
  private static let headers = [
    Headers.compound, Headers.unit, ["occupied", "有人居住", "是否有人居住", "有无人居住", "是否有人", "居住", "实情"],
    ["persons", "人数", "实际人数", "居住人数", "实住人数", "现住人数", "常住人数"],
  ]

  /// What says that somebody lives in a dwelling, and that nobody does.
  private static let answers = [
    "1": true, "是": true, "有": true, "有人": true, "有人居住": true, "在住": true, "yes": true, "y": true,
    "true": true, "0": false, "否": false, "无": false, "无人": false, "无人居住": false, "空置": false,
    "空房": false, "no": false, "n": false, "false": false,
  ]

  /// Persons by compound and unit; 0 is vacant.
  private(set) var persons: [String: [String: Int]] = [:]

  /// Units in the table.
  var units: Int { persons.values.reduce(0) { $0 + $1.count } }

  /// Reads the table. Throws where a column is missing, at the first row that cannot be used, and
  /// where there is none. O(rows).
  package init(contentsOf path: String) throws(SweepError) {
    let file = PathParts.split(path).name
    do {
      persons = try Self.read(path, file)
    } catch let error as ReadError {
      throw error.explained(in: PathParts.split(path).parent)
    } catch {
      throw error as? SweepError ?? .unexpected(error, at: file)
    }
    guard !persons.isEmpty else { throw .noTruthRows(file) }
  }

  private static func read(_ path: String, _ file: String) throws -> [String: [String: Int]] {
    var files = DelimitedFiles([try DelimitedFile.open(path, chunkSize: 1 << 20)])
    while true {
      var sink = Sink(try places(files.files[0].header, file))
      let feed = files.feed()
      try feed.drain(into: &sink)
      let outcomes = feed.finish()
      guard try files.settle(outcomes) else { continue }
      guard let fault = sink.fault else { return sink.persons }
      let line = files.firstLines(ofFile: 0, outcomes)[fault.chunk] + fault.line
      throw SweepError.wrongTruth(
        fault.problem, at: .init(file: file, line: line, column: fault.column))
    }
  }

  /// The places of our columns in the header.
  private static func places(_ header: DelimitedHeader, _ file: String) throws(SweepError) -> [Int]
  {
    let names = header.columns.map(Headers.fold)
    let places = headers.map { all in all.lazy.compactMap { names.firstIndex(of: $0) }.first }
    let missing = zip(headers, places).filter { $1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw .noTruthColumns(
        missing, at: .init(file: file, line: header.line), found: header.columns, of: headers)
    }
    return places.compactMap(\.self)
  }

  /// Takes the rows up to the first that is at fault.
  private struct Sink: RowSink, ~Copyable {
    struct Fault {
      var chunk: Int
      var line: Int
      var column: Int?
      var problem: BothLanguages
    }

    private let places: [Int]
    private var parser = AddressParser()
    private var chunk = 0
    private(set) var persons: [String: [String: Int]] = [:]
    private(set) var fault: Fault?

    init(_ places: [Int]) { self.places = places }

    mutating func begin(file: Int, chunk: Int) { self.chunk = chunk }

    mutating func fault(_ fault: RowFault, line: Int) {
      let problem =
        switch fault {
        case .tooManyFields: TruthWords.tooManyFields
        case .tooFewFields: TruthWords.tooFewFields
        case .badEncoding: TruthWords.badEncoding
        case .unterminatedQuote: TruthWords.openQuote
        }
      set(line, nil, problem)
    }

    mutating func row(_ row: Row) {
      guard fault == nil else { return }
      let compound = Compound.fold(row.field(places[0]).text)
      let key = parser.parse(row.field(places[1]))
      let occupied = row.field(places[2]).text
      let count = row.field(places[3])
      if compound.isEmpty { return set(row.line, 0, TruthWords.noCompound) }
      if key.isNone { return set(row.line, 1, TruthWords.noUnit) }
      guard let isOccupied = Truth.answers[Headers.fold(occupied)] else {
        return set(row.line, 2, TruthWords.neitherOneNorZero(String(occupied.prefix(40))))
      }
      let number = count.isEmpty ? (isOccupied ? 1 : 0) : try? count.wholeNumber()
      guard let number else {
        return set(row.line, 3, TruthWords.noPersons(String(count.text.prefix(40))))
      }
      if (number > 0) != isOccupied {
        return set(row.line, 3, TruthWords.differ(occupied, persons: number))
      }
      let unit = parser.withText { $0.text }
      if let other = persons[compound]?[unit], other != number {
        return set(row.line, 3, TruthWords.earlier(other))
      }
      persons[compound, default: [:]][unit] = number
    }

    private mutating func set(_ line: Int, _ place: Int?, _ problem: BothLanguages) {
      guard fault == nil else { return }
      fault = Fault(
        chunk: chunk, line: line, column: place.map { places[$0] + 1 }, problem: problem)
    }
  }
}
