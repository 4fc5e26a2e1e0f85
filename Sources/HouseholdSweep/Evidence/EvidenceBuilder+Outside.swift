import DelimitedText

/// Files of which most rows match no unit of the register: mostly columns have changed places, or addresses are
/// spelt in another way, and a whole list stands outside the register.
extension EvidenceBuilder {
  /// So many rows of a file tell something.
  private static let fewestRows = 20

  /// Notes such files. `groups` are the rows of addresses outside the register, by address. O(rows of these).
  func tellOutside(
    _ groups: [DeferredGroup], _ source: Source, _ tables: TidyTables,
    _ reading: inout SourceReading<DeferredRows>
  ) {
    // What a place is in light counts, and which meters there are, is told elsewhere.
    guard source == .residents || source == .knocks else { return }
    var outside: [String: Int] = [:]
    var rows: [String: Int] = [:]
    for (file, table) in zip(reading.ledgers, reading.files) {
      // Rows of one household have been counted as one.
      rows[file.file, default: 0] += file.accepted + (table.table?.further ?? 0)
    }
    func forEachRow(_ group: DeferredGroup, _ body: (String) -> Void) {
      for row in group.rows { body(reading.ledgers[Int(row.file)].file) }
    }
    for group in groups {
      let isOutside = frame.hasRegister(group.compound)
      forEachRow(group) { file in
        // A compound that has no register says nothing of the file.
        if isOutside { outside[file, default: 0] += 1 } else { rows[file]! -= 1 }
      }
    }
    let told = outside.filter { $0.value * 2 >= rows[$0.key]! && rows[$0.key]! >= Self.fewestRows }
    guard !told.isEmpty else { return }
    var swapped: [String: Int] = [:]
    var parser = AddressParser()
    for group in groups where isRegisteredSwapped(group, &parser) {
      forEachRow(group) { file in swapped[file, default: 0] += 1 }
    }
    for (file, count) in told {
      // Cells with words in them, such as `1单元` for a building, are known to the table alone.
      let inTable = reading.files.reduce(0) {
        $0 + ($1.name == file ? $1.table?.registeredSwapped ?? 0 : 0)
      }
      let found = max(swapped[file] ?? 0, inTable)
      let isSwapped = found * 10 >= count * 9
      reading.notes.append(
        Note(
          file: file,
          text: Note.outsideRegister(count, of: rows[file]!, swapped: isSwapped ? found : nil)
            .english))
      guard isSwapped,
        let rule = reading.files.lazy.compactMap({ $0.name == file ? $0.table?.swappedParts : nil })
          .first
      else { continue }
      tables.keep(advice: TidyAdvice(rows: found, kind: "swapped_parts", rule))
    }
  }

  /// Whether an address of building, entrance and room is registered with the first two the other way round.
  private func isRegisteredSwapped(_ group: DeferredGroup, _ parser: inout AddressParser) -> Bool {
    guard frame.hasRegister(group.compound) else { return false }
    let parts = group.text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return false }
    return Field.of("\(parts[1])-\(parts[0])-\(parts[2])") { address in
      let key = parser.parse(address)
      guard !key.isNone else { return false }
      let text = key.isHashed ? parser.withText { frame.register.index.texts.find($0) } : nil
      return frame.register.index.find(group.compound, key, text: { text }) >= 0
    }
  }
}
