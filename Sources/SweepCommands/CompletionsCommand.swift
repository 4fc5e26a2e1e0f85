import CommandLineKit

/// `sweep completions SHELL`
enum CompletionsCommand {
  static let definition = CommandDefinition(
    name: "completions", abstract: "Print a completion script for a shell.",
    arguments: [.init("SHELL", "bash, zsh or fish.")],
    examples: [
      .init(
        "source <(sweep completions bash)", "Completes sweep's commands and options in this shell.")
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    guard let script = Completions.script(for: parsed.arguments[0], Sweep.definition) else {
      throw UsageError.invalidValue(
        option: "SHELL", value: parsed.arguments[0],
        expected: "one of \(Completions.shells.joined(separator: ", "))")
    }
    try console.out(script)
    return .done
  }
}
