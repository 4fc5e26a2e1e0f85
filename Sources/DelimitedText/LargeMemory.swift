import Glibc

/// Zeroed memory for large tables, in pages of 2 MB where the system has them: a city touches
/// hundreds of megabytes once, and small pages would cost a fault each and a translation miss at
/// every jump.
///
/// The system hands out zeroed pages when they are first touched, by whoever touches them. So
/// making a table costs nothing, and its first use is shared by all workers.
enum LargeMemory {
  private static let page = 1 << 21

  /// At least `bytes` zero bytes; give them back with `free`.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= page else {
      guard let memory = calloc(max(bytes, 1), 1) else { preconditionFailure("out of memory") }
      return memory
    }
    // A page more, so that a border between pages lies in the first one.
    let size = roundedUp(bytes)
    let mapped = mmap(
      nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { preconditionFailure("out of memory") }
    let before = roundedUp(Int(bitPattern: mapped)) - Int(bitPattern: mapped)
    if before > 0 { munmap(mapped, before) }
    let memory = mapped + before
    if before < page { munmap(memory + size, page - before) }
    // Only advice: without large pages all works the same.
    madvise(memory, size, MADV_HUGEPAGE)
    return memory
  }

  /// Gives back what `allocate(bytes)` gave.
  static func free(_ memory: UnsafeMutableRawPointer, bytes: Int) {
    if bytes >= page { munmap(memory, roundedUp(bytes)) } else { Glibc.free(memory) }
  }

  private static func roundedUp(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }
}
