import DelimitedText

// MARK: - Learning shapes

extension AddressScanner {
  /// How addresses of the shape of the one scanned last are read, or nil where that hangs on more
  /// than the places of their digits.
  ///
  /// The scanner knows a digit only as a digit, but beside what `DigitRuns` does not take, in
  /// numbers too large, and in floors. So where none of these is in play another address of the
  /// shape tells what comes from where: one in which each run of digits is another number than
  /// before, and than all others.
  mutating func reading(_ field: Field, _ digits: borrowing DigitRuns) -> ShapeReading? {
    let key = numericKey
    let traits = traits(field)
    guard mode == .asWritten, !namesFloor, !key.isNone, digits.runs.count <= 3,
      digits.runs.allSatisfy({ $0.digits.count <= ShapeReading.longest })
    else { return nil }
    var numbers: [(here: Int, there: Int)] = []
    var sample: [UInt8] = []
    var copied = 0
    for (place, run) in digits.runs.enumerated() {
      let here = digits.withText { text in
        run.digits.reduce(0) { $0 * 10 + Int(text[$1] - 48) }
      }
      let digit = [1, 4].map { $0 + place }.first { repeated($0, run.digits.count) != here }!
      sample += field.dropFirst(copied).prefix(run.bytes.lowerBound - copied).bytes
      for _ in run.digits { sample += run.script.spelt(digit) }
      copied = run.bytes.upperBound
      numbers.append((here, repeated(digit, run.digits.count)))
    }
    sample += field.dropFirst(copied).bytes
    guard Field.of(sample, { scan($0, mode: .asWritten) }) else { return nil }
    arrange()
    guard !numericKey.isNone, self.traits(field) == traits,
      let parts = parts(key, numericKey, digits.runs.map(\.digits), numbers)
    else { return nil }
    return digits.withText { ShapeReading($0, key, traits, parts: parts) }
  }

  private func repeated(_ digit: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { number, _ in number * 10 + digit }
  }

  /// For each part of a key the run of digits that it is, or nil where it is none; nil where the
  /// keys do not tell, or a run is no part.
  private func parts(
    _ here: AddressKey, _ there: AddressKey, _ runs: [Range<Int>],
    _ numbers: [(here: Int, there: Int)]
  ) -> [Range<Int>?]? {
    let (a, b) = (here.parts, there.parts)
    var parts: [Range<Int>?] = []
    for (here, there) in [(a.first, b.first), (a.second, b.second), (a.third, b.third)] {
      let run = numbers.firstIndex { $0.here == here && $0.there == there }
      guard run != nil || here == there else { return nil }
      parts.append(run.map { runs[$0] })
    }
    return Set(parts.compactMap { $0 }).count == runs.count ? parts : nil
  }
}
