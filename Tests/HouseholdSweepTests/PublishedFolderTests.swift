import DelimitedText
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Published tables are put in place whole, and only where nothing else is")
struct PublishedFolderTests {
  private static func files(_ night: String) -> [(name: String, text: String)] {
    [
      (PublishedFolder.areasName, "areas of \(night)\n"),
      (PublishedFolder.coverageName, "coverage of \(night)\n"),
      (PublishedFolder.readmeName, PublishedFolder.mark + "\n\(night)\n"),
    ]
  }

  private func sweep() throws -> TestFolder {
    let folder = try TestFolder()
    for name in ["results/summary.json", "results.previous/summary.json"] {
      try folder.write(#"{"product": "household-sweep results", "schema": 2}"#, to: name)
    }
    try folder.write("{}", to: "sweep.json")
    return folder
  }

  private func publish(
    _ night: String, to name: String, in folder: TestFolder, _ fileSystem: FileSystem = FileSystem()
  ) throws {
    try PublishedFolder.write(
      Self.files(night), to: folder.path + "/" + name, from: folder.path + "/results", fileSystem)
  }

  private func names(_ folder: TestFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("tables replace tables, none are kept beside them, and anybody may read them")
  func replaces() throws {
    let folder = try sweep()
    let before = try names(folder)
    for night in ["1", "2"] {
      try publish(night, to: "tables", in: folder)
      #expect(try folder.read("tables/areas.csv") == "areas of \(night)\n")
    }
    #expect(try names(folder) == before + ["tables"])
    let mode =
      try FileManager.default.attributesOfItem(atPath: folder.path + "/tables/areas.csv")[
        .posixPermissions] as? Int
    #expect(mode == 0o644)
  }

  @Test("places that hold something else, are results, hold them or lie in them are refused")
  func refusals() throws {
    let folder = try sweep()
    try folder.write("mine", to: "notes/areas.csv")
    try folder.write("mine", to: "mixed/diary.txt")
    try folder.write(PublishedFolder.mark + "\n", to: "mixed/README.txt")
    try folder.write("mine", to: "file")
    try folder.write("id\n", to: "residents/more.csv")
    try folder.write("mine", to: ".spare.tmp/diary.txt")
    let before = try names(folder)
    for name in [
      "results", "results/tables", "results.previous", "results.previous/tables", ".results.tmp",
      ".", "..", "notes", "mixed", "file", "residents/tables", "no/such/place", "spare",
    ] {
      let error = #expect(throws: SweepError.self, "\(name)") {
        try publish("1", to: name, in: folder)
      }
      #expect(error?.advice != nil, "\(name)")
    }
    #expect(try names(folder) == before)
    #expect(try folder.read("notes/areas.csv") == "mine")
  }

  @Test("a link in the folder is no table of ours; one to a folder stands for it")
  func links() throws {
    let folder = try sweep()
    try publish("1", to: "tables", in: folder)
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/tables")
    try publish("2", to: "link", in: folder)
    #expect(try folder.read("tables/areas.csv") == "areas of 2\n")
    try files.createSymbolicLink(
      atPath: folder.path + "/way", withDestinationPath: folder.path + "/results")
    #expect(throws: SweepError.self) { try publish("2", to: "way", in: folder) }
    try files.removeItem(atPath: folder.path + "/tables/coverage.csv")
    try files.createSymbolicLink(
      atPath: folder.path + "/tables/coverage.csv", withDestinationPath: folder.path + "/sweep.json"
    )
    #expect(throws: SweepError.self) { try publish("3", to: "tables", in: folder) }
    #expect(try folder.read("sweep.json") == "{}")
  }

  /// Kills a second night's writing before its every call, and makes each call fail, with and without a
  /// file system that can exchange folders.
  @Test(arguments: [true, false], [true, false])
  func survivesFailureAtAnyCall(exchange: Bool, forever: Bool) throws {
    var (moment, isDone) = (0, false)
    while !isDone {
      let folder = try sweep()
      try publish("1", to: "tables", in: folder)
      let calls = Mutex(0)
      let failing = FileSystem { [moment] call in
        if call.name == "renameat2" && !exchange { return .error(EINVAL) }
        let number = calls.withLock { count in
          count += 1
          return count - 1
        }
        return number == moment || forever && number > moment ? .error(EIO) : nil
      }
      try? publish("2", to: "tables", in: folder, failing)
      isDone = calls.withLock { $0 } <= moment
      let nights = Set(
        Self.files("").map(\.name).map { name in
          (try? folder.read("tables/" + name))?.filter(\.isNumber)
        })
      let isBetween = !exchange && nights == [nil]
      #expect(nights == ["1"] || nights == ["2"] || isBetween, "call \(moment)")
      if isBetween { #expect(try folder.read(".tables.old/areas.csv") == "areas of 1\n") }
      try publish("3", to: "tables", in: folder)
      #expect(try folder.read("tables/areas.csv") == "areas of 3\n")
      #expect(!(try names(folder)).contains { $0.hasPrefix(".tables") })
      moment += 1
    }
    #expect(moment > 10)
  }
}
