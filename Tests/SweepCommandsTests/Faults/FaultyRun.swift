import CommandLineKit
import DelimitedText
import Foundation
import Synchronization
import Testing

@testable import SweepCommands

/// A system that makes one of its calls fail, and writes down all of them.
final class ScriptedSystem: Sendable {
  private let calls = Mutex<[SystemCall]>([])
  private let fault: @Sendable (Int, SystemCall) -> SystemFault?

  /// `fault` is asked before every call with its number, from 0.
  init(_ fault: @escaping @Sendable (Int, SystemCall) -> SystemFault? = { _, _ in nil }) {
    self.fault = fault
  }

  /// Makes one call fail.
  convenience init(_ fault: SystemFault, at number: Int) {
    self.init { call, _ in call == number ? fault : nil }
  }

  var log: [SystemCall] { calls.withLock { $0 } }

  /// Does what `body` does on this system.
  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    let system = FileSystem { call in
      let number = self.calls.withLock { calls in
        calls.append(call)
        return calls.count - 1
      }
      return self.fault(number, call)
    }
    return try FileSystem.$current.withValue(system, operation: body)
  }
}

/// A folder in which a command is tried over and over, each time on a fresh copy of the same files.
final class FaultyPlace {
  let path: String
  private let original: String

  init(_ prepare: (String) throws -> Void) throws {
    let root = NSTemporaryDirectory() + "faults-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: root + "/original", withIntermediateDirectories: true)
    original = try FileSystem().resolved(root + "/original")
    path = (original as NSString).deletingLastPathComponent + "/place"
    try prepare(original)
  }

  deinit {
    let root = (path as NSString).deletingLastPathComponent
    try? FileManager.default.removeItem(atPath: root)
  }

  /// Makes everything as it was before the command.
  func reset() throws {
    let files = FileManager.default
    if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
    try files.copyItem(atPath: original, toPath: path)
  }

  /// Puts other files in place of all that is there; nil is a folder.
  func put(_ files: [String: [UInt8]?]) throws {
    let manager = FileManager.default
    try manager.removeItem(atPath: path)
    try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let url = URL(fileURLWithPath: path + "/" + name)
      if let bytes {
        try Data(bytes).write(to: url)
      } else {
        try manager.createDirectory(at: url, withIntermediateDirectories: true)
      }
    }
  }

  /// The files in a folder by name, with their bytes; nil where there is none.
  func files(_ name: String) -> [String: [UInt8]]? {
    let folder = path + "/" + name
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return nil
    }
    var files: [String: [UInt8]] = [:]
    for name in names {
      files[name] = (try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        .map(Array.init)
    }
    return files
  }

  /// All names, however deep.
  var names: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The sweep that faults are tried on, with results and published tables of another night.
enum FaultySweep {
  static func write(to folder: String) throws {
    let files = [
      "sweep.json": #"{"first_day": "2020-02-17", "days": 2, "name": "Test", "model": "fixed"}"#,
      "compounds.csv": "compound,name,community\nC1,Lotus,North\nC2,Jade,South\n",
      "units.csv": "compound,unit,meter\nC1,1-101,M1\nC1,1-102,M2\nC2,1-101,M3\n",
      "residents/north.csv": "compound,unit,resident,state\nC1,1-101,p1,present\n",
      "residents/south.csv": "compound,unit,resident,state\nC2,1-101,p2,away\n",
      "knocks.csv":
        "compound,unit,time,outcome,persons,worker\nC1,1-102,2020-02-17T20:00,answered,2,w\n",
      "meter.csv": "meter,time,kwh\nM1,2020-02-17T07:00,10\nM1,2020-02-18T07:00,14\n",
      "lights.csv": "compound,place,time,lit,worker\nC1,1,2020-02-17T20:00,1,w\n",
    ]
    for (name, text) in files {
      let url = URL(fileURLWithPath: folder + "/" + name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  /// The sweep, then results of a night with fewer knocks, twice, and the tables of it.
  static func writeWithResults(to folder: String) throws {
    try write(to: folder)
    let knocks = folder + "/knocks.csv"
    let all = try Data(contentsOf: URL(fileURLWithPath: knocks))
    try Data("compound,unit,time,outcome,persons,worker\n".utf8)
      .write(to: URL(fileURLWithPath: knocks))
    for _ in 0..<2 { #expect(Recorder().run("reconcile", folder, "--quiet") == .done) }
    try all.write(to: URL(fileURLWithPath: knocks))
  }
  /// The sweep with its evidence and results, and a folder for what is made of them, with something from before.
  static func writeWithEvidence(to folder: String) throws {
    try write(to: folder)
    let evidence = folder + "/evidence.csv"
    #expect(Recorder().run("evidence", folder, "--output", evidence, "--quiet") == .done)
    #expect(Recorder().run("reconcile", folder, "--quiet") == .done)
    let deep = URL(fileURLWithPath: folder + "/deep")
    try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
    let before = #"{"product" : "household-sweep parameters"}"#
    try Data(before.utf8).write(to: deep.appendingPathComponent("parameters.json"))
  }
}
