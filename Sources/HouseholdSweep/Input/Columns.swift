import DelimitedText
import Foundation

/// A column that some source has, by our name, with the other names it goes by.
enum Column: Int, CaseIterable, Sendable {
  case compound, unit, resident, state, meter, time, kwh, place, lit, outcome, persons, worker
  case floor, grid, title, kind, community, subdistrict, district, address

  /// Our name for it. (`title` is spelt `name` in files.)
  var name: String { self == .title ? "name" : "\(self)" }

  /// Other headers, the better ones first.
  var aliases: [String] {
    switch self {
    case .compound: ["小区编号", "小区"]
    case .unit: ["房号", "户号", "门牌", "地址"]
    case .place: ["地点", "位置"]
    case .resident: ["人员编号", "居民编号"]
    case .state: ["状态"]
    case .meter: ["电表号", "电表"]
    case .time: ["抄表时间", "时间"]
    case .kwh: ["电表读数", "读数"]
    case .lit: ["亮灯数", "亮灯"]
    case .outcome: ["敲门结果", "结果"]
    case .persons: ["在家人数", "人数"]
    case .worker: ["网格员", "排查员"]
    case .floor: ["楼层"]
    case .grid: ["网格"]
    case .title: ["名称"]
    case .kind: ["类型"]
    case .community: ["社区"]
    case .subdistrict: ["街道"]
    case .district: ["区"]
    case .address: []
    }
  }

  /// The headers of this column in a source, the best first: in lights every name of a unit names
  /// a place too.
  func headers(in source: Source) -> [String] {
    let own = [name] + aliases
    return source == .lights && self == .place
      ? own + [Column.unit.name] + Column.unit.aliases : own
  }
}

extension Source {
  /// The columns the engine reads, required ones first.
  var columns: (required: [Column], optional: [Column]) {
    switch self {
    case .compounds: ([.compound], [.title, .kind, .community, .subdistrict, .district])
    case .units: ([.compound, .unit], [.floor, .meter, .grid])
    case .aliases: ([.compound, .address, .unit], [])
    case .residents: ([.compound, .unit], [.resident, .state])
    case .meter: ([.time, .kwh], [.compound, .unit, .meter])
    case .lights: ([.compound, .place, .time, .lit], [.worker])
    case .knocks: ([.compound, .unit, .time, .outcome], [.persons, .worker])
    }
  }
}

/// Where the columns of a source stand in one file; −1 where the file has none.
struct ColumnMap: Sendable {
  private(set) var notes: [String] = []

  @inline(__always)
  subscript(column: Column) -> Int { Int(positions[column.rawValue]) }

  /// By the column's number. A vector, so that a column known beforehand is a mere load.
  private var positions = SIMD32<Int32>(repeating: -1)

  /// Finds the columns of `source` in a header. Throws where a required one is missing or one that is
  /// read stands twice under one name.
  init(source: Source, header: DelimitedHeader, file: String) throws(SweepError) {
    let folded = header.columns.map { Self.fold($0) }
    let (required, optional) = source.columns
    let readable = Set((required + optional).flatMap { $0.headers(in: source) }.map(Self.fold))
    var places: [String: Int] = [:]
    for (index, name) in folded.enumerated() where readable.contains(name) {
      guard let first = places.updateValue(index, forKey: name) else { continue }
      if let error = Self.noHeader(header, file: file) { throw error }
      throw SweepError(
        .badData, at: .init(file: file, line: header.line, column: index + 1),
        "the column '\(header.columns[index].prefix(40))' stands twice, as columns \(first + 1) and \(index + 1)",
        advice: "keep one of them, or rename the other")
    }
    var used = Set<Int>()
    for column in required + optional {
      let matches = column.headers(in: source).compactMap { places[Self.fold($0)] }
      guard let best = matches.first(where: { !used.contains($0) }) else { continue }
      positions[column.rawValue] = Int32(best)
      used.insert(best)
    }
    var named = Set<String>()
    let unknown = header.columns.indices.filter {
      !used.contains($0) && !folded[$0].isEmpty && named.insert(folded[$0]).inserted
    }
    if !unknown.isEmpty {
      var names = unknown.prefix(20).map { "'\(header.columns[$0].prefix(40))'" }
        .joined(separator: ", ")
      if unknown.count > 20 { names += " and \(unknown.count - 20) more" }
      notes.append("columns not needed and not read: \(names)")
    }
    let missing = required.filter { positions[$0.rawValue] < 0 }
    let needsMeterOrUnit =
      source == .meter && self[.meter] < 0 && (self[.compound] < 0 || self[.unit] < 0)
    guard missing.isEmpty, !needsMeterOrUnit else {
      throw Self.missing(
        missing, needsMeterOrUnit: needsMeterOrUnit, source: source, header: header, file: file)
    }
  }

  private static func missing(
    _ columns: [Column], needsMeterOrUnit: Bool, source: Source, header: DelimitedHeader,
    file: String
  ) -> SweepError {
    if let error = noHeader(header, file: file) { return error }
    var wanted = columns.map {
      "'\($0.name)' (or \($0.headers(in: source).dropFirst().joined(separator: ", ")))"
    }
    if needsMeterOrUnit { wanted.append("'meter', or 'compound' and 'unit'") }
    let found = header.columns.prefix(30).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
    let known = source.columns.required + source.columns.optional
    let hints = header.columns.prefix(30).compactMap { name -> String? in
      let folded = fold(name)
      guard !folded.isEmpty else { return nil }
      let near = columns.first { column in
        known.contains(column) && editDistance(folded, column.name) <= 2
      }
      return near.map { "'\(name)' looks like '\($0.name)'" }
    }
    let hint = hints.isEmpty ? "" : "; \(hints.joined(separator: ", "))"
    return SweepError(
      .badData, at: .init(file: file, line: header.line),
      "the header lacks \(wanted.joined(separator: " and ")); found \(found)\(hint)",
      advice:
        "the first line must name the columns; a title above it, or a header over two lines, has to go"
    )
  }

  /// The error for a first line that is no header at all. Of a row of data nothing is shown: it may
  /// hold a person.
  private static func noHeader(_ header: DelimitedHeader, file: String) -> SweepError? {
    let place = SweepError.Place(file: file, line: header.line)
    if header.columns.contains(where: { $0.utf8.contains(UInt8(ascii: "\r")) }) {
      return SweepError(
        .badData, at: place, "the lines end in a carriage return alone, which ends no line here",
        advice: "save the file as 'CSV UTF-8'")
    }
    let hasNumber = header.columns.contains { name in
      name.utf8.prefix(longestName).split { !(48...57).contains($0) }.contains { $0.count >= 6 }
    }
    guard hasNumber else { return nil }
    return SweepError(
      .badData, at: place,
      "the first line looks like a row of data, not like a header of column names",
      advice: "put a line with the columns' names above it")
  }

  private static let longestName = 400

  /// Width, case and surrounding blanks do not matter in a header.
  private static func fold(_ name: String) -> String {
    // No column has so long a name; what a header of megabytes begins with is told all the same.
    let name = name.utf8.count > longestName ? String(name.prefix(40)) : name
    return name.precomposedStringWithCompatibilityMapping.lowercased()
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
