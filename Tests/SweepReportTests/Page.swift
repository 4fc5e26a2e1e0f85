import Testing

/// A page taken apart by a reader stricter than any browser: what it does not know it reports.
struct Page {
  struct Tag: Equatable {
    var name: String
    var attributes: [String: String]
    /// Text right inside, and of all elements in it.
    var text = ""
    var parents: [String]
  }

  let html: String
  private(set) var tags: [Tag] = []
  private(set) var faults: [String] = []

  private static let void: Set = ["meta", "link", "input", "rect", "path", "use"]

  init(_ html: String) {
    self.html = html
    var open: [Int] = []
    var rest = html[...]
    while let start = rest.utf8.firstIndex(of: UInt8(ascii: "<")) {
      let text = Self.decoded(rest[..<start])
      for tag in open { tags[tag].text += text }
      rest = rest[start...]
      if rest.hasPrefix("<!DOCTYPE html>") {
        rest = rest.dropFirst(15)
        continue
      }
      guard let end = rest.utf8.firstIndex(of: UInt8(ascii: ">")) else { break }
      let inside = rest[rest.utf8.index(after: start)..<end]
      rest = rest[rest.utf8.index(after: end)...]
      if inside.hasPrefix("/") {
        let name = inside.dropFirst()
        if open.last.map({ tags[$0].name == name }) != true { faults.append("</\(name)>") }
        _ = open.popLast()
        continue
      }
      guard let tag = Self.tag(inside, in: open.map { tags[$0].name }) else {
        faults.append("<\(inside.prefix(60))>")
        continue
      }
      tags.append(tag)
      let isClosed = inside.hasSuffix("/")
      if !isClosed && !(Self.void.contains(tag.name)) { open.append(tags.count - 1) }
      if ["script", "style"].contains(tag.name), let close = rest.firstRange(of: "</\(tag.name)") {
        tags[tags.count - 1].text = String(rest[..<close.lowerBound])
        rest = rest[close.lowerBound...]
      }
    }
    if !open.isEmpty { faults.append("open: \(open.map { tags[$0].name })") }
  }

  /// `name a="b"` with every attribute in double quotes, but for those without a value.
  private static func tag(_ inside: Substring, in parents: [String]) -> Tag? {
    var rest = inside.hasSuffix("/") ? inside.dropLast() : inside
    let name = rest.prefix { $0.isLetter || $0.isNumber }
    guard name.first?.isLowercase == true else { return nil }
    rest = rest.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while !rest.isEmpty {
      guard rest.first == " " else { return nil }
      rest = rest.drop { $0 == " " }
      let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
      guard !key.isEmpty, attributes[String(key)] == nil else { return nil }
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("=\"") else {
        attributes[String(key)] = ""
        continue
      }
      rest = rest.dropFirst(2)
      guard let quote = rest.firstIndex(of: "\"") else { return nil }
      attributes[String(key)] = decoded(rest[..<quote])
      rest = rest[rest.index(after: quote)...]
    }
    return Tag(name: String(name), attributes: attributes, parents: parents)
  }

  private static func decoded(_ text: Substring) -> String {
    text.contains("&")
      ? String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
        .replacing("&amp;", with: "&") : String(text)
  }

  func all(_ name: String) -> [Tag] { tags.filter { $0.name == name } }

  /// Each element with the names of its attributes, in no order: what the page is made of, whatever
  /// is written on it.
  var elements: [String] {
    tags.map { "\($0.name) \($0.attributes.keys.sorted())" }.sorted()
  }

  /// What a reader sees or hears: the text and the attributes that are read out.
  var words: String {
    let body = tags.first { $0.name == "body" }?.text ?? ""
    let spoken = tags.flatMap { tag in ["aria-label", "title"].compactMap { tag.attributes[$0] } }
    return ([body] + spoken).joined(separator: "\n")
  }
}
