import CommandLineKit
import Foundation
import HouseholdSweep

/// The language in which a command talks.
///
/// It is what `--language` says, else the sweep's. Help, and what is wrong with a command line, are English:
/// they come before a sweep is known.
enum SpokenLanguage {
  static let option = CommandDefinition.Option(
    "language", value: "LANGUAGE", "The language of what is printed; by default the sweep's.",
    choices: Manifest.Language.allCases.map(\.rawValue))

  /// The language that a command line asks for; nil where it asks for none.
  static func asked(_ parsed: ParsedCommand) -> Manifest.Language? {
    parsed.options["language"].flatMap(Manifest.Language.init(rawValue:))
  }

  /// The language for what must be said before a sweep or its results are read, or when they cannot be: what
  /// is asked for, else what can be found in a manifest or a summary at the arguments, else that of the
  /// environment, if it is given and Chinese, else English.
  static func best(for parsed: ParsedCommand, locale: String? = nil) -> Manifest.Language {
    asked(parsed) ?? parsed.arguments.lazy.compactMap(found(at:)).first
      ?? of(locale: locale)
  }

  /// The language of the environment.
  static func of(locale: String?) -> Manifest.Language {
    locale?.lowercased().hasPrefix("zh") == true ? .zh : .en
  }

  /// The language of a sweep or of results, or of the sweep in which results should lie.
  private static func found(at path: String) -> Manifest.Language? {
    var bare = path
    while bare.count > 1 && bare.hasSuffix("/") { bare.removeLast() }
    let files = [
      bare + "/" + SweepFolder.manifestName, bare + "/" + ResultsFolder.summaryName,
      PathParts.split(bare).parent + "/" + SweepFolder.manifestName,
      bare + "/" + SweepFolder.manifestName + ".txt",
    ]
    return files.lazy.compactMap(language(of:)).first
  }

  /// What a file says of its language, even where a comma is missing or its quotes are typographic.
  private static func language(of file: String) -> Manifest.Language? {
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    let name: String?
    if let top = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] {
      let manifest = top["manifest"] as? [String: Any] ?? top
      name = manifest["language"] as? String
    } else {
      let text = String(decoding: data, as: UTF8.self)
      name = text.firstMatch(of: #/["“”]language["“”]\s*[:：]\s*["“”]([\w\-]+)["“”]/#).map {
        String($0.1)
      }
    }
    return name.flatMap(Manifest.Language.init(named:))
  }
}
