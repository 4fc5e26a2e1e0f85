import Foundation
import HouseholdSweep

/// A piece of the engine that can be run again and again over what it was given.
struct Part: Sendable {
  var name: String
  /// Bytes that one run takes in, or puts out where it is a writer.
  var bytes: Int
  /// Things that one run deals with: rows, numbers, addresses.
  var items: Int
  /// Does the work once; the result depends on all of it, so that nothing can be left out.
  var run: @Sendable () throws -> UInt64

  /// The same as often as it takes to deal with `least` bytes: a clock cannot see less.
  func repeated(toBytes least: Int) -> Part {
    let times = (least + max(bytes, 1) - 1) / max(bytes, 1)
    guard times > 1 else { return self }
    let run = run
    return Part(name: name, bytes: bytes * times, items: items * times) {
      var sum: UInt64 = 0
      for _ in 0..<times { sum = try sum &+ run() }
      return sum
    }
  }
}

/// Measures parts on one thread, each in turn with a plain scan of memory.
struct PartSuite {
  private let parts: [Part]
  private let scan: Part

  /// Times a run changes between the scan and the part, so that both meet the same moments.
  private static let turns = 4

  /// `city` is the folder of a city in file order, from which the parts get their texts.
  init(_ suites: [Suite], city: String) throws {
    var parts: [Part] = []
    for suite in suites {
      switch suite {
      case .scanner: parts.append(try TextParts.scanner(city))
      case .numbers: parts.append(try TextParts.numbers(city))
      case .times: parts.append(try TextParts.times(city))
      case .addresses: parts += try TextParts.addresses(city)
      case .writer: parts.append(WriterPart.make())
      case .em: parts.append(ModelParts.fit())
      case .poissonBinomial: parts.append(ModelParts.poissonBinomial())
      case .all, .city, .parts: preconditionFailure("\(suite) is no part")
      }
    }
    self.parts = parts
    scan = MemoryScan.make()
  }

  func run(runs: Int, progress: (String, Double) -> Void) throws -> [PartResult] {
    var results: [PartResult] = []
    for (number, part) in parts.enumerated() {
      progress("measuring \(part.name)", Double(number) / Double(parts.count))
      var result = PartResult(part)
      let expected = try (part.run(), scan.run())
      for _ in 0..<runs {
        var scanTime = 0.0
        var time = 0.0
        for _ in 0..<Self.turns {
          let (scanSeconds, scanned) = try timed(scan)
          let (seconds, done) = try timed(part)
          guard (done, scanned) == expected else {
            throw SweepBenchmark.Failure("\(part.name) does not come to the same every time")
          }
          scanTime += scanSeconds
          time += seconds
        }
        let turns = Double(Self.turns)
        result.add(seconds: time / turns, scanned: Double(scan.bytes) * turns / scanTime)
      }
      results.append(result)
    }
    return results
  }

  private func timed(_ part: Part) throws -> (seconds: Double, result: UInt64) {
    let start = ContinuousClock.now
    let result = try part.run()
    return ((ContinuousClock.now - start).seconds, result)
  }
}

/// All runs of one part.
struct PartResult: Codable, Sendable, Equatable {
  var name: String
  var bytes: Int
  var items: Int
  var seconds = Samples()
  /// Bytes a second of the memory scan before each run.
  var scans = Samples()
  /// How many times as long as scanning as many bytes of memory, run by run.
  var timesScan = Samples()

  init(_ part: Part) {
    name = part.name
    bytes = part.bytes
    items = part.items
  }

  var bytesPerSecond: Double { Double(bytes) / seconds.median }
  var itemsPerSecond: Double { Double(items) / seconds.median }
  var scanBytesPerSecond: Double { scans.median }

  mutating func add(seconds time: Double, scanned bytesPerSecond: Double) {
    seconds.add(time)
    scans.add(bytesPerSecond)
    timesScan.add(time * bytesPerSecond / Double(bytes))
  }
}
