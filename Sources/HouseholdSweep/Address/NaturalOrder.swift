import DelimitedText

/// The order people expect of addresses and names: `2` before `10`.
///
/// Runs of ASCII digits compare by value, at any length, and come before other characters; others
/// compare by code point (in UTF-8 that is the order of the bytes); a prefix comes first; what is
/// still equal (`01` and `1`) compares by bytes.
package enum NaturalOrder {
  /// Whether `a` comes before `b`. O(bytes).
  package static func precedes(_ a: String, _ b: String) -> Bool {
    Field.of(a) { a in Field.of(b) { b in compare(a, b) < 0 } }
  }

  /// Negative where `a` comes first, 0 where they are the same bytes.
  package static func compare(_ a: Field, _ b: Field) -> Int {
    var i = 0
    var j = 0
    while i < a.count && j < b.count {
      let left = isDigit(a[i])
      let right = isDigit(b[j])
      if left && right {
        let order = compareRuns(a, &i, b, &j)
        if order != 0 { return order }
      } else if left != right {
        return left ? -1 : 1
      } else {
        if a[i] != b[j] { return a[i] < b[j] ? -1 : 1 }
        i += 1
        j += 1
      }
    }
    let rest = (a.count - i) - (b.count - j)
    if rest != 0 { return rest }
    return compareBytes(a, b)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private static func compareRuns(_ a: Field, _ i: inout Int, _ b: Field, _ j: inout Int) -> Int {
    while i < a.count && a[i] == 48 { i += 1 }
    while j < b.count && b[j] == 48 { j += 1 }
    let (startA, startB) = (i, j)
    while i < a.count && isDigit(a[i]) { i += 1 }
    while j < b.count && isDigit(b[j]) { j += 1 }
    let (lengthA, lengthB) = (i - startA, j - startB)
    if lengthA != lengthB { return lengthA - lengthB }
    for offset in 0..<lengthA where a[startA + offset] != b[startB + offset] {
      return Int(a[startA + offset]) - Int(b[startB + offset])
    }
    return 0
  }

  private static func compareBytes(_ a: Field, _ b: Field) -> Int {
    for index in 0..<min(a.count, b.count) where a[index] != b[index] {
      return Int(a[index]) - Int(b[index])
    }
    return a.count - b.count
  }
}
