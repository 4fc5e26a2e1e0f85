/// How much is read of a file before it is refused.
///
/// A file can say of itself that it is small, and unpack to anything. So what it says is checked
/// when it is opened, and that it said the truth while it is unpacked.
package struct Limits: Sendable {
  /// All parts together, in bytes.
  package var unpacked = 1 << 30
  /// Below this no file is a bomb, however well it packs.
  package var harmless = 64 << 20
  /// So many times its own size, and more than `harmless`, a file is a bomb.
  package var ratio = 100
  /// Parts in the archive. A workbook with a photo in each row has some thousands.
  package var parts = 65_535
  /// Sheets in the workbook.
  package var sheets = 4096

  package init() {}

  /// Columns (A to XFD) and rows of a sheet, by its standard.
  static let columns = 16_384
  static let rows = 1_048_576
  /// Attributes of an element, and names of elements and attributes in a part. Real ones have some
  /// dozens and hundreds; the parser's time grows with the square of both.
  static let attributes = 5000
  static let names = 10_000
  /// What stands in front of a part's root element, comments and all, in bytes.
  static let prolog = 1 << 16
}
