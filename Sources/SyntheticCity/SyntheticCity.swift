import DelimitedText
import HouseholdSweep
import Synchronization

/// What a generated folder holds, by file name.
package struct CityReport: Sendable, Equatable {
  package var tables: [(name: String, counts: RowCounts, bytes: Int)] = []
  package var units = 0
  /// What is true of the city as a whole.
  var census = CityCensus([])

  package var rows: Int { tables.reduce(0) { $0 + $1.counts.rows } }
  package var bytes: Int { tables.reduce(0) { $0 + $1.bytes } }

  package static func == (a: CityReport, b: CityReport) -> Bool {
    a.units == b.units
      && a.tables.elementsEqual(b.tables) {
        $0.name == $1.name && $0.counts == $1.counts && $0.bytes == $1.bytes
      }
  }
}

/// A city made up from a seed: a sweep folder with all its sources, and the truth to score by.
///
/// The same options give the same bytes whatever the threads: every compound draws from streams of
/// its own, and compounds are written in order.
package struct SyntheticCity: Sendable {
  package static let truthName = "truth.csv"
  package static let truthParametersName = "truth.json"

  private let options: CityOptions
  private let city: CityContext
  private let firstDay: SweepDate

  /// Throws where an option makes no sense.
  package init(_ options: CityOptions) throws(SweepError) {
    if let problem = options.problem { throw .cityOptions(problem) }
    guard let firstDay = SweepDate(options.firstDay) else {
      throw .cityOptions(SweepError.firstDay(options.firstDay))
    }
    self.options = options
    self.firstDay = firstDay
    city = CityContext(options, firstDay: firstDay)
  }

  /// Writes the folder. Only its owner may read it. It is not brought to the disk: the seed gives it again.
  ///
  /// Throws where something else than a generated city is there, and then removes what it has written.
  /// O(rows); memory for a few compounds a thread, or for the largest file where rows are shuffled.
  package func write(
    to folder: String, progress: (@Sendable (String, Double) -> Void)? = nil
  ) throws(SweepError) -> CityReport {
    guard !options.isChinese || Transcoder.isWritable(.gb18030) else {
      throw SweepError.noGB18030
    }
    let place = try CityFolder.prepare(folder, overwrite: options.overwrite)
    do {
      let report = try write(place, progress)
      try place.finish()
      return report
    } catch {
      throw .cityNotWritten(error)
    }
  }

  private func write(
    _ place: borrowing CityFolder, _ progress: (@Sendable (String, Double) -> Void)?
  ) throws(SystemError) -> CityReport {
    try place.write(manifest.json(), to: SweepFolder.manifestName)
    var report = try writeTables(place, progress)
    report.units = city.plan.dwellings
    if options.shuffled {
      for table in CityTable.allCases where table.isShuffled {
        progress?("shuffling \(table)", Double(table.rawValue) / Double(CityTable.allCases.count))
        var shuffle = RowShuffle(seed: options.seed, table: table)
        try shuffle.shuffle(table.fileName, in: place)
      }
    }
    var truth = manifest
    truth.parameters = truthParameters(report.census)
    try place.write(truth.json(), to: Self.truthParametersName)
    return report
  }

  private var manifest: Manifest {
    var manifest = Manifest(
      name: "Synthetic city \(options.seed)", firstDay: firstDay, days: options.days)
    manifest.model = options.model
    return manifest
  }

  /// Compounds drawn together, some 30,000 dwellings.
  private func groups() -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    var dwellings = 0
    for compound in city.plan.compounds {
      dwellings += compound.registered
      if dwellings >= 30_000 || compound.number == city.plan.compounds.count - 1 {
        groups.append(start..<compound.number + 1)
        start = compound.number + 1
        dwellings = 0
      }
    }
    return groups
  }

  private func writeTables(
    _ place: borrowing CityFolder, _ progress: (@Sendable (String, Double) -> Void)?
  ) throws(SystemError) -> CityReport {
    let groups = groups()
    var files: [OutputFile] = []
    var writers: [OrderedWriter] = []
    var headers: [Int] = []
    for table in CityTable.allCases {
      let file = try place.create(table.fileName)
      var header = OutputBuffer()
      let names = options.isChinese ? table.chineseHeader : table.header
      header.append(table.encoded(names + "\n", isChinese: options.isChinese))
      try file.write(header, at: 0)
      headers.append(header.count)
      files.append(file)
      writers.append(OrderedWriter(file, from: header.count))
    }
    let work = WorkList(count: groups.count)
    let tables = writers
    let gathered = try parallelMap(workers: options.threads) { _ throws(SystemError) in
      var gathered = Gathered()
      while let group = work.take() {
        try draw(groups[group], into: tables, group: group, &gathered)
        progress?("generating", Double(group + 1) / Double(groups.count))
      }
      return gathered
    }
    for file in files { try file.finish() }
    var report = CityReport()
    report.census = CityCensus(
      gathered.flatMap(\.censuses).sorted { $0.compound < $1.compound }.map(\.census))
    for table in CityTable.allCases {
      var counts = RowCounts()
      var bytes = headers[table.rawValue]
      for worker in gathered {
        counts.add(worker.sums[table.rawValue].counts)
        bytes += worker.sums[table.rawValue].bytes
      }
      report.tables.append((table.fileName, counts, bytes))
    }
    return report
  }

  private struct Sum: Sendable {
    var counts = RowCounts()
    var bytes = 0
  }

  /// What one worker has done.
  private struct Gathered: Sendable {
    /// By table.
    var sums = CityTable.allCases.map { _ in Sum() }
    var censuses: [(compound: Int, census: CompoundCensus)] = []
  }

  /// Draws some compounds and writes their rows, table by table.
  private func draw(
    _ compounds: Range<Int>, into writers: [OrderedWriter], group: Int,
    _ gathered: inout Gathered
  ) throws(SystemError) {
    var drafts = compounds.map { CompoundDraft(city, compound: $0) }
    for index in drafts.indices {
      drafts[index].drawHouseholds()
      drafts[index].drawPeculiarities()
      drafts[index].countDwellings()
    }
    var rows = TableRows()
    // Lights come before knocks: a warden knocks where last night was dark.
    for table in CityTable.allCases {
      rows.removeAll()
      for index in drafts.indices {
        switch table {
        case .compounds: drafts[index].writeCompound(&rows)
        case .units: drafts[index].writeRegister(&rows)
        case .residents: drafts[index].writeResidents(&rows)
        case .meter: drafts[index].writeReadings(&rows)
        case .lights: drafts[index].writeLights(&rows)
        case .knocks: drafts[index].writeKnocks(&rows)
        case .truth: drafts[index].writeTruth(&rows)
        case .truthFaults: drafts[index].writeFaults(&rows)
        }
      }
      gathered.sums[table.rawValue].counts.add(rows.counts)
      if options.isChinese {
        let text = String(decoding: rows.bytes.bytes, as: UTF8.self)
        rows.bytes.removeAll()
        rows.bytes.append(table.encoded(text, isChinese: true))
      }
      gathered.sums[table.rawValue].bytes += rows.bytes.count
      try writers[table.rawValue].write(&rows.bytes, task: group)
    }
    gathered.censuses += drafts.map { ($0.plan.number, $0.census) }
  }
}

/// Puts the rows of a file into a random order that depends on the seed alone.
private struct RowShuffle {
  private var random: RandomStream

  init(seed: UInt64, table: CityTable) {
    random = RandomStream(seed: seed, .shuffle, table.rawValue)
  }

  /// Fisher and Yates over the starts of the rows. O(bytes), all of them in memory.
  mutating func shuffle(_ name: String, in place: borrowing CityFolder) throws(SystemError) {
    let bytes = try place.read(name)
    guard let header = bytes.firstIndex(of: 10) else { return }
    var starts: [UInt32] = []
    var start = header + 1
    for index in start..<bytes.count where bytes[index] == 10 {
      starts.append(UInt32(start))
      start = index + 1
    }
    for place in stride(from: starts.count - 1, to: 0, by: -1) {
      starts.swapAt(place, random.below(place + 1))
    }
    try place.remove(name)
    let file = try place.create(name)
    var buffer = OutputBuffer(capacity: 1 << 20)
    var offset = 0
    buffer.append(bytes[...header])
    for row in starts {
      var end = Int(row)
      while bytes[end] != 10 { end += 1 }
      buffer.append(bytes[Int(row)...end])
      if buffer.count > 1 << 20 {
        try file.write(buffer, at: offset)
        offset += buffer.count
        buffer.removeAll()
      }
    }
    try file.write(buffer, at: offset)
    try file.finish()
  }
}
