import HouseholdSweep

/// HTML in the making. What a literal says is markup; what is put into it is text and is escaped.
/// So nothing that comes from a file can become markup, whatever it is called:
///
///     let cell: Markup = "<td>\("<script>")</td>"     // <td>&lt;script&gt;</td>
///
/// Only another `Markup` goes in as it is. Attributes must stand in double quotes.
struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  private(set) var html: String

  /// For literals only; a text that is not known goes into one.
  init(stringLiteral value: String) { html = value }
  init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var html = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
    mutating func appendInterpolation(_ text: StaticString) { Markup.escape("\(text)", &html) }
    mutating func appendInterpolation(_ text: String) { Markup.escape(text, &html) }
  }

  static func += (markup: inout Markup, more: Markup) { markup.html += more.html }

  static func + (markup: Markup, more: Markup) -> Markup {
    var both = markup
    both += more
    return both
  }

  /// Pieces one after the other.
  static func joined(_ pieces: some Sequence<Markup>) -> Markup {
    var all: Markup = ""
    for piece in pieces { all += piece }
    return all
  }

  private static func escape(_ text: String, _ html: inout String) {
    let text = Visible.text(text)
    // What means something in HTML is ASCII; whatever stands between goes over in one piece.
    var rest = text[...]
    while let place = rest.utf8.firstIndex(where: { entity(for: $0) != nil }) {
      html += rest[..<place]
      html += entity(for: rest.utf8[place])!
      rest = rest[rest.utf8.index(after: place)...]
    }
    html += rest
  }

  private static func entity(for byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }

  /// A name from a file, whose direction of writing stays its own.
  static func name(_ text: String) -> Markup { "<bdi>\(text)</bdi>" }
}

/// JSON inside a page: besides JSON's own rules, nothing in it can end the element it stands in.
enum PageJSON {
  static func text(_ text: String) -> String {
    let text = Visible.text(text)
    guard text.utf8.contains(where: isSpecial) else { return "\"\(text)\"" }
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "<": json += "\\u003c"
      case ">": json += "\\u003e"
      case "&": json += "\\u0026"
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "&"):
      true
    default: false
    }
  }
}
