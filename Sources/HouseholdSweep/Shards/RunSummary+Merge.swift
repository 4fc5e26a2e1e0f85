extension RunSummary {
  /// The summary of all shards: numbers are added up, findings and notes are those of all.
  init(merging shards: [ShardResults], findings: FindingList) {
    self = shards[0].summary
    for shard in shards.dropFirst() {
      let summary = shard.summary
      units += summary.units
      registeredUnits += summary.registeredUnits
      compounds += summary.compounds
      flags += summary.flags
      conflicts += summary.conflicts
      rejectedRows += summary.rejectedRows
      status.merge(summary.status, uniquingKeysWith: +)
      for (place, day) in summary.coverage.enumerated() where place < coverage.count {
        coverage[place].units += day.units
        coverage[place].unitsObserved += day.unitsObserved
        coverage[place].unitsContacted += day.unitsContacted
        coverage[place].personsSeen += day.personsSeen
      }
    }
    patterns = shards.reduce(into: Set<UInt64>()) { $0.formUnion($1.looks) }.count
    self.findings = findings.findings().map {
      FindingEntry(name: $0.name, count: $0.count, places: $0.places)
    }
    ledger = Self.merged(shards.map(\.summary.ledger))
    notes = Self.merged(shards.map(\.summary.notes), ledger)
  }

  /// The rows of each file, in the order in which files are read.
  private static func merged(_ ledgers: [[File]]) -> [File] {
    var files: [File] = []
    var places: [String: Int] = [:]
    for file in ledgers.joined() {
      let key = file.source + "/" + file.file
      guard let place = places[key] else {
        places[key] = files.count
        files.append(file)
        continue
      }
      files[place].bytes += file.bytes
      files[place].rows += file.rows
      files[place].accepted += file.accepted
      files[place].duplicate += file.duplicate
      files[place].outOfWindow += file.outOfWindow
      files[place].notData += file.notData
      files[place].rejected.merge(file.rejected, uniquingKeysWith: +)
      files[place].matched.merge(file.matched, uniquingKeysWith: +)
    }
    let rank = Dictionary(
      uniqueKeysWithValues: Source.allCases.enumerated().map { ($1.rawValue, $0) })
    return files.sorted { a, b in
      let (left, right) = (rank[a.source] ?? rank.count, rank[b.source] ?? rank.count)
      return left == right
        ? a.file.utf8.lexicographicallyPrecedes(b.file.utf8) : left < right
    }
  }

  /// The notes of all shards, each once; what they count is added up.
  private static func merged(_ notes: [[NoteEntry]], _ ledger: [File]) -> [NoteEntry] {
    let repeated = Set(
      ledger.filter { $0.rows > 0 && $0.duplicate == $0.rows }.map(\.file))
    let all = notes.joined().map { Note(file: $0.file, text: $0.note) }
    return Note.summed(all).filter { note in
      // A table may have nothing new for one shard, and much for another.
      note.text != Note.allRepeated.english || repeated.contains(note.file)
    }.map { NoteEntry(file: $0.file, note: $0.text) }
      .sorted { ($0.file, $0.note) < ($1.file, $1.note) }
  }
}
