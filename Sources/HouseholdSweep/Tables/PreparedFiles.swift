import DelimitedText

/// A file as it is read: as it lies there, or tidied in memory.
struct PreparedFile: Sendable {
  var name: String
  var file: DelimitedFile
  var map: ColumnMap
  /// Nil where the file is tidy.
  var table: TidyTable?
}

extension SourceReader {
  /// The files of a source, ready to be read: tidy ones as they are, others tidied. O(bytes) of the latter,
  /// many at once.
  func prepare(_ source: Source) throws(SweepError) -> [PreparedFile] {
    let names = names(of: source)
    let files = ListFiles(names.map { folder.path + "/" + $0 })
    var opened: [DelimitedFile?] = []
    var untidy: [String] = []
    for name in names {
      let file = try openIfTidy(name, source, files)
      opened.append(file)
      if file == nil && tables.tables(of: name, source) == nil { untidy.append(name) }
    }
    try tidy(untidy, source)
    if !untidy.isEmpty { relate(source) }
    var prepared: [PreparedFile] = []
    for (name, file) in zip(names, opened) {
      guard file == nil else {
        prepared.append(
          PreparedFile(
            name: name, file: file!,
            map: try ColumnMap(source: source, header: file!.header, file: name) {
              file!.rowsBelowHeader(3)
            }))
        continue
      }
      for table in tables.tables(of: name, source) ?? [] { prepared.append(try inMemory(table)) }
    }
    return prepared
  }

  /// The files of a source: those that lie in its place, and those of which the manifest says that they are
  /// of it, in path order.
  private func names(of source: Source) -> [String] {
    let own = folder.files[source] ?? []
    let rules = tables.manifest.tables
    guard !rules.isEmpty else { return own }
    let others =
      rules.contains { $0.source == source }
      ? folder.files.filter { $0.key != source }.flatMap(\.value).filter { name in
        rules.contains { $0.source == source && TableRule.glob($0.files, matches: name) }
      } : []
    let all = own.filter { rule($0, nil).skips != true || hasSheetRule($0) } + others
    return all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The source that a file lies in the place of.
  func home(of name: String) -> Source? {
    folder.files.first { $0.value.contains(name) }?.key
  }

  /// A tidied table as a file.
  func inMemory(_ table: TidyTable) throws(SweepError) -> PreparedFile {
    let file = try explaining { () throws(ReadError) in
      try DelimitedFile.inMemory(table.text, path: table.name, chunkSize: options.chunkSize)
    }
    var map = try ColumnMap(source: table.source, header: file.header, file: table.name)
    map.isTidied = true
    map.usageSpacing = table.usageSpacing
    return PreparedFile(name: table.name, file: file, map: map, table: table)
  }

  func rule(_ name: String, _ sheet: String?) -> TableRule {
    tables.manifest.tables.isEmpty
      ? TableRule() : TableRule.rule(for: name, sheet: sheet, in: tables.manifest.tables)
  }

  private func hasSheetRule(_ name: String) -> Bool {
    tables.manifest.tables.contains { $0.sheet != nil && TableRule.glob($0.files, matches: name) }
  }

  /// A file that is tidy by its header and what stands below it; nil where it is not.
  private func openIfTidy(_ name: String, _ source: Source, _ files: ListFiles) throws(SweepError)
    -> DelimitedFile?
  {
    if tables.isUntidy(name) || tables.tables(of: name, source) != nil { return nil }
    if !tables.manifest.tables.isEmpty, rule(name, nil).changesTables || hasSheetRule(name) {
      return nil
    }
    let file: DelimitedFile
    do throws(ReadError) {
      file = try DelimitedFile.open(folder.path + "/" + name, chunkSize: options.chunkSize)
    } catch {
      switch error {
      case .noText: return nil
      case .unreadableHeader: return nil
      default: throw error.explained(in: folder.path)
      }
    }
    guard isTidy(file, name, source) else { return nil }
    guard
      tables.tidiesAll || isListToCompare(file, source, files) || isAtMidnight(file.header.sample)
    else {
      return file
    }
    tables.keep(tidyHeader: name)
    return nil
  }

  /// Whether a file is one of several lists with no ids: they are compared with each other. Large ones only
  /// where another is of the same size, since comparing costs time.
  private func isListToCompare(_ file: DelimitedFile, _ source: Source, _ files: ListFiles) -> Bool
  {
    guard source == .residents, files.count > 1,
      file.source.size < 8 << 20 || files.hasOther(ofSize: file.source.size)
    else { return false }
    return !file.header.columns.contains { name in
      ColumnNames.meanings(of: ColumnNames.fold(name), in: source).contains {
        $0.meaning == .column(.resident)
      }
    }
  }

  private func isTidy(_ file: DelimitedFile, _ name: String, _ source: Source) -> Bool {
    guard let map = try? ColumnMap(source: source, header: file.header, file: name),
      !isReversed(map, file.header), !isSwapped(map, file.header)
    else { return false }
    let names = file.header.columns.map(ColumnNames.fold)
    if source == .compounds || source == .aliases { return true }
    if names.contains(where: { ColumnNames.isUntidy($0, in: source) }) { return false }
    if names.contains("unit"),
      names.contains(where: { $0 == "room" || $0 == "flat" || $0 == "apartment" })
    {
      return false
    }
    return !isSomethingElse(names, source)
  }

  /// Whether the first rows have a compound in the column of the address, and none in its own.
  private func isReversed(_ map: ColumnMap, _ header: DelimitedHeader) -> Bool {
    let address = map[map.source == .lights ? .place : .unit]
    let compound = map[.compound]
    guard address >= 0, compound >= 0, map.source != .aliases,
      tables.frame != nil || folder.files[.compounds] != nil
    else { return false }
    let rows = header.sample.split(separator: 10, maxSplits: 2).prefix(2)
    return !rows.isEmpty
      && rows.allSatisfy { row in
        let fields = row.split(separator: header.delimiter, omittingEmptySubsequences: false)
        guard max(address, compound) < fields.count else { return false }
        func isKnown(_ place: Int) -> Bool {
          directory.find(String(decoding: fields[place], as: UTF8.self)) != nil
        }
        return !isKnown(compound) && isKnown(address)
      }
  }

  /// Whether a list's header has what only observations have.
  func isSomethingElse(_ names: [String], _ source: Source) -> Bool {
    guard source == .residents || source == .units else { return false }
    func has(_ columns: [Column]) -> Bool {
      columns.contains { column in
        ([column.name] + column.aliases).contains { names.contains(ColumnNames.fold($0)) }
      }
    }
    return has([.time]) && has([.outcome, .lit, .kwh])
  }

  /// Whether the first two rows, or more, have times, and these are midnight.
  private func isAtMidnight(_ sample: [UInt8]) -> Bool {
    let rows = sample.split(separator: 10).prefix(3)
    guard rows.count > 1 else { return false }
    return rows.prefix(2).allSatisfy { row in
      let text = String(decoding: row, as: UTF8.self)
      return ["T00:00", " 00:00", " 0:00"].contains { text.contains($0) }
    }
  }

}

/// The files of a source, and how many of them have a size.
private final class ListFiles {
  private let paths: [String]
  private lazy var sizes: [Int: Int] = paths.reduce(into: [:]) { sizes, path in
    if let size = FileSystem().size(at: path) { sizes[size, default: 0] += 1 }
  }

  init(_ paths: [String]) { self.paths = paths }

  var count: Int { paths.count }

  /// Asks all files for their sizes, once.
  func hasOther(ofSize size: Int) -> Bool { sizes[size] ?? 0 > 1 }
}
