import CLibrary
import CommandLineKit
import DelimitedText
import Foundation
import Testing

@testable import SweepCommands

/// A disk as it is known to be after a cut of power: what was synced is on it, and of all else it is not
/// known how much.
private struct Disk {
  /// A file or folder, whatever its names.
  private final class Node {
    let isFolder: Bool
    /// What programs see, and what is on the disk for certain.
    var bytes: [UInt8] = []
    var kept: [UInt8] = []
    var entries: [String: Node] = [:]
    var keptEntries: [String: Node] = [:]

    init(isFolder: Bool) { self.isFolder = isFolder }
  }

  /// How much of what was not synced came through.
  enum Luck: CaseIterable {
    /// Nothing: neither names nor bytes.
    case none
    /// Names, as a file system with a journal does, but no bytes.
    case names
    /// Bytes, but no names: files that nobody finds.
    case bytes
    /// All of it, as when only the process dies.
    case all
  }

  private let root: String
  private let top = Node(isFolder: true)

  /// All that is in a folder, long there.
  init(_ root: String) throws {
    self.root = root
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    for name in names.sorted() {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder)
      let node = Node(isFolder: isFolder.boolValue)
      if !node.isFolder {
        node.bytes = Array(try Data(contentsOf: URL(fileURLWithPath: root + "/" + name)))
        node.kept = node.bytes
      }
      put(node, root + "/" + name)
    }
    keepAll(top)
  }

  private func keepAll(_ node: Node) {
    node.keptEntries = node.entries
    for child in node.entries.values { keepAll(child) }
  }

  private func node(_ path: String) -> Node? {
    guard path.hasPrefix(root) else { return nil }
    var above: [Node] = []
    var node = top
    for part in path.dropFirst(root.count).split(separator: "/") where part != "." {
      if part == ".." {
        node = above.popLast() ?? top
        continue
      }
      guard let next = node.entries[String(part)] else { return nil }
      above.append(node)
      node = next
    }
    return node
  }

  private func put(_ node: Node?, _ path: String) {
    let path = path as NSString
    self.node(path.deletingLastPathComponent)?.entries[path.lastPathComponent] = node
  }

  /// Does what a call does.
  func apply(_ call: SystemCall) {
    switch call.name {
    case "open":
      guard call.flags & O_CREAT != 0, node(call.path) == nil else { return }
      put(Node(isFolder: false), call.path)
    case "write":
      guard let file = node(call.path) else { return }
      let end = call.offset + call.bytes.count
      if file.bytes.count < end {
        file.bytes += [UInt8](repeating: 0, count: end - file.bytes.count)
      }
      file.bytes.replaceSubrange(call.offset..<end, with: call.bytes)
    case "fsync":
      guard let node = node(call.path) else { return }
      node.kept = node.bytes
      node.keptEntries = node.entries
    case "mkdir": put(Node(isFolder: true), call.path)
    case "unlink":
      if let node = node(call.path), !node.isFolder { put(nil, call.path) }
    case "rmdir": put(nil, call.path)
    case "rename":
      let node = node(call.path)
      put(nil, call.path)
      put(node, call.target)
    case "renameat2":
      let (first, second) = (node(call.path), node(call.target))
      put(second, call.path)
      put(first, call.target)
    default: break
    }
  }

  /// What is found after a cut of power, by name; nil is a folder.
  func found(_ luck: Luck) -> [String: [UInt8]?] {
    var files: [String: [UInt8]?] = [:]
    func walk(_ folder: Node, _ prefix: String) {
      let hasNames = luck == .names || luck == .all
      for (name, node) in hasNames ? folder.entries : folder.keptEntries {
        if node.isFolder {
          files.updateValue(nil, forKey: prefix + name)
          walk(node, prefix + name + "/")
        } else {
          files[prefix + name] = luck == .bytes || luck == .all ? node.bytes : node.kept
        }
      }
    }
    walk(top, "")
    return files
  }
}

@Suite("A cut of power at any moment leaves old or new, whole")
struct PowerLossTests {
  private static let changing: Set<String> = [
    "open", "write", "fsync", "mkdir", "unlink", "rmdir", "rename", "renameat2",
  ]

  /// Cuts the power after every call of a command. Returns how often neither the old nor the new was whole,
  /// and how often the new was gone after it had been told.
  private func cuts(
    _ command: EveryCallTests.Command, exchange: Bool = true, _ extra: [String] = []
  )
    throws -> (broken: [String], lost: [String])
  {
    let place = try FaultyPlace(command.prepare)
    try place.reset()
    let old = place.files(command.output)
    let disk = try Disk(place.path)
    let system = ScriptedSystem { _, call in
      call.name == "renameat2" && !exchange ? .error(EINVAL) : nil
    }
    let words = command.words(place.path) + extra
    #expect(system.run { Recorder().run(words) } == .done)
    let new = try #require(place.files(command.output))
    #expect(new != old)
    var (broken, lost): ([String], [String]) = ([], [])
    let log = system.log.filter { Self.changing.contains($0.name) }
      .filter { exchange || $0.name != "renameat2" }
    #expect(log.count > 5)
    for (number, call) in log.enumerated() {
      disk.apply(call)
      for luck in Disk.Luck.allCases {
        try place.put(disk.found(luck))
        let what = "\(luck) after \(number): \(call.name) \(call.path)"
        var seen = place.files(command.output)?.filter { !$0.key.hasPrefix(".") }
        if seen == nil && !exchange {
          // Between two renames there are none, but the ones before are beside them.
          let aside = command.output == "tables" ? ".tables.old" : "results.previous"
          seen = place.files(aside)?.filter { !$0.key.hasPrefix(".") }
        }
        if seen != old && seen != new { broken.append(what) }
        if number == log.count - 1 && seen != new { lost.append(what) }
        // The next run brings it to its end, whatever it finds.
        let recorder = Recorder()
        let code = recorder.run(words)
        if code != .done || place.files(command.output) != new {
          broken.append("\(what), and then: \(recorder.talk)")
        }
      }
    }
    return (broken, lost)
  }

  private func command(_ name: String) -> EveryCallTests.Command {
    EveryCallTests.commands.first { $0.testDescription == name }!
  }

  @Test(
    "results, tables and reports", arguments: ["reconcile", "publish", "report"], [true, false])
  func everyCut(name: String, exchange: Bool) throws {
    if name == "report" && !exchange { return }
    let (broken, lost) = try cuts(command(name), exchange: exchange)
    #expect(broken == [])
    #expect(lost == [])
  }

  @Test(
    "a sweep that was made is there, and results that were removed are not, whatever comes after")
  func toldIsDone() throws {
    let made = try FaultyPlace { _ in }
    try made.reset()
    var disk = try Disk(made.path)
    var system = ScriptedSystem()
    let words = ["init", made.path + "/new/sweep", "--first-day", "2020-02-17"]
    #expect(system.run { Recorder().run(words) } == .done)
    for call in system.log { disk.apply(call) }
    let files = try #require(made.files("new/sweep"))
    try made.put(disk.found(.none))
    #expect(made.files("new/sweep") == files)

    let removed = try FaultyPlace(FaultySweep.writeWithResults)
    try removed.reset()
    disk = try Disk(removed.path)
    system = ScriptedSystem()
    let forget = ["forget", removed.path + "/results", "--yes", "--quiet"]
    #expect(system.run { Recorder().run(forget) } == .done)
    for call in system.log { disk.apply(call) }
    // But the name of the lock, which is nobody's, may come back.
    #expect(disk.found(.none).keys.filter { $0.contains("results") } == [".results.lock"])
    #expect(disk.found(.none).keys.contains("units.csv"))
  }

  @Test("without waiting for the disk it would not be so")
  func withoutSync() throws {
    let (broken, lost) = try cuts(command("reconcile"), ["--no-sync"])
    #expect(!broken.isEmpty)
    #expect(!lost.isEmpty)
  }
}
