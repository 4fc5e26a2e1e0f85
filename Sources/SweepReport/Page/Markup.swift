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
    mutating func appendInterpolation(_ text: String) {
      Markup.escape(Visible.text(text), &html)
    }
  }

  static func += (markup: inout Markup, more: Markup) { markup.html += more.html }

  /// Pieces one after the other.
  static func joined(_ pieces: some Sequence<Markup>) -> Markup {
    var all: Markup = ""
    for piece in pieces { all += piece }
    return all
  }

  private static func escape(_ text: String, _ html: inout String) {
    let isPlain = text.utf8.allSatisfy { byte in
      byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
        && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
    }
    guard !isPlain else {
      html += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      default: html.unicodeScalars.append(scalar)
      }
    }
  }

  /// A name from a file, whose direction of writing stays its own.
  static func name(_ text: String) -> Markup { "<bdi>\(text)</bdi>" }
}

/// JSON inside a page: besides JSON's own rules, nothing in it can end the element it stands in.
enum PageJSON {
  static func text(_ text: String) -> String {
    var json = "\""
    for scalar in Visible.text(text).unicodeScalars {
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
}
