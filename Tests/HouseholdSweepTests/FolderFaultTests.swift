import CLibrary
import DelimitedText
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("A share that stutters")
struct FolderFaultTests {
  /// Fails one call, and counts all.
  private final class Faults: Sendable {
    private let calls = Mutex(0)
    let failing: Int

    init(failing: Int) { self.failing = failing }

    var count: Int { calls.withLock { $0 } }

    func fileSystem(_ code: Int32) -> FileSystem {
      FileSystem { _ in
        self.calls.withLock { calls in
          calls += 1
          return calls == self.failing ? .error(code) : nil
        }
      }
    }
  }

  @Test(
    "no error of a folder is taken for an empty folder or an absent file", arguments: [EIO, EACCES])
  func everyCall(code: Int32) throws {
    let folder = try TestFolder()
    try folder.write(#"{"first_day": "2020-02-17"}"#, to: "sweep.json")
    try folder.write("compound,unit\n", to: "units.csv")
    for name in ["north/a.csv", "north/deep/b.csv", "south/c.csv"] {
      try folder.write("compound,unit\nA,1\n", to: "residents/" + name)
    }
    try folder.write("photo", to: "pictures/x.jpg")
    let counted = Faults(failing: 0)
    let whole = try SweepFolder(path: folder.path, counted.fileSystem(code))
    #expect(whole.files[.residents]?.count == 3)
    #expect(counted.count > 8)
    var told = 0
    for call in 1...counted.count {
      let faults = Faults(failing: call)
      do {
        let found = try SweepFolder(path: folder.path, faults.fileSystem(code))
        #expect(found.files == whole.files, "call \(call)")
        // A folder that is no source may be left out, but not without a word.
        #expect(found.notes.count > whole.notes.count, "call \(call)")
      } catch {
        #expect(error.code == .system)
        told += 1
      }
    }
    #expect(told > 6)
  }
}
