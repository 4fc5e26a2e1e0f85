import Testing

@testable import DelimitedText

@Suite("What is taken for UTF-8 is what the standard library takes for it")
struct UTF8Tests {
  private func check(_ bytes: [UInt8]) {
    let isValid = bytes.withUnsafeBufferPointer { Transcoder.isUTF8($0) }
    #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
  }

  /// All bytes that a rule begins or ends at, and their neighbours.
  private static let borders: [UInt8] = [
    0x00, 0x30, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
  ]

  @Test("three bytes of any kind, at the border of two blocks of 64", arguments: 59...65)
  func triples(at place: Int) {
    for first in Self.borders {
      for second in Self.borders {
        for third in Self.borders {
          var bytes = [UInt8](repeating: 0x30, count: 70)
          bytes.replaceSubrange(place..<place + 3, with: [first, second, third])
          check(bytes)
        }
      }
    }
  }

  @Test("texts, whole and cut short, and with one byte changed")
  func texts() {
    var random = SystemRandomNumberGenerator()
    let characters = [
      "3", "-", "é", "栋", "퟿", "\u{E000}", "😀", "\u{10FFFF}", "\u{800}", "\u{10000}",
    ]
    for _ in 0..<2000 {
      let count = Int.random(in: 0...90, using: &random)
      let text = (0..<count).map { _ in characters.randomElement(using: &random)! }.joined()
      var bytes = Array(text.utf8)
      check(bytes)
      check(Array(bytes.dropLast(Int.random(in: 0...4, using: &random))))
      guard !bytes.isEmpty else { continue }
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = Self.borders.randomElement(
        using: &random)!
      check(bytes)
    }
  }
}
