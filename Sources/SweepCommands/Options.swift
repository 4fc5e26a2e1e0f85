import CommandLineKit
import Foundation
import HouseholdSweep

/// Options that several commands share.
enum CommonOptions {
  static let threads = CommandDefinition.Option(
    "threads", value: "N", "Workers at once, 1 to 256; by default one a core.")
  static let parameters = CommandDefinition.Option(
    "parameters", value: "FILE",
    "Decide by what was learned elsewhere (what 'sweep fit' wrote, or a summary.json), and learn nothing."
  )
  static let quiet = CommandDefinition.Option("quiet", "Say nothing but errors.")
  static let json = CommandDefinition.Option("json", "Print JSON for programs.")

  /// The reading options, with a progress line on the terminal unless told to be quiet.
  static func reading(_ parsed: ParsedCommand, _ line: ProgressLine?) throws(UsageError)
    -> ReadingOptions
  {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = try parsed.whole("threads", in: 1...256) ?? cores
    guard let line else { return ReadingOptions(threads: threads) }
    let language = SpokenLanguage.best(for: parsed)
    return ReadingOptions(threads: threads) { phase, fraction in
      line.update(PhaseWords.text(phase, in: language), fraction)
      return true
    }
  }

  /// What was learned elsewhere, where the command line names it.
  static func parameters(_ parsed: ParsedCommand) throws(SweepError) -> LearnedParameters? {
    guard let file = parsed.options["parameters"] else { return nil }
    return try LearnedParameters(contentsOf: file)
  }

  static func progress(_ parsed: ParsedCommand, _ console: Console) -> ProgressLine? {
    parsed.has("quiet") ? nil : ProgressLine(console)
  }

  /// JSON for programs: sorted keys.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}

/// A number with commas between thousands, as people read it.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number))
  var at = digits.count - 3
  while at > 0 {
    digits.insert(",", at: at)
    at -= 3
  }
  return String(digits)
}

/// `1 unit`, `4,201,764 units`
func counted(_ number: Int, _ thing: String) -> String {
  "\(grouped(number)) \(thing)" + (number == 1 ? "" : "s")
}

func percent(_ part: Int, of whole: Int) -> String {
  guard whole > 0 else { return "–" }
  let tenths = (part * 1000 + whole / 2) / whole
  return "\(tenths / 10).\(tenths % 10)%"
}
