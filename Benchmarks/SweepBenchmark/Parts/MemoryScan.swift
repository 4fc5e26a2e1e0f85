/// The yardstick: adding up words of memory, which is as fast as bytes come.
enum MemoryScan {
  /// More than the caches of one core hold.
  private static let words = 8 << 20
  /// Bytes of one scan: less is over before a clock can tell.
  private static let bytes = 256 << 20

  static func make() -> Part {
    let memory = (0..<words).map { UInt64($0) }
    return Part(name: "memory scan", bytes: words * 8, items: words) {
      var sum: UInt64 = 0
      let span = memory.span
      for index in span.indices { sum &+= span[index] }
      return sum
    }.repeated(toBytes: bytes)
  }
}
