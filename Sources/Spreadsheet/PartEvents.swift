import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Who is told of the elements of a part, one after the other.
///
/// Names are without their prefix. What an element says no to is not heard of: neither what is in it
/// nor its end. So `end` belongs to the last `start` that said yes.
protocol PartHandler: AnyObject {
  /// Whether elements of a namespace are this handler's.
  static func knows(namespace: String) -> Bool
  /// Whether the content of an element is wanted.
  func start(_ name: String, _ attributes: [String: String]) throws(SpreadsheetError) -> Bool
  func end(_ name: String) throws(SpreadsheetError)
  /// A piece of text; one text may come in several.
  func text(_ text: String)
  /// Whether enough has been heard.
  var isDone: Bool { get }
}

extension PartHandler {
  func text(_ text: String) {}
  var isDone: Bool { false }

  /// The two namespaces of spreadsheets, the everyday one and the strict one, and none.
  static func knows(namespace: String) -> Bool {
    namespace == "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
      || namespace == "http://purl.oclc.org/ooxml/spreadsheetml/main" || namespace.isEmpty
  }
}

/// Reads a part with `XMLParser`, from a stream: its unpacked bytes are never in memory at once.
final class PartEvents: NSObject {
  private let part: String
  private let handler: any PartHandler
  private var failure: SpreadsheetError?
  private var isStopped = false
  /// Elements open inside one that nobody wants, it counted too.
  private var unwanted = 0
  private var hasRoot = false
  private var names: Set<String> = []

  private init(part: String, handler: some PartHandler) {
    self.part = part
    self.handler = handler
  }

  /// Tells `handler` of all elements of a part, to its end or until the handler is done. The root
  /// element must be one that it wants. O(unpacked bytes).
  static func read(
    _ part: ZipArchive.Part, of archive: ZipArchive, _ handler: some PartHandler
  ) throws(SpreadsheetError) {
    let stream = PartStream(try PartReader(part, of: archive))
    let parser = XMLParser(stream: stream)
    let events = PartEvents(part: part.name, handler: handler)
    parser.delegate = events
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    parser.externalEntityResolvingPolicy = .never
    let isWhole = parser.parse()
    if let failure = events.failure ?? stream.failure { throw failure }
    guard !events.isStopped else { return }
    guard isWhole else { throw .badXML(part: part.name, line: max(1, parser.lineNumber)) }
    guard events.hasRoot else { throw .unexpectedRoot(part: part.name) }
  }

  /// Of one and two letters there are not many names, and those of cells are such.
  private func note(_ name: String) {
    if name.utf8.count > 2 { names.insert(name) }
  }

  private func stop(_ parser: XMLParser, _ error: SpreadsheetError? = nil) {
    failure = error
    isStopped = true
    parser.abortParsing()
  }
}

extension PartEvents: XMLParserDelegate {
  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI namespace: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    guard !isStopped else { return }
    note(name)
    for attribute in attributes.keys { note(attribute) }
    guard names.count <= Limits.names else {
      stop(parser, .tooManyNames(part: part))
      return
    }
    guard unwanted == 0 else {
      unwanted += 1
      return
    }
    do throws(SpreadsheetError) {
      if type(of: handler).knows(namespace: namespace ?? ""), try handler.start(name, attributes) {
        hasRoot = true
      } else {
        unwanted = 1
      }
    } catch { stop(parser, error) }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard !isStopped else { return }
    guard unwanted == 0 else {
      unwanted -= 1
      return
    }
    do throws(SpreadsheetError) {
      try handler.end(name)
      if handler.isDone { stop(parser) }
    } catch { stop(parser, error) }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !isStopped && unwanted == 0 { handler.text(text) }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    if !isStopped && unwanted == 0 { handler.text(String(decoding: block, as: UTF8.self)) }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    guard !isStopped, !Self.warnings.contains((error as NSError).code) else { return }
    stop(parser, .badXML(part: part, line: max(1, parser.lineNumber)))
  }

  /// What libxml2 tells as it tells errors, and are none: versions, languages, namespaces that are
  /// no absolute addresses.
  private static let warnings: Set<Int> = [97, 98, 99, 100, 102, 106]
}
