/// Why bytes could not be read as a spreadsheet. The wording is the caller's.
///
/// `part` is the name of a file inside the archive, as its writer spelt it. No case holds a value of
/// a cell, but for a reference (`B7`) that is none.
package enum SpreadsheetError: Error, Sendable, Equatable {
  /// A system call failed: its name and `errno`.
  case system(call: String, errno: Int32)
  /// No zip archive, and nothing of the two below.
  case notZip
  /// Protected by a password: a compound file with an encrypted package, or encrypted zip entries.
  case encrypted
  /// A compound file as `.xls` and `.et` are.
  case oldFormat
  /// A text document: `.docx`, `.odt`, `.doc`, `.wps`.
  case document
  /// Begins as a zip archive and has no end.
  case cutShort
  /// The archive's list of parts contradicts itself.
  case badArchive
  /// More parts than a spreadsheet has.
  case tooManyParts(Int)
  /// The parts come to more than `Limits.unpacked` bytes.
  case tooLarge(bytes: Int)
  /// The parts are out of all proportion to the file.
  case bomb(bytes: Int, packed: Int)
  /// A part whose bytes cannot be unpacked, or are not those that the archive promises.
  case badData(part: String)
  /// Packed by a method other than "stored" and "deflated".
  case unknownMethod(part: String, method: Int)
  /// A zip archive of an office program, but no spreadsheet.
  case noWorkbook
  /// A zip archive of any files.
  case files
  /// An `.xlsb`: a workbook, but not in XML.
  case binaryWorkbook
  /// A workbook of macros, charts or dialogs only.
  case noSheets
  /// More sheets than anybody could look at.
  case tooManySheets(Int)
  /// A part that another refers to, or that must be there, is not.
  case missingPart(String)
  /// A part that is there twice, or two sheets that are one part: nobody knows which counts.
  case repeatedPart(String)
  /// A part that is no XML, or breaks off, at a line of it.
  case badXML(part: String, line: Int)
  /// A part with another element at its root than its place demands.
  case unexpectedRoot(part: String)
  /// A part in an encoding other than UTF-8 and UTF-16, or with bytes that are no characters.
  case badEncoding(part: String)
  /// A part that declares a document type, and with it perhaps entities. No spreadsheet does.
  case documentType(part: String)
  /// A part with more attributes in an element, or more names, than any spreadsheet has.
  case tooManyNames(part: String)
  /// A cell, row or range that cannot be where it says it is, in or after a row.
  case badReference(part: String, row: Int, text: String)
  /// A cell in a row says it has the text of an index that the list of texts does not have.
  case badSharedString(part: String, row: Int, index: String)
}
