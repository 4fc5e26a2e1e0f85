/// Of each style of a workbook what its number format shows of a date.
struct Styles: Sendable {
  /// By the number that a cell has as `s`; nil for styles that show no date.
  private var shapes: [DateShape?] = []

  /// No styles: no cell is a date.
  init() {}

  init(_ part: ZipArchive.Part, of archive: ZipArchive) throws(SpreadsheetError) {
    let reading = Reading()
    try PartEvents.read(part, of: archive, reading)
    var known: [Int: DateShape?] = [:]
    shapes = reading.styles.map { number in
      if let shape = known[number] { return shape }
      // A file may say anew what a known number is.
      let shape =
        reading.formats[number].map { NumberFormat.shape($0) } ?? NumberFormat.shape(number: number)
      known[number] = .some(shape)
      return shape
    }
  }

  subscript(style: Int) -> DateShape? { shapes.indices.contains(style) ? shapes[style] : nil }

  private final class Reading: PartHandler {
    var formats: [Int: String] = [:]
    var styles: [Int] = []

    func start(_ name: String, _ attributes: [String: String]) -> Bool {
      switch name {
      case "styleSheet", "numFmts", "cellXfs": return true
      case "numFmt":
        if let number = attributes["numFmtId"].flatMap({ Int($0) }) {
          formats[number] = attributes["formatCode"]
        }
      case "xf": styles.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
      default: break
      }
      return false
    }

    func end(_ name: String) {}
  }
}
