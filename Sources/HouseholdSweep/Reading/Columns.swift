import DelimitedText
import Foundation

/// The headers of tables that are read beside a sweep.
package enum Headers {
  package static var compound: [String] { Column.compound.headers(in: .residents) }
  package static var unit: [String] { Column.unit.headers(in: .residents) }

  /// Width, case and surrounding blanks do not matter.
  package static func fold(_ name: String) -> String { ColumnMap.fold(name) }
}

/// Where the columns of a source stand in one file; −1 where the file has none.
struct ColumnMap: Sendable {
  private(set) var notes: [String] = []
  /// How many columns the file has.
  let count: Int
  let source: Source
  /// Whether the rows have been tidied, so that what cannot be read in them cannot be read at all.
  var isTidied = false
  /// Whether `kwh` is what was used since the row before; then the file's commonest spacing in minutes.
  var usageSpacing: Int?
  /// The header, for rows that are looked at once more.
  let header: [String]

  /// No columns at all, for whoever looks addresses up and has no file.
  static let none = ColumnMap()

  private init() {
    count = 0
    source = .residents
    header = []
  }

  @inline(__always)
  subscript(column: Column) -> Int { Int(positions[column.rawValue]) }

  /// By the column's number. A vector, so that a column known beforehand is a mere load.
  private var positions = SIMD32<Int32>(repeating: -1)

  /// Finds the columns of `source` in a header. Throws where a required one is missing or a name
  /// stands twice.
  /// - Parameter below: the rows under the header, in case that the first row is none.
  init(
    source: Source, header: DelimitedHeader, file: String, below: () -> [DelimitedHeader] = { [] }
  ) throws(SweepError) {
    count = header.columns.count
    self.source = source
    self.header = header.columns
    let folded = header.columns.map { Self.fold($0) }
    positions = Self.positions(of: folded, in: source)
    let missing = Self.missing(positions, source)
    guard missing.isEmpty else {
      throw Self.error(missing, source: source, header: header, below: below(), file: file)
    }
    var places: [String: Int] = [:]
    let (required, optional) = source.columns
    let names = Set((required + optional).flatMap { $0.headers(in: source) }.map(Self.fold))
    for (index, name) in folded.enumerated() where names.contains(name) {
      guard let first = places.updateValue(index, forKey: name) else { continue }
      if let error = Self.noHeader(header, file: file) { throw error }
      throw .repeatedColumn(
        Self.shown(header.columns[index]),
        at: .init(file: file, line: header.line, column: index + 1), first + 1, index + 1)
    }
    let used = Set(Column.allCases.map { self[$0] })
    var named = Set<String>()
    let unknown = header.columns.indices.filter {
      !used.contains($0) && !folded[$0].isEmpty && named.insert(folded[$0]).inserted
    }
    if !unknown.isEmpty {
      let names = unknown.prefix(20).map { Self.shown(header.columns[$0]) }
      notes.append(Note.columnsNotRead(names, more: unknown.count - names.count).english)
    }
  }

  /// The place of each column among folded names, the best of several; −1 where there is none.
  private static func positions(of folded: [String], in source: Source) -> SIMD32<Int32> {
    var positions = SIMD32<Int32>(repeating: -1)
    var used = Set<Int>()
    let (required, optional) = source.columns
    for column in required + optional {
      let matches = column.headers(in: source).compactMap { name in
        folded.firstIndex(of: fold(name))
      }
      guard let best = matches.first(where: { !used.contains($0) }) else { continue }
      positions[column.rawValue] = Int32(best)
      used.insert(best)
    }
    return positions
  }

  /// The columns that a source needs and a header has not.
  private static func missing(_ positions: SIMD32<Int32>, _ source: Source) -> [Column] {
    source.missing { positions[$0.rawValue] >= 0 }
  }

  private static func error(
    _ missing: [Column], source: Source, header: DelimitedHeader, below: [DelimitedHeader],
    file: String
  ) -> SweepError {
    let fromBelow = adviceFromBelow(source, header, below)
    if fromBelow == nil, let error = noHeader(header, file: file) { return error }
    return .missingColumns(
      missing.map { $0.missing(in: source) }, at: .init(file: file, line: header.line),
      found: header.columns.prefix(30).map(shown),
      near: missing.compactMap { nearest(to: $0, in: header, source) }, advice: fromBelow)
  }

  /// The error of a row that comes near to a header, and lacks columns.
  static func lacking(
    _ missing: [Column], of source: Source, _ header: DelimitedHeader, file: String
  ) -> SweepError {
    error(missing, source: source, header: header, below: [], file: file)
  }

  /// What to do, if the rows below tell.
  private static func adviceFromBelow(
    _ source: Source, _ header: DelimitedHeader, _ below: [DelimitedHeader]
  ) -> BothLanguages? {
    var names = header.columns.map(fold)
    for row in below {
      let own = row.columns.map(fold)
      if missing(positions(of: own, in: source), source).isEmpty {
        return SweepError.header(inLine: row.line)
      }
      names += own
      if missing(positions(of: names, in: source), source).isEmpty {
        return SweepError.header(fromLine: header.line, to: row.line)
      }
    }
    return nil
  }

  /// The name found that is nearest to one of a column's names, if one is near.
  private static func nearest(to column: Column, in header: DelimitedHeader, _ source: Source)
    -> SweepError.NearColumn?
  {
    var best: (name: String, distance: Int)?
    for name in header.columns.prefix(30) {
      let folded = fold(name)
      // What is known for something else is no slip.
      guard !folded.isEmpty,
        ColumnNames.meanings(of: ColumnNames.fold(name), in: source).isEmpty
      else { continue }
      for wanted in column.headers(in: source) {
        let distance = editDistance(folded, wanted)
        // Half a word's letters may differ, but two at most.
        if distance <= min(2, (wanted.count + 1) / 2), best.map({ distance < $0.distance }) ?? true
        {
          best = (name, distance)
        }
      }
    }
    return best.map { .init(found: shown($0.name), meant: column.name) }
  }

  /// The error for a first line that is no header at all. Of a row of data nothing is shown: it may
  /// hold a person.
  private static func noHeader(_ header: DelimitedHeader, file: String) -> SweepError? {
    let place = SweepError.Place(file: file, line: header.line)
    if header.columns.contains(where: { $0.utf8.contains(UInt8(ascii: "\r")) }) {
      return .onlyCarriageReturns(place)
    }
    let hasNumber = header.columns.contains { name in
      name.utf8.prefix(longestName).split { !(48...57).contains($0) }.contains { $0.count >= 6 }
    }
    guard hasNumber else { return nil }
    return .dataInsteadOfHeader(place)
  }

  private static let longestName = 400

  /// A column's name for people; a row that was taken for a header may hold a person.
  static func shown(_ name: String) -> String {
    String(Masking.shown(String(name.prefix(longestName))).prefix(40))
  }

  /// Width, case and surrounding blanks do not matter in a header.
  fileprivate static func fold(_ name: String) -> String {
    // No column has so long a name; what a header of megabytes begins with is told all the same.
    let name = name.utf8.count > longestName ? String(name.prefix(40)) : name
    return name.precomposedStringWithCompatibilityMapping.lowercased()
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension Column {
  /// The column as one that a header of a source lacks.
  func missing(in source: Source) -> SweepError.MissingColumn {
    .init(
      name: name, others: Array(headers(in: source).dropFirst()),
      mayBeAddress: source == .meter && self == .meter)
  }
}
