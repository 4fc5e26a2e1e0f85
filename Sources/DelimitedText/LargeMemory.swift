import Glibc

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
      guard let memory = calloc(max(bytes, 1), 1) else { preconditionFailure("out of memory") }
      return memory
    }
    let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { preconditionFailure("out of memory") }
    // Only advice, where the system would make large pages of itself.
    madvise(mapped, bytes, MADV_NOHUGEPAGE)
    return mapped
  }

  /// Gives back what `allocate(bytes)` gave.
  static func free(_ memory: UnsafeMutableRawPointer, bytes: Int) {
    if bytes >= least { munmap(memory, bytes) } else { Glibc.free(memory) }
  }
}
