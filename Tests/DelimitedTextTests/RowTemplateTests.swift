import DelimitedText
import Foundation
import Testing

/// What is read by a template must be what stands in the row.
@Suite("Rows like the row before")
struct RowTemplateTests {
  /// Reads rows by a template, and compares each that matches with its own fields.
  private struct ComparingSink: RowSink, ~Copyable {
    let columns: TemplateColumns
    /// Where address, time, digit and the two that must be alike stand.
    let order: [Int]
    var template = RowTemplate()
    var times = TimeReader()
    var last: [String] = []
    var (wholeRows, aroundAddresses, otherNumbers) = (0, 0, 0)
    var differences: [String] = []

    init(_ columns: TemplateColumns, order: [Int]) {
      self.columns = columns
      self.order = order
    }

    mutating func begin(file: Int, chunk: Int) {
      template.forget()
      template.begin(columns)
    }

    mutating func fault(_ fault: RowFault, line: Int) {}

    mutating func row(_ row: Row) {
      let fields = order.map { row.field($0).text }
      let numbers = Self.numbers(fields[0])
      if template.matches(row) {
        compare(row, fields, numbers)
      } else if let time = times.read(row.field(order[1])) {
        last = fields
        template.learn(row, numbers, minute: time.minute)
      }
    }

    private mutating func compare(_ row: Row, _ fields: [String], _ numbers: TemplateNumbers?) {
      func expect(_ holds: Bool, _ what: String) {
        if !holds { differences.append("\(what) of \(fields) after \(last)") }
      }
      expect(fields[3...4] == last[3...4], "what must be the same")
      expect(fields[1].prefix(10) == last[1].prefix(10), "the date")
      let clock = fields[1].suffix(5).split(separator: ":").compactMap { Int($0) }
      let time = clock.count == 2 && clock[0] < 24 && clock[1] < 60 ? clock[0] * 60 + clock[1] : nil
      expect(template.timeOfDay(in: row) == time, "the time of day")
      expect(template.digit(in: row) == Int(fields[2]), "the digit")
      if template.isAddressOpen {
        aroundAddresses += 1
      } else {
        wholeRows += 1
        expect(template.numbers(in: row) == numbers?.bits, "the numbers")
        if fields[0].prefix(2) != last[0].prefix(2) { otherNumbers += 1 }
      }
      last = fields
    }

    /// Three numbers of up to three digits, as texts.
    private static func numbers(_ address: String) -> TemplateNumbers? {
      let parts = address.split(separator: "-", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { $0.count > 3 ? nil : UInt64($0) }
      guard parts.count == 3, numbers.count == 3 else { return nil }
      return TemplateNumbers(
        bits: numbers.reduce(0) { $0 << 20 | $1 + 1 }, lastDigits: parts[2].count,
        areAllPlain: true)
    }
  }

  @Test("are read as if each were taken apart", arguments: 0..<8)
  func values(kind: Int) throws {
    var random = SystemRandomNumberGenerator()
    func some(_ texts: [String]) -> String { texts.randomElement(using: &random)! }
    let names = ["address", "time", "digit", "compound", "worker", "free"]
    // In any order; sometimes the address comes last, and nothing behind it can be read.
    let order = kind == 0 ? [1, 2, 3, 0, 4, 5] : [0, 1, 2, 3, 4, 5].shuffled(using: &random)
    let rows = (0..<6000).map { number in
      var fields = Array(repeating: "", count: 6)
      let isSpelt = number / 500 % 2 == 1
      let numbers = (Int.random(in: 1...3), Int.random(in: 1...2), Int.random(in: 10...109))
      fields[order[0]] =
        isSpelt
        ? "\(numbers.0)栋\(some(["", "A"]))\(numbers.2)室"
        : "\(numbers.0)-\(numbers.1)-\(numbers.2)\(some(["", "", "", "", "", "", "", "x"]))"
      fields[order[1]] =
        "2020-02-1\(number / 1500)T\(some(["19", "20", "2x"])):\(some(["00", "59", "61"]))"
      fields[order[2]] = some(["0", "1", "7", "z"])
      fields[order[3]] = "C\(number / 100)"
      fields[order[4]] = number % 9 == 8 ? "W2" : "W1"
      fields[order[5]] = some(["a", "b", "c", "a", "b", "c", "", "bcd"])
      return fields.joined(separator: ",")
    }
    let header = order.indices.map { place in names[order.firstIndex(of: place)!] }
    let path = NSTemporaryDirectory() + "template-\(UInt64.random(in: 0 ... .max)).csv"
    let text = ([header.joined(separator: ",")] + rows).joined(separator: "\n")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let columns = TemplateColumns(
      same: order.prefix(5).map { $0 }, numbers: order[0], isSpelt: true, timeOfDay: order[1],
      digit: order[2])
    let files = try DelimitedFiles([DelimitedFile.open(path, chunkSize: 1 << 18)])
    let feed = files.feed()
    var sink = ComparingSink(columns, order: order)
    try feed.drain(into: &sink)
    #expect(sink.differences.prefix(5) == [])
    #expect(sink.wholeRows > 10 && sink.otherNumbers > 2)
    let canBeSpelt = order[1] > order[0] && order[2] > order[0]
    #expect(canBeSpelt == (sink.aroundAddresses > 20))
  }
}
