import DelimitedText

/// Tells rows that are no data: totals, remarks, headings.
struct RowKinds {
  private static let totals: [[UInt8]] = ["合计", "总计", "小计", "共计", "汇总"].map { Array($0.utf8) }
  private static let englishTotals: [[UInt8]] = ["total", "subtotal", "sum"].map { Array($0.utf8) }
  private static let remarks: [[UInt8]] = ["填表人", "制表人", "审核", "负责人", "注", "备注"].map {
    Array($0.utf8)
  }

  /// Whether a cell begins with a word of totals, or with one of those who sign, and a colon.
  static func isMark(_ cell: Field) -> Bool {
    guard cell.count >= 3 else { return false }
    if cell[0] < 0x80 {
      let letter = cell[0] | 32
      guard letter == UInt8(ascii: "t") || letter == UInt8(ascii: "s") else { return false }
      return englishTotals.contains { word in
        begins(cell, with: word, foldingCase: true)
          && (cell.count == word.count || (cell[word.count] | 32) &- 97 >= 26)
      }
    }
    if totals.contains(where: { begins(cell, with: $0) }) { return true }
    return remarks.contains { word in
      guard begins(cell, with: word), cell.count > word.count else { return false }
      let rest = cell.dropFirst(word.count)
      return rest[0] == UInt8(ascii: ":") || begins(rest, with: Array("：".utf8))
    }
  }

  private static func begins(_ cell: Field, with word: [UInt8], foldingCase: Bool = false) -> Bool {
    guard cell.count >= word.count else { return false }
    for index in word.indices where (foldingCase ? cell[index] | 32 : cell[index]) != word[index] {
      return false
    }
    return true
  }
}
