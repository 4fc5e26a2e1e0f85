import CLibrary
import CSupport

/// Zeroed memory for large tables.
///
/// The system hands out zeroed pages when they are first touched, by whoever touches them. So
/// making a table costs nothing, and its first use is shared by all workers. The pages are the
/// ordinary small ones: large ones save a tenth of a second where the machine has them ready, and cost
/// half a second where they must be made first (see `docs/performance.md`).
enum LargeMemory {
  /// Smaller tables come from the heap.
  private static let least = 1 << 18

  /// At least `bytes` zero bytes; give them back with `free`.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= least else {
      guard let memory = calloc(max(bytes, 1), 1) else { memory_refused(bytes) }
      return memory
    }
    let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { memory_refused(bytes) }
    // Only advice, where the system would make large pages of itself.
    keep_small_pages(mapped, bytes)
    return mapped
  }

  /// Gives back what `allocate(bytes)` gave.
  static func free(_ memory: UnsafeMutableRawPointer, bytes: Int) {
    if bytes >= least { munmap(memory, bytes) } else { CLibrary.free(memory) }
  }
}

/// What becomes of a process that the system refuses memory.
package enum MemoryRefusal {
  /// From now on it writes `before`, the number of bytes and `after` to the standard error and ends with 1,
  /// as with any other error; without this it crashes. Wherever it is in the middle of, what it has put in
  /// place stays whole: the next run clears up as after one that was killed.
  ///
  /// Not an error that is thrown: memory is taken in the middle of the hottest loops.
  package static func isTold(before: String, after: String) {
    // For good, so that there is something to say when no memory is left.
    memory_refusal_is_told(strdup(before), strdup(after))
  }
}
