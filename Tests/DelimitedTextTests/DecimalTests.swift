import Foundation
import Testing

@testable import DelimitedText

@Suite("Decimals are written as C's printf writes them")
struct DecimalTests {
  @Test("ties, their neighbours and anything else", arguments: [1, 3, 4, 6])
  func rounding(places: Int) {
    var random = SystemRandomNumberGenerator()
    let factor = pow(10, Double(places))
    for round in 0..<4000 {
      // Multiples of 1/8 and the like are exact ties, most others lie beside one.
      let whole = Double(Int.random(in: 0...(round % 2 == 0 ? 99 : 99_999), using: &random))
      let tie = (whole + 0.5) / factor
      let dyadic = whole / 1024
      let any = Double.random(in: 0...(round % 2 == 0 ? 1 : 5000), using: &random)
      for value in [tie, tie.nextUp, tie.nextDown, dyadic, any, whole / factor] {
        let wanted = String(format: "%.\(places)f", value)
        let scaled = Decimals.scaled(value, places: places)
        #expect(scaled == Int(wanted.filter { $0 != "." }), "\(value)")
        // What has more places is summed and never written.
        if places <= 4 {
          var buffer = OutputBuffer()
          buffer.append(scaled: scaled, places: places)
          #expect(String(decoding: buffer.bytes, as: UTF8.self) == wanted, "\(value)")
        }
      }
    }
  }

  @Test("pieces of a row come out as the same values one by one do")
  func rows() {
    var buffer = OutputBuffer(capacity: 64)
    var wanted = ""
    let short = [0, 1, 9, 10, 99, 100, 999, 1000, 9999].flatMap { [$0, 9999 - $0] }
    for number in short + (0..<500).map({ $0 * 19 }) {
      let thousandths = number * 1000 + number % 1000
      var row = buffer.beginRow()
      row.append(short: UInt32(number))
      row.append(thousandths: UInt32(thousandths))
      buffer.endRow(row)
      wanted += "\(number)" + String(format: "%d.%03d", thousandths / 1000, thousandths % 1000)
    }
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == wanted)
  }

  @Test("kWh are rounded half up to thousandths, whatever their length")
  func thousandths() throws {
    for (text, wanted) in [
      ("0", 0), ("0.0004", 0), ("0.0005", 1), ("0.00049999", 0), ("12.3455", 12_346),
      ("999999.9999", 1_000_000_000), (".5", 500), ("5.", 5000), ("000000000012.1", 12_100),
      ("999999999999.999", 999_999_999_999_999),
    ] {
      #expect(try Field.of(text) { try $0.thousandths() } == wanted, "\(text)")
    }
    for (text, wanted) in [
      ("", NumberFault.bad), (".", .bad), ("1.2.3", .bad), ("1e5", .bad), ("+1", .bad),
      ("-1", .negative), ("-.5", .negative), ("--1", .bad), ("-", .bad), ("nan", .bad),
      ("1,000", .bad), ("1 000", .bad), ("１", .bad), ("1000000000000", .bad),
      ("99999999999999999999999", .bad),
    ] {
      #expect(throws: wanted, "\(text)") { try Field.of(text) { try $0.thousandths() } }
    }
  }
}
