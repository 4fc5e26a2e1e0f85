import DelimitedText

/// Writes rows such as those of `units.csv` into a buffer: texts, small numbers, decimals.
enum WriterPart {
  private static let rows = 300_000

  static func make() -> Part {
    Part(name: "writer", bytes: write().bytes, items: rows) { write().hash }
  }

  private static func write() -> (bytes: Int, hash: UInt64) {
    var buffer = OutputBuffer(capacity: 1 << 20)
    var bytes = 0
    var hash: UInt64 = 0
    for row in 0..<rows {
      buffer.append("C0001,")
      buffer.append(number: row % 30 + 1)
      buffer.append("-2-")
      buffer.append(number: row % 3400 / 100 * 100 + row % 4 + 101)
      buffer.append(",1,")
      buffer.append(number: row % 34)
      buffer.append(",G17,confirmed,0,")
      buffer.append(scaled: row % 10_001, places: 4)
      for column in 0..<3 { buffer.append(commaAnd: row >> column & 3) }
      buffer.append(UInt8(ascii: ","))
      buffer.append(scaled: row % 20_000, places: 3)
      buffer.append(",active")
      for column in 0..<6 { buffer.append(commaAnd: row >> column & 3) }
      buffer.append(",none\n")
      if buffer.count > 1 << 20 - 256 {
        bytes += buffer.count
        hash = Field.mix(hash, buffer.withField(0..<64) { $0.hash64 })
        buffer.removeAll()
      }
    }
    bytes += buffer.count
    return (bytes, Field.mix(hash, buffer.withField(0..<buffer.count) { $0.hash64 }))
  }
}
