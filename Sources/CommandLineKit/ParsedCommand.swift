/// What a command line asks for.
package enum Request: Sendable, Equatable {
  case help(command: String?)
  case version
  case run(ParsedCommand)
}

/// A command with its arguments and options as text. Their meaning is the command's business.
package struct ParsedCommand: Sendable, Equatable {
  package var name: String
  package var arguments: [String]
  package var options: [String: String]
  package var switches: Set<String>

  package func has(_ name: String) -> Bool { switches.contains(name) }

  /// The value of an option, made of its text; nil where the option is not given.
  package func value<Value>(
    _ name: String, expected: String, _ make: (String) -> Value?
  ) throws(UsageError) -> Value? {
    guard let text = options[name] else { return nil }
    guard let value = make(text) else {
      throw .invalidValue(option: name, value: text, expected: expected)
    }
    return value
  }

  /// The values of an option that are separated by commas; none where it is not given.
  package func list(_ name: String) -> [String] {
    options[name]?.split(separator: ",").map(String.init) ?? []
  }

  /// The value of an option that must be given.
  package func needed(_ name: String, value: String) throws(UsageError) -> String {
    guard let text = options[name] else { throw .missingOption(name, value: value) }
    guard !text.isEmpty else { throw .missingValue(option: name, value: value) }
    return text
  }

  /// A whole number in a range.
  package func whole(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    try value(
      name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A share from 0 to 1.
  package func share(_ name: String) throws(UsageError) -> Double? {
    try value(name, expected: "a number from 0 to 1") { text in
      Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
    }
  }
}

/// What is wrong with a command line: data only, the wording is in `UsageError+Wording.swift`.
package enum UsageError: Error, Sendable, Equatable {
  case noCommand
  case unknownCommand(String, nearest: String?)
  case unknownOption(String, nearest: String?)
  case missingValue(option: String, value: String)
  case unexpectedValue(option: String)
  case repeatedOption(String)
  case missingArgument(String)
  case unexpectedArgument(String)
  case emptyArgument(String)
  case invalidArgument(String, value: String, expected: String)
  case invalidValue(option: String, value: String, expected: String)
  case missingOption(String, value: String)
  /// Nobody is there to be asked, and the switch that answers is not given.
  case missingConsent(String)
  case needsOption(String, other: String)
  case conflictingOptions(String, String)
}

extension ToolDefinition {
  /// Takes a command line apart, the tool's name aside.
  package func parse(_ words: [String]) throws(UsageError) -> Request {
    if let onlyCommand {
      return words.first == "--version" ? .version : try parse(onlyCommand, words)
    }
    guard let first = words.first else { throw .noCommand }
    switch first {
    case "--help", "-h": return .help(command: nil)
    case "--version": return .version
    case "help":
      guard let name = words.dropFirst().first, !["help", "--help", "-h"].contains(name) else {
        return .help(command: nil)
      }
      guard command(named: name) != nil else { throw unknown(name) }
      if words.count > 2 { throw .unexpectedArgument(words[2]) }
      return .help(command: name)
    default: break
    }
    guard !first.hasPrefix("-") else {
      throw .unknownOption(first, nearest: Suggestion.nearest(first, ["--help", "--version"]))
    }
    guard let command = command(named: first) else { throw unknown(first) }
    return try parse(command, Array(words.dropFirst()))
  }

  private func unknown(_ name: String) -> UsageError {
    if name.hasPrefix("-") { return .unknownOption(name, nearest: nil) }
    let known = commands.map(\.name) + ["help", "--version"]
    return .unknownCommand(name, nearest: Suggestion.nearest(name, known))
  }

  private func parse(_ command: CommandDefinition, _ words: [String]) throws(UsageError)
    -> Request
  {
    var parsed = ParsedCommand(name: command.name, arguments: [], options: [:], switches: [])
    var index = 0
    var onlyArguments = false
    while index < words.count {
      let word = words[index]
      index += 1
      if onlyArguments || !word.hasPrefix("-") || word == "-" {
        parsed.arguments.append(word)
      } else if word == "--" {
        onlyArguments = true
      } else if word == "--help" || word == "-h" {
        return .help(command: command.name)
      } else {
        try take(word, of: command, from: words, &index, into: &parsed)
      }
    }
    let needed = command.arguments.count { !$0.isOptional }
    if parsed.arguments.count < needed {
      throw .missingArgument(command.arguments[parsed.arguments.count].name)
    }
    let last = command.arguments.last
    if parsed.arguments.count > command.arguments.count, last?.isRepeated != true {
      throw .unexpectedArgument(parsed.arguments[command.arguments.count])
    }
    for option in command.options where option.isRequired {
      let value = option.value ?? ""
      guard let text = parsed.options[option.name] else {
        throw .missingOption(option.name, value: value)
      }
      if text.isEmpty { throw .missingValue(option: option.name, value: value) }
    }
    for (number, value) in parsed.arguments.enumerated() {
      let argument = command.arguments[min(number, command.arguments.count - 1)]
      if value.isEmpty { throw .emptyArgument(argument.name) }
      guard argument.choices.isEmpty || argument.choices.contains(value) else {
        throw .invalidArgument(
          argument.name, value: value,
          expected: "one of \(argument.choices.joined(separator: ", "))")
      }
    }
    return .run(parsed)
  }

  private func take(
    _ word: String, of command: CommandDefinition, from words: [String], _ index: inout Int,
    into parsed: inout ParsedCommand
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    guard written.hasPrefix("--"), let option = command.option(named: String(written.dropFirst(2)))
    else {
      let known = command.options.map { "--\($0.name)" } + ["--help"]
      throw .unknownOption(written, nearest: Suggestion.nearest(written, known))
    }
    if parsed.options[option.name] != nil || parsed.has(option.name) {
      throw .repeatedOption(option.name)
    }
    guard let valueName = option.value else {
      if parts.count > 1 { throw .unexpectedValue(option: option.name) }
      parsed.switches.insert(option.name)
      return
    }
    let value: String
    if parts.count > 1 {
      value = String(parts[1])
    } else if index < words.count && !words[index].hasPrefix("--") {
      value = words[index]
      index += 1
    } else {
      throw .missingValue(option: option.name, value: valueName)
    }
    for part in option.parts(of: value) {
      guard option.choices.isEmpty || option.choices.contains(part) else {
        throw .invalidValue(
          option: option.name, value: part,
          expected: "one of \(option.choices.joined(separator: ", "))")
      }
    }
    parsed.options[option.name] = value
  }
}

package enum Suggestion {
  /// The known word that a wrong one was probably meant for: within a third of its letters.
  package static func nearest(_ word: String, _ known: [String]) -> String? {
    let ranked = known.map { (word: $0, distance: distance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.word.count / 3) ? best.word : nil
  }

  /// The number of letters to change, add, drop or swap with a neighbour. O(n·m).
  package static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
