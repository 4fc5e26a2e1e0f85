extension UsageError {
  /// The error in words, one sentence.
  package var message: String {
    func meant(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
    switch self {
    case .noCommand: return "no command was given"
    case .unknownCommand(let name, let nearest): return "no command '\(name)'\(meant(nearest))"
    case .unknownOption(let name, let nearest): return "no option '\(name)'\(meant(nearest))"
    case .missingValue(let option, let value): return "'--\(option)' wants a value: \(value)"
    case .unexpectedValue(let option): return "'--\(option)' takes no value"
    case .repeatedOption(let option): return "'--\(option)' is given twice"
    case .missingArgument(let name): return "\(name) is missing"
    case .unexpectedArgument(let value):
      return "'\(value)' is one argument too many; a text with blanks in it needs quotes"
    case .emptyArgument(let name): return "\(name) is an empty text"
    case .invalidArgument(let name, let value, let expected):
      return "\(name) is '\(value)'; it must be \(expected)"
    case .invalidValue(let option, let value, let expected):
      return "'--\(option)' is '\(value)'; it must be \(expected)"
    case .missingOption(let option, let value): return "'--\(option) \(value)' is missing"
    case .missingConsent(let option):
      return "there is no terminal to ask at; '--\(option)' says yes"
    case .needsOption(let option, let other):
      return "'--\(option)' means something only with '--\(other)'"
    case .conflictingOptions(let option, let other):
      return "'--\(option)' and '--\(other)' do not go together"
    }
  }
}

/// Help texts, laid out for a width.
package struct HelpWriter {
  private let tool: ToolDefinition
  private let width: Int

  /// Where the descriptions begin.
  private static let labelColumn = 26

  package init(_ tool: ToolDefinition, width: Int) {
    self.tool = tool
    self.width = min(max(width, 40), 100)
  }

  /// The help of the tool as a whole.
  package func overview() -> String {
    var text = "OVERVIEW: \(tool.abstract)\n\nUSAGE: \(tool.name) COMMAND\n\nOPTIONS:\n"
    text += entry("--version", "Show the version.")
    text += entry("-h, --help", "Show help information.")
    text += "\nSUBCOMMANDS:\n"
    for command in tool.commands { text += entry(command.name, command.abstract) }
    text += "\n  See '\(tool.name) help COMMAND' for more about one.\n"
    return text
  }

  /// The help of one command.
  package func help(_ command: CommandDefinition) -> String {
    var text = wrap("OVERVIEW: \(command.abstract)", indent: 0) + "\n"
    if !command.discussion.isEmpty { text += wrap(command.discussion, indent: 0) + "\n" }
    text += usage(command) + "\n\n"
    if !command.arguments.isEmpty {
      text += "ARGUMENTS:\n"
      for argument in command.arguments { text += entry("<\(argument.name)>", argument.help) }
      text += "\n"
    }
    text += "OPTIONS:\n"
    for option in command.options {
      let label = option.value.map { "--\(option.name) <\($0)>" } ?? "--\(option.name)"
      let choices = option.choices.joined(separator: ", ")
      let offer = option.isList ? "Any of \(choices), with commas between." : "One of \(choices)."
      text += entry(label, choices.isEmpty ? option.help : "\(option.help) \(offer)")
    }
    text += entry("-h, --help", "Show help information.")
    if !command.examples.isEmpty {
      text += "\nEXAMPLES:\n"
      for example in command.examples {
        text += "  \(example.line)\n" + wrap(example.effect, indent: 6)
      }
    }
    return text
  }

  /// `USAGE: sweep check <FOLDER> [--json]`, on as many lines as the width asks for.
  package func usage(_ command: CommandDefinition) -> String {
    var words = command.arguments.map { argument in
      let word = "<\(argument.name)>" + (argument.isRepeated ? "..." : "")
      return argument.isOptional ? "[\(word)]" : word
    }
    for option in command.options {
      let word = option.value.map { "--\(option.name) <\($0)>" } ?? "--\(option.name)"
      words.append(option.isRequired ? word : "[\(word)]")
    }
    let names = tool.onlyCommand == nil ? "\(tool.name) \(command.name)" : tool.name
    var lines = ["USAGE: \(names)"]
    for word in words {
      if lines[lines.endIndex - 1].count + 1 + word.count > width { lines.append("      ") }
      lines[lines.endIndex - 1] += " " + word
    }
    return lines.joined(separator: "\n")
  }

  private func entry(_ label: String, _ help: String) -> String {
    let head = "  " + label
    let body = wrap(help, indent: Self.labelColumn)
    guard head.count < Self.labelColumn - 1 else { return head + "\n" + body }
    return head + body.dropFirst(head.count)
  }

  /// Breaks a text at blanks, each line indented; ends with a line end.
  private func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = margin
      for word in paragraph.split(separator: " ") {
        if line.count > indent && line.count + 1 + word.count > width {
          lines.append(line)
          line = margin
        }
        line += (line.count > indent ? " " : "") + word
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
