/// Whether a number format makes a date of a number, and of which parts.
enum NumberFormat {
  /// The shape of a format that is known by number; nil if it shows no date.
  ///
  /// 27 to 36 and 50 to 58 differ by language, as nothing in the file says; the Chinese ones are
  /// taken. They are dates, or times, in the others too.
  static func shape(number: Int) -> DateShape? { builtIn[number].flatMap { shape($0) } }

  private static let builtIn: [Int: String] = [
    14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日",
    32: "h时mm分", 33: "h时mm分ss秒", 34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "上午/下午h时mm分", 56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
  ]

  /// The shape of a format as it is written; nil if it shows no date.
  ///
  /// Letters count outside of quotes (`"月"`), brackets (`[$-804]`, `[Red]`) and behind `\`, `_`,
  /// `*`. `[h]`, `[mm]`, `[s]` are elapsed time. `m` is minutes behind hours and in front of
  /// seconds, else the month. A section that begins with digits is a number, whatever follows:
  /// `0.0 kWh`, which some programs do not quote. O(n).
  static func shape(_ format: String) -> DateShape? {
    var shape: DateShape = []
    for section in sections(format) { shape.formUnion(self.shape(of: section)) }
    return shape.isDisjoint(with: [.date, .time, .elapsed]) ? nil : shape
  }

  private enum Token {
    case elapsed, digit
    case letter(UInt8)
  }

  private static func shape(of tokens: [Token]) -> DateShape {
    var shape: DateShape = []
    // The last letter of a part, and how an `m` is still to be read.
    var last: UInt8 = 0
    var hasMinutesOrMonth = false
    for token in tokens {
      switch token {
      case .digit:
        if shape.isEmpty && !hasMinutesOrMonth { return [] }
      case .elapsed:
        shape.formUnion([.time, .elapsed])
        last = UInt8(ascii: "h")
      case .letter(let letter):
        if letter == last { continue }
        switch letter {
        case UInt8(ascii: "y"): shape.insert(.year)
        case UInt8(ascii: "d"):
          if !shape.contains(.month) && !hasMinutesOrMonth { shape.insert(.dayFirst) }
          shape.insert(.day)
        case UInt8(ascii: "h"), UInt8(ascii: "s"):
          // `mm:ss`: those were minutes.
          if letter == UInt8(ascii: "s") { hasMinutesOrMonth = false }
          shape.insert(.time)
        default:
          if last == UInt8(ascii: "h") {
            shape.insert(.time)
          } else {
            if hasMinutesOrMonth { shape.insert(.month) }
            hasMinutesOrMonth = true
          }
        }
        // Another letter decides that the `m` before it was the month.
        if letter != UInt8(ascii: "m") && hasMinutesOrMonth {
          shape.insert(.month)
          hasMinutesOrMonth = false
        }
        last = letter
      }
    }
    if hasMinutesOrMonth { shape.insert(.month) }
    if shape.isDisjoint(with: [.day]) || !shape.contains(.month) { shape.remove(.dayFirst) }
    return shape
  }

  /// What counts of each section.
  private static func sections(_ format: String) -> [[Token]] {
    var sections: [[Token]] = [[]]
    var bytes = Array(format.utf8)[...]
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): bytes = after(UInt8(ascii: "\""), in: bytes)
      case UInt8(ascii: "["):
        let rest = after(UInt8(ascii: "]"), in: bytes)
        let inside = bytes[..<rest.startIndex].dropLast().map { $0 | 0x20 }
        if let first = inside.first, "hms".utf8.contains(first),
          inside.allSatisfy({ $0 == first })
        {
          sections[sections.count - 1].append(.elapsed)
        }
        bytes = rest
      case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"):
        // One character, of however many bytes.
        bytes = bytes.dropFirst()
        bytes = bytes.drop { $0 & 0xC0 == 0x80 }
      case UInt8(ascii: ";"): sections.append([])
      case UInt8(ascii: "0"), UInt8(ascii: "#"), UInt8(ascii: "?"):
        sections[sections.count - 1].append(.digit)
      case UInt8(ascii: "A"), UInt8(ascii: "a"):
        // `AM/PM` and `A/P` stand behind a time and are no months.
        for mark in ["m/pm", "/p"] {
          let next = bytes.prefix(mark.utf8.count)
          guard next.elementsEqual(mark.utf8, by: { $0 | 0x20 == $1 }) else { continue }
          bytes = bytes.dropFirst(next.count)
          break
        }
      case UInt8(ascii: "G"):
        if bytes.starts(with: "eneral".utf8) { bytes = bytes.dropFirst(6) }
      default:
        let letter = byte | 0x20
        if "ymdhs".utf8.contains(letter) { sections[sections.count - 1].append(.letter(letter)) }
      }
    }
    return sections
  }

  private static func after(_ end: UInt8, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.firstIndex(of: end).map { bytes[($0 + 1)...] } ?? bytes[bytes.endIndex...]
  }
}
