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
    let file = (path as NSString).lastPathComponent
    do {
      persons = try Self.read(path, file)
    } catch let error as ReadError {
      throw error.explained(in: (path as NSString).deletingLastPathComponent)
    } catch {
      throw error as? SweepError ?? SweepError(.system, at: .init(file: file), "\(error)")
    }
    guard !persons.isEmpty else {
      throw SweepError(
        .badData, at: .init(file: file), "there is no row in it",
        advice: "give a row for each unit of which the truth is known")
    }
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
      throw SweepError(
        .badData, at: .init(file: file, line: line, column: fault.column), fault.problem,
        advice: "mend the row; what is held against a wrong truth is worth nothing")
    }
  }

  /// The places of our columns in the header.
  private static func places(_ header: DelimitedHeader, _ file: String) throws(SweepError) -> [Int]
  {
    let names = header.columns.map { $0.lowercased() }
    let missing = columns.filter { !names.contains($0) }
    guard missing.isEmpty else {
      throw SweepError(
        .badData, at: .init(file: file, line: header.line),
        "the column '\(missing.joined(separator: "', '"))' is missing; found: "
          + header.columns.joined(separator: ", "),
        advice: "a table of who lives where has the columns \(columns.joined(separator: ", "))")
    }
    return columns.map { names.firstIndex(of: $0)! }
  }

  /// Takes the rows up to the first that is at fault.
  private struct Sink: RowSink, ~Copyable {
    struct Fault {
      var chunk: Int
      var line: Int
      var column: Int?
      var problem: String
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
        case .tooManyFields: "the row has more fields than the header"
        case .tooFewFields: "the row has fewer fields than the header"
        case .badEncoding: "the row holds bytes that are no text"
        case .unterminatedQuote: "a quote is never closed"
        }
      set(line, nil, problem)
    }

    mutating func row(_ row: Row) {
      guard fault == nil else { return }
      let compound = Compound.fold(row.field(places[0]).text)
      let key = parser.parse(row.field(places[1]))
      let occupied = row.field(places[2]).text
      let count = row.field(places[3])
      if compound.isEmpty { return set(row.line, 0, "the compound is missing") }
      if key.isNone { return set(row.line, 1, "the unit is missing") }
      guard occupied == "0" || occupied == "1" else {
        return set(row.line, 2, "'\(occupied.prefix(40))' is neither 1 (occupied) nor 0 (vacant)")
      }
      let number = count.isEmpty ? Int(occupied) : try? count.wholeNumber()
      guard let number else {
        return set(row.line, 3, "'\(count.text.prefix(40))' is no number of persons")
      }
      if (number > 0) != (occupied == "1") {
        return set(row.line, 3, "occupied is \(occupied), but persons is \(number)")
      }
      let unit = parser.withText { $0.text }
      if let other = persons[compound]?[unit], other != number {
        return set(row.line, 3, "an earlier row of this unit says \(other) persons")
      }
      persons[compound, default: [:]][unit] = number
    }

    private mutating func set(_ line: Int, _ place: Int?, _ problem: String) {
      guard fault == nil else { return }
      fault = Fault(
        chunk: chunk, line: line, column: place.map { places[$0] + 1 }, problem: problem)
    }
  }
}
