import DelimitedText

/// The rules of `tables` in the manifest that say nothing of any table: whoever misspelt a name must hear of
/// it, or takes the file for mended.
struct UnusedRules {
  /// What is wrong with such a rule: which it is, from 0, and what to do.
  enum Fault: Equatable {
    /// No file has such a name; the nearest one.
    case noFile(String, nearest: String?)
    /// A file or folder of that name lies where no source is looked for.
    case outside(String, Source?)
    /// The file is no spreadsheet.
    case noSheets(String, sheet: String)
    /// No sheet has such a name; those that there are.
    case noSheet(String, sheet: String, sheets: [String])
  }

  private let rules: [TableRule]
  private let files: [String]

  init(_ rules: [TableRule], _ folder: SweepFolder) {
    self.rules = rules
    files = folder.files.values.joined().sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What can be known before anything is read: names of files that are not there.
  func withoutFile(in folder: SweepFolder) -> [Note] {
    rules.enumerated().compactMap { number, rule in
      guard !files.contains(where: { TableRule.glob(rule.files, matches: $0) }) else { return nil }
      let wanted = Masking.file(rule.files)
      let fault: Fault =
        isOutside(rule.files, folder)
        ? .outside(wanted, rule.source) : .noFile(wanted, nearest: nearest(to: rule.files))
      return Note(file: SweepFolder.manifestName, text: Note.unused(number, fault).english)
    }
  }

  /// What is known when all was read: names of sheets that are not there.
  func withoutSheet(_ sheets: [String: [String]]) -> [Note] {
    rules.enumerated().compactMap { number, rule in
      guard let wanted = rule.sheet else { return nil }
      let those = files.filter { TableRule.glob(rule.files, matches: $0) }
      let all = those.flatMap { sheets[$0] ?? [] }
      guard let first = those.first, !all.contains(where: { TableRule.glob(wanted, matches: $0) })
      else { return nil }
      let (file, sheet) = (
        Masking.file(those.count == 1 ? first : rule.files), Masking.shown(wanted)
      )
      let fault: Fault =
        all.isEmpty
        ? .noSheets(file, sheet: sheet)
        : .noSheet(file, sheet: sheet, sheets: all.prefix(10).map { Masking.shown($0) })
      return Note(file: SweepFolder.manifestName, text: Note.unused(number, fault).english)
    }
  }

  /// Whether something of that name is in the folder, and is no file of a source.
  private func isOutside(_ pattern: String, _ folder: SweepFolder) -> Bool {
    guard let names = try? FileSystem.current.names(in: folder.path) else { return false }
    let first = String(pattern.prefix { $0 != "/" })
    return names.contains { name in
      name != SweepFolder.manifestName && !name.hasPrefix(".")
        && TableRule.glob(first, matches: name) && Source(rawValue: name) == nil
    }
  }

  /// The file whose name differs in a few letters, or lies in another folder.
  private func nearest(to pattern: String) -> String? {
    func last(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
    if let other = files.first(where: {
      TableRule.glob(String(last(pattern)), matches: String(last($0)))
    }),
      pattern.contains(where: { $0 != "*" && $0 != "/" })
    {
      return Masking.file(other)
    }
    let near = files.prefix(2000).map { (name: $0, distance: editDistance($0, pattern)) }
      .min { $0.distance < $1.distance }
    return near.flatMap { $0.distance <= 4 ? Masking.file($0.name) : nil }
  }
}
