import DelimitedText
import Foundation
import Synchronization
import Testing

@testable import HouseholdSweep

@Suite("A run that dies or fails leaves old or new results, never a mix")
struct InterruptedRunTests {
  /// A folder of its own for one test, with an empty sweep folder in it.
  private struct Place: ~Copyable {
    let root: String
    var sweep: String { root + "/sweep" }
    var results: String { root + "/sweep/results" }

    init() throws {
      root =
        FileManager.default.temporaryDirectory.path + "/sweep-tests-" + UUID().uuidString
      try FileManager.default.createDirectory(
        atPath: root + "/sweep", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// What the results at `path` say of the night they were made in, from every file; nil if none
    /// are there. A mix of nights fails the test.
    func night(_ path: String) -> String? {
      let texts = ["units.csv", "summary.json"].map { name in
        (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8))?
          .split(separator: "#").dropFirst().first.map(String.init)
      }
      #expect(texts[0] == texts[1], "a mix of nights in \(path)")
      return texts[0]
    }

    var names: [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: sweep).sorted()) ?? []
    }
  }

  private let summary: String

  init() throws {
    summary = try #require(TestSweep.random(seed: 3, compounds: 1).results()["summary.json"])
  }

  private func buffer(_ text: String) -> OutputBuffer {
    var buffer = OutputBuffer()
    buffer.append(text: text)
    return buffer
  }

  private func run(
    _ night: String, in place: borrowing Place, _ fileSystem: FileSystem = FileSystem()
  ) throws {
    let results = try ResultsFolder.prepare(at: place.results, for: place.sweep, fileSystem)
    try results.files.write(buffer("night #\(night)#"), to: "units.csv")
    // A key more does no harm, and tells the night.
    let json = "{\"night\": \"#\(night)#\", " + summary.dropFirst()
    try results.files.write(buffer(json), to: "summary.json")
    try results.publish()
  }

  /// Fails call `first` and, for a process that died there, all after it.
  private func failing(
    at first: Int, forever: Bool, errno: Int32 = EIO, exchange: Bool = true,
    calls: Counter = Counter()
  ) -> FileSystem {
    FileSystem { call in
      if call.name == "renameat2" && !exchange { return .error(EINVAL) }
      let number = calls.next()
      return number == first || forever && number > first ? .error(errno) : nil
    }
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func next() -> Int {
      count.withLock { count in
        count += 1
        return count - 1
      }
    }
  }

  // MARK: Nights after each other

  @Test func keepsTheNightBeforeWhereFoldersCannotBeExchanged() throws {
    let place = try Place()
    for night in ["1", "2", "3"] {
      try run(night, in: place, failing(at: -1, forever: false, exchange: false))
    }
    #expect(place.night(place.results) == "3")
    #expect(place.night(place.results + ".previous") == "2")
    #expect(place.names == ["results", "results.previous"])
  }

  @Test func replacesAnEmptyFolder() throws {
    let place = try Place()
    try FileManager.default.createDirectory(
      atPath: place.results, withIntermediateDirectories: true)
    try run("1", in: place)
    #expect(place.night(place.results) == "1")
    #expect(place.names == ["results"])
  }

  @Test func replacesTheFolderBehindALink() throws {
    let place = try Place()
    let real = place.root + "/elsewhere"
    try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: place.results, withDestinationPath: real)
    try run("1", in: place)
    try run("2", in: place)
    #expect(place.night(real) == "2")
    #expect(place.night(real + ".previous") == "1")
    #expect(place.names == ["results"])
  }

  // MARK: Runs that die

  /// Kills the third night's run before its every call in turn, with and without a file system that
  /// can exchange folders.
  @Test(arguments: [true, false])
  func survivesDeathAtAnyMoment(exchange: Bool) throws {
    var moment = 0
    var isDone = false
    while !isDone {
      let place = try Place()
      try run("1", in: place)
      try run("2", in: place)
      let calls = Counter()
      let dying = failing(at: moment, forever: true, exchange: exchange, calls: calls)
      try? run("3", in: place, dying)
      isDone = calls.value <= moment

      let seen = place.night(place.results)
      if exchange {
        #expect(seen == "2" || seen == "3", "killed before call \(moment)")
      } else {
        // Between the two renames there are none, but the ones before are beside them.
        #expect(
          seen == "2" || seen == "3" || place.night(place.results + ".previous") == "2",
          "killed before call \(moment)")
      }
      // The next run only starts, and gives up: that alone must bring everything to an end.
      do { _ = try ResultsFolder.prepare(at: place.results, for: place.sweep) }
      let night = place.night(place.results)
      let now = try #require(night, "killed before call \(moment)")
      #expect(seen == nil || now == seen, "killed before call \(moment)")
      #expect(
        place.night(place.results + ".previous") == (now == "3" ? "2" : "1"),
        "killed before call \(moment)")
      #expect(place.names == ["results", "results.previous"], "killed before call \(moment)")
      #expect(
        try FileSystem().names(in: place.results) == ["summary.json", "units.csv"],
        "killed before call \(moment)")

      try run("4", in: place)
      #expect(place.night(place.results) == "4")
      #expect(place.night(place.results + ".previous") == now)
      moment += 1
    }
    #expect(moment > 20)
  }

  /// Fails each call of the third night's run once: what is in place must agree with what was told.
  @Test(arguments: [true, false])
  func leavesTheOldResultsWhenACallFails(exchange: Bool) throws {
    var moment = 0
    var isDone = false
    while !isDone {
      let place = try Place()
      try run("1", in: place)
      try run("2", in: place)
      let calls = Counter()
      let system = failing(
        at: moment, forever: false, errno: ENOSPC, exchange: exchange, calls: calls)
      do {
        try run("3", in: place, system)
        #expect(place.night(place.results) == "3", "call \(moment)")
      } catch {
        let error = try #require(error as? SweepError)
        #expect(error.code == .system)
        // After the exchange the disk may be asked in vain whether it has come through.
        let isNew = error.problem.contains("in place")
        #expect(place.night(place.results) == (isNew ? "3" : "2"), "call \(moment)")
        #expect(place.night(place.results + ".previous") == (isNew ? "2" : "1"), "call \(moment)")
      }
      isDone = calls.value <= moment
      try run("4", in: place)
      #expect(place.night(place.results) == "4", "call \(moment)")
      #expect(place.names == ["results", "results.previous"], "call \(moment)")
      moment += 1
    }
  }

  @Test func leavesNothingWhenTheFirstRunGivesUp() throws {
    let place = try Place()
    do {
      let results = try ResultsFolder.prepare(at: place.results, for: place.sweep)
      try results.files.write(buffer("half"), to: "units.csv")
      #expect(place.names.contains(".results.tmp"))
    }
    #expect(place.names == [])
  }

  @Test func saysThatAFolderCannotBeWritten() throws {
    let place = try Place()
    let system = FileSystem { call in
      call.name == "open" && call.path.hasSuffix(".lock") ? .error(EACCES) : nil
    }
    let error = #expect(throws: SweepError.self) { try run("1", in: place, system) }
    #expect(error?.code == .system)
    #expect(error?.problem.contains("Permission denied") == true)
  }
}
