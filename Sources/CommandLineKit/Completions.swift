/// Completion scripts for shells, made of the definitions.
package enum Completions {
  package static let shells = ["bash", "zsh", "fish"]

  /// The script for a shell, or nil for one that is not known.
  package static func script(for shell: String, _ tool: ToolDefinition) -> String? {
    switch shell {
    case "bash": bash(tool)
    case "zsh": "autoload -U +X bashcompinit && bashcompinit\n" + bash(tool)
    case "fish": fish(tool)
    default: nil
    }
  }

  private static func bash(_ tool: ToolDefinition) -> String {
    var cases = ""
    for command in tool.commands {
      let options = command.options.map { "--\($0.name)" } + ["--help"]
      cases += "    \(command.name)) words=\"\(options.joined(separator: " "))\" ;;\n"
    }
    var values = ""
    for command in tool.commands {
      for option in command.options where !option.choices.isEmpty {
        let choices = option.choices.joined(separator: " ")
        values +=
          "    \(command.name):--\(option.name)) COMPREPLY=($(compgen -W \"\(choices)\" -- \"$word\")); return ;;\n"
      }
    }
    let names = (tool.commands.map(\.name) + ["help"]).joined(separator: " ")
    return """
      _\(tool.name)() {
        local word="${COMP_WORDS[COMP_CWORD]}" command="${COMP_WORDS[1]}" words=""
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(names) --help --version" -- "$word"))
          return
        fi
        case "$command:${COMP_WORDS[COMP_CWORD-1]}" in
      \(values)    help:help) COMPREPLY=($(compgen -W "\(names)" -- "$word")); return ;;
        esac
        case "$command" in
      \(cases)  esac
        case "$word" in
          -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
          *) COMPREPLY=($(compgen -f -- "$word")) ;;
        esac
      }
      complete -o filenames -F _\(tool.name) \(tool.name)

      """
  }

  private static func fish(_ tool: ToolDefinition) -> String {
    var lines: [String] = []
    for command in tool.commands {
      let text = command.abstract.replacing("'", with: "\\'")
      lines.append(
        "complete -c \(tool.name) -n __fish_use_subcommand -f -a \(command.name) -d '\(text)'")
      for option in command.options {
        var line =
          "complete -c \(tool.name) -n '__fish_seen_subcommand_from \(command.name)' -l \(option.name)"
        if option.value != nil { line += " -r" }
        if !option.choices.isEmpty { line += " -f -a '\(option.choices.joined(separator: " "))'" }
        lines.append(line + " -d '\(option.help.replacing("'", with: "\\'"))'")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
