import CLibrary
import CommandLineKit
import DelimitedText
import Foundation
import Testing

@testable import SweepCommands

@Suite("Whatever call fails, whatever way: a clear error, or the same bytes")
struct EveryCallTests {
  /// A command, and what must be whole after it.
  struct Command: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var prepare: @Sendable (_ folder: String) throws -> Void
    var words: @Sendable (_ folder: String) -> [String]
    /// The folder that it makes or replaces.
    var output: String
    /// Which calls are made to fail.
    var concerns: @Sendable (SystemCall) -> Bool = { _ in true }
  }

  static let commands = [
    Command(
      testDescription: "reconcile", prepare: FaultySweep.writeWithResults,
      words: { ["reconcile", $0, "--threads", "1", "--quiet"] }, output: "results"),
    Command(
      testDescription: "reconcile for the first time", prepare: FaultySweep.write,
      words: { ["reconcile", $0, "--threads", "1", "--quiet"] }, output: "results",
      concerns: { $0.path.contains("results") }),
    Command(
      testDescription: "publish",
      prepare: { folder in
        try FaultySweep.writeWithResults(to: folder)
        let words = ["publish", folder + "/results", "--output", folder + "/tables", "--quiet"]
        #expect(Recorder().run(words + ["--least", "20"]) == .done)
      },
      words: { ["publish", $0 + "/results", "--output", $0 + "/tables", "--quiet"] },
      output: "tables"),
    Command(
      testDescription: "report", prepare: FaultySweep.writeWithResults,
      words: { ["report", $0 + "/results", "--language", "zh", "--quiet"] }, output: "results"),
    Command(
      testDescription: "fit", prepare: FaultySweep.writeWithEvidence,
      words: {
        ["fit", $0 + "/evidence.csv", "--output", $0 + "/deep/parameters.json", "--quiet"]
      },
      output: "deep"),
    Command(
      testDescription: "merge", prepare: FaultySweep.writeWithEvidence,
      words: {
        ["merge", $0 + "/results", "--output", $0 + "/deep/merged", "--threads", "1", "--quiet"]
      },
      output: "deep/merged"),
    Command(
      testDescription: "init", prepare: { _ in },
      words: { ["init", $0 + "/deep/new", "--first-day", "2020-02-17"] }, output: "deep/new"),
    Command(
      testDescription: "generate", prepare: { _ in },
      words: {
        ["generate", $0 + "/deep/city", "--compounds", "1", "--threads", "1", "--shuffled"]
          + ["--quiet"]
      },
      output: "deep/city"),
  ]

  /// Every call meets an error of the disk, and one of these, which take turns.
  static let turns: [Int32] = [ENOENT, ENOSPC, EACCES, EMFILE, EEXIST]

  @Test("every call fails once", arguments: commands)
  func everyCall(command: Command) throws {
    let place = try FaultyPlace(command.prepare)
    try place.reset()
    let (old, namesBefore) = (place.files(command.output), place.names)
    let counting = ScriptedSystem()
    #expect(counting.run { Recorder().run(command.words(place.path)) } == .done)
    let new = try #require(place.files(command.output))
    #expect(new != old)
    let namesAfter = place.names
    var errors = 0
    for (number, call) in counting.log.enumerated() where command.concerns(call) {
      for fault in [EIO, Self.turns[number % Self.turns.count]] {
        let what: Comment = "error \(fault) at \(number): \(call.name) \(call.path)"
        try place.reset()
        let recorder = Recorder()
        let system = ScriptedSystem(.error(fault), at: number)
        let code = system.run { recorder.run(command.words(place.path)) }
        let found = place.files(command.output)
        if code == .done {
          #expect(Self.tells(found, new), what)
        } else {
          errors += 1
          #expect(code == .failed || code == .badData, what)
          #expect(["error: ", "错误："].contains { recorder.talk.hasPrefix($0) }, what)
          #expect(recorder.talk.count > 12, what)
          #expect(Self.isWhole(found, old, new), what)
        }
        // What is left behind is not in the way of the next try.
        let names = place.names
        if names == namesAfter || names == namesBefore { continue }
        let again = Recorder()
        #expect(again.run(command.words(place.path)) == .done, "\(what): \(again.talk)")
        #expect(place.files(command.output) == new, what)
        #expect(Self.withoutPrevious(place.names) == Self.withoutPrevious(namesAfter), what)
      }
    }
    #expect(errors > 10)
  }

  @Test("signals cut every call short, and every read and write does half", arguments: commands)
  func signals(command: Command) throws {
    let place = try FaultyPlace(command.prepare)
    try place.reset()
    #expect(Recorder().run(command.words(place.path)) == .done)
    let new = place.files(command.output)
    for fault in [SystemFault.error(EINTR), .short] {
      try place.reset()
      let system = ScriptedSystem { number, _ in number % 2 == 0 ? fault : nil }
      let recorder = Recorder()
      #expect(system.run { recorder.run(command.words(place.path)) } == .done)
      #expect(place.files(command.output) == new)
    }
  }

  @Test("where threads are refused, some or all, the others do their work")
  func threads() throws {
    let place = try FaultyPlace(FaultySweep.write)
    try place.reset()
    let words = ["reconcile", place.path, "--threads", "4", "--quiet"]
    #expect(Recorder().run(words) == .done)
    let results = place.files("results")
    for refusal in [{ $0 % 2 == 0 }, { _ in true }] as [@Sendable (Int) -> Bool] {
      try place.reset()
      let system = ScriptedSystem { number, call in
        call.name == "pthread_create" && refusal(number) ? .error(EAGAIN) : nil
      }
      #expect(system.run { Recorder().run(words) } == .done)
      #expect(system.log.contains { $0.name == "pthread_create" })
      #expect(place.files("results") == results)
    }
  }

  /// Whether a folder is as it should be; but a folder that is no source may be left out of it, if the
  /// summary and the report say so.
  private static func tells(_ found: [String: [UInt8]]?, _ new: [String: [UInt8]]) -> Bool {
    guard var found, found != new else { return found == new }
    guard let summary = found["summary.json"],
      String(decoding: summary, as: UTF8.self).contains("is no source and was not read")
    else { return false }
    for name in ["summary.json", "report.html"] { found[name] = new[name] }
    return found == new
  }

  /// After a first run that was told nothing of, the next one finds results before its own.
  private static func withoutPrevious(_ names: [String]) -> [String] {
    names.filter { !$0.contains(".previous") }
  }

  /// Whether a folder is as it was or as it should be. What was hidden in it is not looked at.
  private static func isWhole(
    _ found: [String: [UInt8]]?, _ old: [String: [UInt8]]?, _ new: [String: [UInt8]]
  ) -> Bool {
    let seen = found?.filter { !$0.key.hasPrefix(".") }
    return seen == old || seen == new
  }
}
