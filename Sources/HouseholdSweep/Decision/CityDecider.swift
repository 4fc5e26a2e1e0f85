import DelimitedText
import Synchronization

/// Decides about every unit, compound by compound in output order, and writes `units.csv` meanwhile.
struct CityDecider: Sendable {
  let manifest: Manifest
  let options: ReadingOptions
  let frame: Frame
  let evidence: EvidenceColumn
  let contacts: DailyContacts
  let ids: [String]
  let strayCompounds: Set<Int>
  let listed: Set<Int>
  /// Places whose lights were counted, by compound.
  let places: [Int: [CountedPlace]]
  let model: SweepModel
  let cells: AttributeCells

  struct Outcome: Sendable {
    /// In natural order.
    var compounds: [CompoundSums]
    fileprivate var parts: [Part]
    var registeredUnits: Int
    /// Counts over places that cannot be used.
    var findings: FindingList
    /// Distinct patterns of what was looked at.
    var looks: Set<UInt64>
  }

  /// Units of one task, about.
  private static let taskUnits = 8192

  /// The numbers of the compounds in output order. O(compounds log compounds).
  var order: [Int] {
    ids.indices.filter { !strayCompounds.contains($0) }
      .sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
  }

  /// Decides about all units, all workers at once; without a file, to sum up only. O(units).
  func decide(writing file: OutputFile?) throws(SweepError) -> Outcome {
    try options.begin("deciding")
    let order = order
    let extras = frame.extrasOf
    let tasks = tasks(order, extras)
    var header = OutputBuffer()
    header.append(UnitsTable.header)
    let writer = file.map { OrderedWriter($0, from: header.count) }
    let meter = ProgressMeter(options, phase: "deciding", total: tasks.count)
    let work = WorkList(count: tasks.count)
    let gathered: [(parts: [Part], looks: [UInt64])]
    do {
      try file?.write(header, at: 0)
      gathered = try parallelMap(workers: options.threads) { _ throws(SystemError) in
        var parts: [Part] = []
        var worker = CompoundDecider(self, capacity: 1 << 20)
        while let task = work.take() {
          var part = Part(task: task)
          for compound in order[tasks[task]] {
            worker.decide(compound, extras[compound] ?? [], into: &part)
          }
          try worker.flush(&part, to: writer)
          parts.append(part)
          if !meter.add(1) { work.stop() }
        }
        return (parts, worker.lookPatterns)
      }
    } catch {
      throw .unwritableUnits(error)
    }
    try meter.check()
    let parts = gathered.flatMap(\.parts).sorted { $0.task < $1.task }
    return Outcome(
      compounds: parts.flatMap(\.compounds),
      parts: parts,
      registeredUnits: parts.reduce(0) { $0 + $1.registeredUnits },
      findings: parts.reduce(into: FindingList()) { $0.merge($1.findings) },
      looks: gathered.reduce(into: []) { $0.formUnion($1.looks) })
  }

  /// What one task found.
  struct Part: Sendable {
    var task: Int
    var compounds: [CompoundSums] = []
    var flags: [FlagsTable.Entry] = []
    var flagRows: [UInt8] = []
    var registeredUnits = 0
    var findings = FindingList()
  }

  /// The places of compounds in output order, by task.
  private func tasks(_ order: [Int], _ extras: [Int: [Int]]) -> [Range<Int>] {
    var tasks: [Range<Int>] = []
    var start = 0
    var units = 0
    for place in order.indices {
      units +=
        frame.register.index.units(of: order[place]).count + (extras[order[place]]?.count ?? 0)
      if units >= Self.taskUnits || place == order.count - 1 {
        tasks.append(start..<place + 1)
        start = place + 1
        units = 0
      }
    }
    return tasks
  }
}

extension CityDecider.Outcome {
  /// Writes the flags of all tasks in the order of the table. O(flags), since there are few ranks. By one
  /// thread: two that write one file wait for each other.
  func writeFlags(to file: OutputFile) throws(SystemError) {
    var next = 0
    var buffer = OutputBuffer(capacity: Self.piece * 2)
    buffer.append(FlagsTable.header)
    for place in flagPlaces() {
      buffer.append(parts[place.part].flagRows[place.bytes])
      guard buffer.count >= Self.piece else { continue }
      try file.write(buffer, at: next)
      next += buffer.count
      buffer.removeAll()
    }
    try file.write(buffer, at: next)
  }

  /// Where the row of a flag lies: in the rows of a task.
  private struct FlagPlace {
    var part = 0
    var bytes = 0..<0
  }

  /// The flags by rank, those of one rank in the order of units.
  private func flagPlaces() -> [FlagPlace] {
    var starts = [Int](repeating: 0, count: FlagsTable.Entry.ranks + 1)
    for part in parts {
      for flag in part.flags { starts[flag.rank + 1] += 1 }
    }
    for rank in 1..<starts.count { starts[rank] += starts[rank - 1] }
    var places = [FlagPlace](repeating: FlagPlace(), count: starts.last!)
    for (number, part) in parts.enumerated() {
      var start = 0
      for flag in part.flags {
        places[starts[flag.rank]] = FlagPlace(part: number, bytes: start..<flag.end)
        starts[flag.rank] += 1
        start = flag.end
      }
    }
    return places
  }

  /// Bytes that are written at a time.
  private static var piece: Int { 1 << 18 }
}
