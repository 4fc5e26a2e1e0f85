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

  /// Completes the command, then by the option before the word, then options and arguments.
  private static func bash(_ tool: ToolDefinition) -> String {
    var options = ""
    var values = ""
    var arguments = ""
    for command in tool.commands {
      let words = command.options.map { "--\($0.name)" } + ["--help"]
      options += "    \(command.name)) words=\"\(words.joined(separator: " "))\" ;;\n"
      for option in command.options where option.value != nil && !option.isPath {
        // A value of which nothing is known is no file name either.
        let choices = option.choices.joined(separator: " ")
        values += "    \(command.name):--\(option.name)) "
        values +=
          choices.isEmpty
          ? "return ;;\n" : "COMPREPLY=($(compgen -W \"\(choices)\" -- \"$word\")); return ;;\n"
      }
      let choices = command.arguments.flatMap(\.choices).joined(separator: " ")
      if !choices.isEmpty {
        arguments +=
          "    \(command.name)) COMPREPLY=($(compgen -W \"\(choices)\" -- \"$word\")); return ;;\n"
      } else if command.arguments.allSatisfy(\.isFolder) {
        arguments += "    \(command.name)) kind=-d ;;\n"
      }
    }
    let names = (tool.commands.map(\.name) + ["help"]).joined(separator: " ")
    return """
      _\(tool.name)() {
        local word="${COMP_WORDS[COMP_CWORD]}" command="${COMP_WORDS[1]}" words="" kind=-f
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(names) --help --version" -- "$word"))
          return
        fi
        case "$command:${COMP_WORDS[COMP_CWORD-1]}" in
      \(values)    help:help) COMPREPLY=($(compgen -W "\(names)" -- "$word")); return ;;
        esac
        case "$command" in
      \(options)  esac
        case "$word" in
          -*) COMPREPLY=($(compgen -W "$words" -- "$word")); return ;;
        esac
        case "${COMP_WORDS[COMP_CWORD-1]}" in
          -*) ;;
          *) case "$command" in
      \(arguments)    esac ;;
        esac
        local IFS=$'\\n'
        COMPREPLY=($(compgen $kind -- "$word"))
      }
      complete -o filenames -F _\(tool.name) \(tool.name)

      """
  }

  private static func fish(_ tool: ToolDefinition) -> String {
    func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "\\'"))'" }
    let first = "complete -c \(tool.name) -n __fish_use_subcommand"
    var lines = ["\(first) -f -l version -d 'Show the version.'"]
    lines.append("complete -c \(tool.name) -f -s h -l help -d 'Show help information.'")
    for command in tool.commands {
      lines.append("\(first) -f -a \(command.name) -d \(quoted(command.abstract))")
      let start = "complete -c \(tool.name) -n '__fish_seen_subcommand_from \(command.name)'"
      let choices = command.arguments.flatMap(\.choices).joined(separator: " ")
      if !choices.isEmpty {
        lines.append("\(start) -f -a '\(choices)'")
      } else if command.arguments.allSatisfy(\.isFolder) {
        lines.append("\(start) -f -a '(__fish_complete_directories)'")
      }
      for option in command.options {
        var line = "\(start) -l \(option.name)"
        if option.value != nil { line += option.isPath ? " -r -F" : " -x" }
        if !option.choices.isEmpty { line += " -a '\(option.choices.joined(separator: " "))'" }
        lines.append(line + " -d \(quoted(option.help))")
      }
    }
    let names = tool.commands.map(\.name).joined(separator: " ")
    lines.append("\(first) -f -a help -d 'Show help information.'")
    lines.append(
      "complete -c \(tool.name) -n '__fish_seen_subcommand_from help' -f -a '\(names)'")
    return lines.joined(separator: "\n") + "\n"
  }
}
