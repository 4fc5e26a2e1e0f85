import DelimitedText
import Foundation
import HouseholdSweep
import SyntheticCity

/// The cities that are measured, made once and kept under the temporary directory.
struct CityCache: Sendable {
  /// What is different from one city to the other: the same people live in all of them.
  enum Kind: String, Sendable, CaseIterable {
    /// Rows in the order of the register, addresses as in the register.
    case plain
    /// Rows of every source in random order.
    case shuffled
    /// Addresses as people spell them.
    case mixed
    /// Lights counted by building or entrance in four compounds of ten.
    case counted
  }

  private static let seed: UInt64 = 1

  let compounds: Int
  /// Differs where the generator makes other cities, so that an old one is never taken for a new.
  let fingerprint: String
  /// Everything that the benchmark keeps or writes for a while.
  let root: String
  /// Two benchmarks at once would measure each other.
  private let lock: FileLock

  static var defaultRoot: String { NSTemporaryDirectory() + "household-sweep-benchmark" }

  /// Makes the folder and a small city to know the generator by. Throws while another benchmark is
  /// at work there.
  init(compounds: Int, root: String) throws {
    self.compounds = compounds
    self.root = root
    try FileManager.default.createDirectory(
      atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard let lock = try FileSystem().lock(root + "/lock") else {
      throw SweepBenchmark.Failure("another benchmark is at work; run one after the other")
    }
    self.lock = lock
    let sample = root + "/sample"
    // Whoever was killed here left it behind.
    try? FileManager.default.removeItem(atPath: sample)
    defer { try? FileManager.default.removeItem(atPath: sample) }
    let options = Self.options(min(compounds, 10), .plain)
    _ = try SyntheticCity(options).write(to: sample)
    var hash: UInt64 = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: sample).sorted() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: sample + "/" + name))
      hash = Field.mix(hash, Field.of(Array(bytes)) { $0.hash64 })
    }
    fingerprint = String(hash, radix: 16)
  }

  private static func options(_ compounds: Int, _ kind: Kind) -> CityOptions {
    var options = CityOptions()
    options.compounds = compounds
    options.seed = seed
    options.shuffled = kind == .shuffled
    options.spelling = kind == .mixed ? .mixed : .plain
    options.placeCountShare = kind == .counted ? 0.4 : 0
    // What a manifest that names no model gets: fitting is part of the job.
    options.model = .learned
    options.overwrite = true
    return options
  }

  /// The folder of a city, made now if it has not been made before.
  func folder(
    _ kind: Kind, progress: (@Sendable (String, Double) -> Void)? = nil
  ) throws -> String {
    let files = FileManager.default
    let stem = "city-\(compounds)-seed\(Self.seed)-\(kind)-"
    let folder = "\(root)/\(stem)\(fingerprint)"
    guard !files.fileExists(atPath: folder) else { return folder }
    // What another version of the generator made would never be used again.
    for name in try files.contentsOfDirectory(atPath: root) where name.hasPrefix(stem) {
      try files.removeItem(atPath: root + "/" + name)
    }
    // Under its name only when it is whole: whoever was interrupted begins anew.
    let unfinished = folder + ".unfinished"
    _ = try SyntheticCity(Self.options(compounds, kind)).write(to: unfinished, progress: progress)
    try files.moveItem(atPath: unfinished, toPath: folder)
    return folder
  }
}
