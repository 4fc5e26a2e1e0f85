import DelimitedText

/// `evidence.csv`: how many units of each compound have each pattern, compounds in natural order, and patterns in
/// theirs.
///
/// Units nobody looked at are in it too, and compounds that have none: which compounds are learned from follows from
/// all of them.
extension Sweep {
  /// Reads a sweep folder, leaves out what cannot have been gathered, and writes its evidence to `path`, with
  /// `NAME.json` beside it. Returns how many compounds and units it is of.
  public static func writeEvidence(
    reading folder: String, to path: String, options: ReadingOptions
  ) throws(SweepError) -> EvidenceCounts {
    let place = EvidenceHead.path(beside: path)
    guard place != path else { throw .evidenceOntoItself(path) }
    _ = try SweepFolder(path: folder)
    try refuseInside(folder, path)
    let table = try WholeFile(for: path, replacing: "\(EvidenceRow.header)")
    let side = try WholeFile(for: place, replacing: EvidenceHead.productName)
    let sweep = try Sweep(reading: folder, options: options)
    let head = try sweep.writeEvidence(to: table)
    var buffer = OutputBuffer()
    buffer.append(text: ShardJSON.text(head))
    try side.write(buffer)
    try table.finish()
    try side.finish()
    // Between the two, each belongs to another run, which their lengths tell to whoever reads them.
    try table.publish()
    try side.publish()
    return EvidenceCounts(
      compounds: head.compounds, units: head.units, rejectedRows: sweep.rejectedCount)
  }

  /// Refuses a table where the next run would read it as a source.
  private static func refuseInside(_ folder: String, _ path: String) throws(SweepError) {
    let (parent, name) = PathParts.split(path)
    let fileSystem = FileSystem.current
    do {
      guard let place = try fileSystem.status(at: parent) else {
        throw SweepError.noParent(name)
      }
      let stem = name.hasSuffix(".csv") ? String(name.dropLast(4)) : name
      for source in Source.allCases {
        let isSource = try stem == source.rawValue && fileSystem.status(at: folder) == place
        let inner = try fileSystem.status(at: folder + "/" + source.rawValue)
        if isSource || inner == place {
          throw SweepError.refused(name, SweepError.resultsIntoSource(source.rawValue))
        }
      }
    } catch {
      throw .inWords(error, at: name)
    }
  }

  private func writeEvidence(to table: borrowing WholeFile) throws(SweepError) -> EvidenceHead {
    try options.begin("writing")
    let ids = directory.ids
    let order = ids.indices.filter { !builder.strayCompounds.contains($0) }
      .sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    var head = EvidenceHead(sweep: SweepIdentity(manifest, given: given))
    var buffer = OutputBuffer(capacity: 1 << 18)
    buffer.append(EvidenceRow.header)
    buffer.withField(0..<buffer.count) { head.fingerprint.add($0) }
    // As many compounds at a time as all workers are busy with, so that memory is theirs and not the city's.
    let step = 64 * options.threads
    for start in stride(from: 0, to: order.count, by: step) {
      let compounds = Array(order[start..<min(start + step, order.count)])
      for (compound, patterns) in zip(compounds, builder.patterns(of: compounds, listed: listed)) {
        head.compounds += 1
        head.units += patterns.counts.reduce(0) { $0 + $1.units }
        Self.append(ids[compound], patterns, to: &buffer, &head.fingerprint)
      }
      try Self.flush(&buffer, to: table, &head)
    }
    try Self.flush(&buffer, to: table, &head)
    return head
  }

  private static func append(
    _ id: String, _ patterns: CompoundPatterns, to buffer: inout OutputBuffer,
    _ fingerprint: inout Fingerprint
  ) {
    var cell = OutputBuffer(capacity: 64)
    cell.append(csv: id)
    cell.append(UInt8(ascii: ","))
    let compound = cell.bytes
    func append(_ row: EvidenceRow) {
      let start = buffer.count
      row.append(compound: compound, to: &buffer)
      buffer.withField(start..<buffer.count) { fingerprint.add($0) }
    }
    for (pattern, units) in patterns.counts { append(EvidenceRow(pattern, units: units)) }
    if patterns.counts.isEmpty { append(EvidenceRow(EvidencePattern(bits: 0), units: 0)) }
  }

  private static func flush(
    _ buffer: inout OutputBuffer, to table: borrowing WholeFile, _ head: inout EvidenceHead
  ) throws(SweepError) {
    try table.write(buffer, at: head.bytes)
    head.bytes += buffer.count
    buffer.removeAll()
  }
}

/// What evidence was written of.
public struct EvidenceCounts: Sendable, Equatable, Encodable {
  public var compounds: Int
  public var units: Int
  /// Rows that could not be used.
  public var rejectedRows: Int
}
