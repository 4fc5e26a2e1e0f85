/// One command: a single definition that parsing, help and completions are made of.
package struct CommandDefinition: Sendable {
  /// A positional argument.
  package struct Argument: Sendable {
    package var name: String
    package var help: String
    package var isFolder: Bool
    /// It may be left out; so may all that follow it.
    package var isOptional: Bool
    /// It may be given several times; then it is the last.
    package var isRepeated: Bool
    /// The values allowed, where they are few.
    package var choices: [String]

    package init(
      _ name: String, _ help: String, isFolder: Bool = false, isOptional: Bool = false,
      isRepeated: Bool = false, choices: [String] = []
    ) {
      self.name = name
      self.help = help
      self.isFolder = isFolder
      self.isOptional = isOptional
      self.isRepeated = isRepeated
      self.choices = choices
    }
  }

  package struct Option: Sendable {
    package var name: String
    /// Nil for a switch.
    package var value: String?
    package var help: String
    /// The values allowed, where they are few.
    package var choices: [String]
    /// Whether several of the choices may be given, separated by commas.
    package var isList: Bool
    /// Whether it must be given.
    package var isRequired: Bool

    /// Whether its value is a path, by the value's name.
    package var isPath: Bool { value == "DIR" || value == "FILE" }

    package init(
      _ name: String, value: String? = nil, _ help: String, choices: [String] = [],
      isList: Bool = false, isRequired: Bool = false
    ) {
      self.name = name
      self.value = value
      self.help = help
      self.choices = choices
      self.isList = isList
      self.isRequired = isRequired
    }

    /// The choices that a value names: itself, or those between its commas.
    package func parts(of value: String) -> [String] {
      guard isList else { return [value] }
      return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  package struct Example: Sendable {
    package var line: String
    package var effect: String

    package init(_ line: String, _ effect: String) {
      self.line = line
      self.effect = effect
    }
  }

  package var name: String
  package var abstract: String
  package var discussion: String
  package var arguments: [Argument]
  package var options: [Option]
  package var examples: [Example]

  package init(
    name: String, abstract: String, discussion: String = "", arguments: [Argument] = [],
    options: [Option] = [], examples: [Example] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.examples = examples
  }

  package func option(named name: String) -> Option? { options.first { $0.name == name } }
}

/// A tool: its commands under one name, or one command that bears the tool's own name and is not
/// written on the command line.
package struct ToolDefinition: Sendable {
  package var name: String
  package var version: String
  package var abstract: String
  package var commands: [CommandDefinition]

  package init(name: String, version: String, abstract: String, commands: [CommandDefinition]) {
    self.name = name
    self.version = version
    self.abstract = abstract
    self.commands = commands
  }

  /// A tool that does one thing.
  package init(version: String, _ command: CommandDefinition) {
    self.init(
      name: command.name, version: version, abstract: command.abstract, commands: [command])
  }

  /// The command of a tool that does one thing.
  package var onlyCommand: CommandDefinition? { command(named: name) }

  package func command(named name: String) -> CommandDefinition? {
    commands.first { $0.name == name }
  }
}

/// What a run ends with.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case failed = 1
  case wrongUsage = 64
  case badData = 65
}
