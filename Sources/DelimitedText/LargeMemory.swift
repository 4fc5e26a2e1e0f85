import Glibc

/// Memory for large tables, in pages of 2 MB where the system has them: a city touches hundreds of
/// megabytes once, and small pages would cost a fault each and a translation miss at every jump.
enum LargeMemory {
  private static let page = 1 << 21

  /// At least `bytes` bytes, not initialized; give them back with `free`.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    let isLarge = bytes >= page
    let size = isLarge ? (bytes + page - 1) / page * page : max(bytes, 1)
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, isLarge ? page : 64, size) == 0, let memory else {
      preconditionFailure("out of memory")
    }
    // Only advice: without large pages all works the same.
    if isLarge { madvise(memory, size, MADV_HUGEPAGE) }
    return memory
  }

  static func free(_ memory: UnsafeMutableRawPointer) { Glibc.free(memory) }
}
