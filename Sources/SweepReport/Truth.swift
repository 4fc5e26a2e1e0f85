import DelimitedText
import Foundation
import HouseholdSweep

/// Who really lives where: a table with `compound`, `unit`, `occupied` (1 or 0) and `persons`.
///
/// Generated cities bring theirs. Anybody may write one of streets where every door was opened, in
/// any spelling of the addresses; where `persons` is empty, an occupied unit has one at least.
package struct Truth: Sendable {
  static let columns = ["compound", "unit", "occupied", "persons"]

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
    let names = header.columns.map { $0.lowercased() }
    let missing = columns.filter { !names.contains($0) }
    guard missing.isEmpty else {
      throw .noTruthColumns(
        missing, at: .init(file: file, line: header.line), found: header.columns, of: columns)
    }
    return columns.map { names.firstIndex(of: $0)! }
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
      guard occupied == "0" || occupied == "1" else {
        return set(row.line, 2, TruthWords.neitherOneNorZero(String(occupied.prefix(40))))
      }
      let number = count.isEmpty ? Int(occupied) : try? count.wholeNumber()
      guard let number else {
        return set(row.line, 3, TruthWords.noPersons(String(count.text.prefix(40))))
      }
      if (number > 0) != (occupied == "1") {
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
