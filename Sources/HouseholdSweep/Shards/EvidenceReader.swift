import DelimitedText

/// The evidence of one shard, read compound by compound.
struct EvidenceReader: ~Copyable {
  let path: String
  let head: EvidenceHead
  private var rows: RowStream
  private var fingerprint = Fingerprint()
  private var isAtEnd = false
  /// The cell of the compound at hand with its comma, and its id.
  private var cell: [UInt8] = []
  /// The compound whose rows come next; nil at the end.
  private(set) var compound: String?

  /// Opens a table with what stands beside it, and goes to its first compound. A folder stands for `evidence.csv` in it.
  static func open(_ path: String) throws(SweepError) -> EvidenceReader {
    var path = path
    if let status = try? FileSystem.current.status(at: path), status.isFolder {
      while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
      path += "/evidence.csv"
    }
    var reader = EvidenceReader(
      path: path, head: try EvidenceHead(beside: path), rows: try .ofOurs(path))
    try reader.start()
    return reader
  }

  private init(path: String, head: EvidenceHead, rows: consuming RowStream) {
    self.path = path
    self.head = head
    self.rows = rows
  }

  private mutating func start() throws(SweepError) {
    guard rows.size == head.bytes else { throw .evidenceCut(.init(file: path)) }
    try advance()
    guard !isAtEnd, rows.withRow({ $0.equals(EvidenceRow.header) }) else {
      throw .noEvidence(.init(file: path))
    }
    try advance()
    try begin()
  }

  private var place: SweepError.Place { .init(file: path, line: rows.line) }

  private mutating func advance() throws(SweepError) {
    do throws(ReadError) {
      isAtEnd = try !rows.next()
    } catch {
      throw error.explained(in: "")
    }
    if !isAtEnd { rows.withRow { fingerprint.add($0) } }
  }

  /// Begins the compound of the row at hand.
  private mutating func begin() throws(SweepError) {
    guard !isAtEnd else {
      compound = nil
      guard fingerprint == head.fingerprint else { throw .evidenceCut(.init(file: path)) }
      return
    }
    let (name, cell) = rows.withRow { row in
      var cells = CellReader(row)
      let name = cells.text()
      cells = CellReader(row)
      return (name, cells.raw().bytes + [UInt8(ascii: ",")])
    }
    if let compound, !NaturalOrder.precedes(compound, name) {
      throw .badEvidence(at: place)
    }
    self.cell = cell
    compound = name
  }

  /// Takes the patterns of the compound at hand, and goes to the next.
  mutating func takePatterns() throws(SweepError) -> CompoundPatterns {
    var counts: [(pattern: EvidencePattern, units: Int)] = []
    while !isAtEnd && rows.starts(with: cell) {
      let row = rows.withRow { row in
        var cells = CellReader(row)
        _ = cells.raw()
        return EvidenceRow(&cells)
      }
      guard let row, counts.last.map({ $0.pattern < row.pattern }) ?? true else {
        throw .badEvidence(at: place)
      }
      if row.units > 0 { counts.append((row.pattern, row.units)) }
      try advance()
    }
    try begin()
    return CompoundPatterns(counted: counts)
  }
}

extension RowStream {
  /// Opens a table of ours.
  static func ofOurs(_ path: String) throws(SweepError) -> RowStream {
    do throws(ReadError) {
      return try RowStream(path: path)
    } catch {
      throw error.explained(in: "")
    }
  }
}
