import CommandLineKit

/// `sweep completions SHELL`
enum CompletionsCommand {
  static let definition = CommandDefinition(
    name: "completions", abstract: "Print a completion script for a shell.",
    arguments: [.init("SHELL", "bash, zsh or fish.", choices: Completions.shells)],
    examples: [
      .init(
        "source <(sweep completions bash)",
        "Completes sweep's commands and options in this shell; zsh likewise."),
      .init(
        "sweep completions fish > ~/.config/fish/completions/sweep.fish",
        "Completes them in every fish from now on."),
    ])

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    guard let script = Completions.script(for: parsed.arguments[0], SweepTool.definition) else {
      preconditionFailure("a shell among the choices has no script")
    }
    try console.out(script)
    return .done
  }
}
