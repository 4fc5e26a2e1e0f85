/// What went wrong, where, and what to do about it.
///
/// An error holds the offending value at most, never a whole row: rows hold people. The words of all
/// errors are in `Wording`, in both languages side by side.
public struct SweepError: Error, Sendable, Equatable {
  /// The kind of failure; it decides the exit code of a command.
  public enum Code: String, Sendable {
    /// The input is not what the formats ask for.
    case badData = "bad_data"
    /// A file or folder could not be read or written.
    case system
    /// The call itself does not make sense: no such unit, an output folder that is not ours.
    case badRequest = "bad_request"
    /// Stopped on request.
    case cancelled
  }

  /// A place in a file. Lines and columns count from 1, bytes from 0.
  public struct Place: Sendable, Equatable {
    /// The path inside the sweep folder, or as it was given.
    public var file: String
    /// The line, from 1.
    public var line: Int?
    /// The column, from 1.
    public var column: Int?
    /// The byte, from 0, where no line is known.
    public var byte: Int?

    /// A place as far as it is known.
    public init(file: String, line: Int? = nil, column: Int? = nil, byte: Int? = nil) {
      self.file = Masking.file(file)
      self.line = line
      self.column = column
      self.byte = byte
    }
  }

  /// The kind of failure.
  public var code: Code
  /// Where it is, if it is in a file.
  public var place: Place?
  /// What is wrong: one sentence without a final stop.
  public var problemWords: BothLanguages
  /// What the user can do: one sentence without a final stop.
  public var adviceWords: BothLanguages?
  /// What is wrong with other files, which were looked at together with this one.
  public var others: [SweepError] = []
  /// The lines of `tables` in the manifest that the advice names.
  var rules: [TableRule] = []

  /// A failure in words.
  public init(
    _ code: Code, at place: Place? = nil, _ problem: BothLanguages, advice: BothLanguages? = nil
  ) {
    self.code = code
    self.place = place
    problemWords = problem
    adviceWords = advice
  }

  /// What is wrong, in English.
  public var problem: String { problemWords.english }
  /// What the user can do, in English.
  public var advice: String? { adviceWords?.english }

  /// `residents.csv:12:3: the problem` and, on a line of its own, the advice; then the other errors.
  public func text(in language: Manifest.Language) -> String {
    var text = ""
    if let place {
      text = place.file
      if let line = place.line { text += ":\(line)" }
      if let column = place.column { text += ":\(column)" }
      if let byte = place.byte, place.line == nil {
        text += BothLanguages(" at byte \(byte)", " 第\(byte)字节").text(in: language)
      }
      text += ": "
    }
    text += problemWords.text(in: language)
    if let advice = adviceWords { text += "\n  " + advice.text(in: language) }
    return ([text] + others.map { $0.text(in: language) }).joined(separator: "\n")
  }
}

extension SweepError: CustomStringConvertible {
  /// The error in English.
  public var description: String { text(in: .en) }
}
