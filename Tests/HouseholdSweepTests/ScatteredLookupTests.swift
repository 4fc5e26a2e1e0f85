import DelimitedText
import TestSupport
import Testing

@testable import HouseholdSweep

@Suite("Tables for rows that jump about find what there is, and nothing else")
struct ScatteredLookupTests {
  /// The ascending keys of a compound of a kind, each once.
  private static func keys(_ kind: Int, _ random: inout SeededGenerator) -> [AddressKey] {
    func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    var keys: Set<AddressKey> = []
    for _ in 0..<number(1...150) {
      switch kind {
      case 0:
        keys.insert(AddressKey(number(1...3), number(1...4), number(1...30) * 100 + number(1...4)))
      case 1: keys.insert(AddressKey(number(1...200)))
      case 2: keys.insert(AddressKey(number(0...9), number(0...120)))
      case 3: keys.insert(AddressKey(number(1...4), number(-1...3), -1))
      case 4:
        keys.insert(
          AddressKey(number(0...AddressKey.largestPart), number(0...9), number(0...9999)))
      case 5: keys.insert(AddressKey(AddressKey.largestPart, 0, number(0...300)))
      default: keys.insert(Field.of("A\(number(1...99))") { AddressKey(canonical: $0) })
      }
    }
    return keys.sorted { $0.bits < $1.bits }
  }

  @Test("units", arguments: 0..<30 as Range<UInt64>)
  func units(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var all: [AddressKey] = []
    var starts = [0]
    for _ in 0..<12 {
      all +=
        Bool.random(using: &random) ? Self.keys(.random(in: 0...6, using: &random), &random) : []
      starts.append(all.count)
    }
    let column = UnitColumn<AddressKey>(count: all.count)
    for (unit, key) in all.enumerated() { column[unit] = key }
    let table = UnitTable(column, starts: starts, threads: 2)
    for compound in 0..<starts.count {
      let units =
        compound < starts.count - 1 ? Array(starts[compound]..<starts[compound + 1]) : []
      let expected = Dictionary(uniqueKeysWithValues: units.map { (all[$0], $0) })
      let asked =
        units.map { all[$0] } + all.prefix(100)
        + (0...6).flatMap { Self.keys($0, &random) }
        + all.prefix(100).map { AddressKey(bits: $0.bits &+ 1 << 40) }
      for key in asked {
        let unit = expected[key] ?? -1
        #expect(table.find(compound, key) { _ in true } == unit)
        #expect(table.find(compound, key) { _ in false } == -1)
        let hint = table.hint(compound, key)
        #expect(table.unit(hint, key) == unit)
      }
    }
  }

  @Test("meters", arguments: 0..<30 as Range<UInt64>)
  func meters(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let letter = ["", "M"][Int(seed % 2)]
    var number = Int.random(in: 1_000_000...8_000_000, using: &random)
    let count = 2000
    let keys = UnitColumn<MeterKey>(count: count)
    var expected: [MeterKey: Int] = [:]
    func key(_ number: Int) -> MeterKey { Field.of("\(letter)\(number)") { MeterKey($0) } }
    for meter in 0..<count {
      // Ids and meters are left out together, or each by itself.
      let isSkipped = Int.random(in: 0..<20, using: &random) == 0
      if !isSkipped || seed % 3 == 0 { number += 1 }
      if seed % 3 == 1 { number += Int.random(in: 0...3, using: &random) }
      if isSkipped { continue }
      keys[meter] = key(number)
      expected[key(number)] = meter
    }
    guard let bits = MeterBits(ascending: keys) else {
      Issue.record("these ids are dense")
      return
    }
    for (key, meter) in expected { #expect(bits.find(key) == meter) }
    let first = number - 3 * count
    for other in first..<number + 100 {
      #expect(bits.find(key(other)) == expected[key(other)] ?? -1)
    }
    for other in [
      "", "7", "M", "M7", "N\(number)", "M0\(number)", "0\(number)", "\(number)0", "x-1",
    ] {
      let key = Field.of(other) { MeterKey($0) }
      #expect(bits.find(key) == expected[key] ?? -1, "\(other)")
    }
  }

  @Test func idsFarApartHaveNoBits() {
    let keys = UnitColumn<MeterKey>(count: 3)
    for (meter, id) in ["10000000", "20000000", "30000000"].enumerated() {
      keys[meter] = Field.of(id) { MeterKey($0) }
    }
    #expect(MeterBits(ascending: keys) == nil)
  }

  @Test func shortPlainAddressesAreReadAsAllOthers() {
    var random = SeededGenerator(seed: 5)
    var parser = AddressParser()
    var plain = 0
    for _ in 0..<50_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        switch Int.random(in: 0..<14, using: &random) {
        case 0...5:
          text +=
            "\(Int.random(in: 0...([9, 40, 3000, 2_000_000].randomElement(using: &random)!), using: &random))"
        case 6...11: text += ["-", "/", " "].randomElement(using: &random)!
        case 12: text += "0"
        default: text += ["A", "é", "栋", ".", "\u{7F}"].randomElement(using: &random)!
        }
      }
      let (key, expected) = Field.of(text) {
        (AddressKey.plain($0, FieldWords($0)), parser.parseSpelling($0))
      }
      if !key.isNone {
        plain += 1
        #expect(key == expected, "\(text)")
      }
    }
    #expect(plain > 2000)
  }
}
