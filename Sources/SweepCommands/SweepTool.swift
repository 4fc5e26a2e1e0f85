import CommandLineKit
import DelimitedText
import HouseholdSweep
import SweepReport

/// The tool `sweep`: a command line in, an exit code out.
package struct SweepTool: Sendable {
  package static let definition = ToolDefinition(
    name: "sweep", version: "0.1.0",
    abstract: "Compares a city's resident lists with what wardens saw: no household missed.",
    commands: [
      InitCommand.definition, CheckCommand.definition, TidyCommand.definition,
      ReconcileCommand.definition,
      ReportCommand.definition, ShowCommand.definition, DiffCommand.definition,
      WorklistCommand.definition, PlanCommand.definition, ExplainCommand.definition,
      ScoreCommand.definition,
      PublishCommand.definition, ForgetCommand.definition, GenerateCommand.definition,
      SimulateCommand.definition, EvidenceCommand.definition, FitCommand.definition,
      MergeCommand.definition, ColumnsCommand.definition, CompletionsCommand.definition,
    ])

  private let console: Console
  private let tellsRefusedMemory: Bool

  /// - Parameter tellsRefusedMemory: where the system refuses memory, the process ends with words and with 1.
  package init(_ console: Console, tellsRefusedMemory: Bool = false) {
    self.console = console
    self.tellsRefusedMemory = tellsRefusedMemory
  }

  /// Has what is said of refused memory ready, since none is left to make it then.
  private func prepareRefusal(in language: Manifest.Language) {
    guard tellsRefusedMemory else { return }
    let (before, after) = Wording(language).refusedMemory
    MemoryRefusal.isTold(before: before, after: after)
  }

  /// Runs a command line, the tool's name aside.
  package func run(_ words: [String]) -> ExitCode {
    prepareRefusal(in: SpokenLanguage.of(locale: console.locale))
    // What the command line asks for, once it is understood.
    var request: Request?
    /// In the language of the sweep at hand.
    func wording() -> Wording {
      guard case .run(let parsed) = request else { return Wording(.en) }
      return Wording(SpokenLanguage.best(for: parsed, locale: console.locale))
    }
    do {
      let parsed = try Self.definition.parse(words)
      request = parsed
      prepareRefusal(in: wording().language)
      return try perform(parsed)
    } catch OutputError.closedPipe {
      return .done
    } catch let error as OutputError {
      say(wording().message(error), wording())
      return .failed
    } catch let error as UsageError {
      say(error.message, Wording(.en))
      let command = words.first.flatMap(Self.definition.command(named:))
      let help = HelpWriter(Self.definition, width: console.terminal.width)
      if let command { console.err(help.usage(command) + "\n") }
      console.err(
        "  See 'sweep \(command?.name ?? "") --help' for more.\n".replacing("  --", with: " --"))
      return .wrongUsage
    } catch let error as SweepError {
      say(error.text(in: wording().language), wording())
      return error.code == .badData ? .badData : .failed
    } catch {
      say(BothLanguages.systemReason(error).text(in: wording().language), wording())
      return .failed
    }
  }

  /// Says what went wrong. A terminal obeys control characters, and the text may hold some of a
  /// file's.
  private func say(_ problem: String, _ wording: Wording) {
    let lines = problem.split(separator: "\n", omittingEmptySubsequences: false)
    console.err(
      wording.error(lines.map { Visible.text(String($0)) }.joined(separator: "\n")) + "\n")
  }

  private func perform(_ request: Request) throws -> ExitCode {
    let help = HelpWriter(Self.definition, width: console.terminal.width)
    switch request {
    case .version:
      try console.out("sweep \(Self.definition.version)\n")
    case .help(nil):
      try console.out(help.overview())
    case .help(let name?):
      guard let command = Self.definition.command(named: name) else { return .wrongUsage }
      try console.out(help.help(command))
    case .run(let parsed):
      return try run(parsed)
    }
    return .done
  }

  private func run(_ parsed: ParsedCommand) throws -> ExitCode {
    switch parsed.name {
    case InitCommand.definition.name: try InitCommand.run(parsed, console)
    case CheckCommand.definition.name: try CheckCommand.run(parsed, console)
    case TidyCommand.definition.name: try TidyCommand.run(parsed, console)
    case ReconcileCommand.definition.name: try ReconcileCommand.run(parsed, console)
    case ReportCommand.definition.name: try ReportCommand.run(parsed, console)
    case ShowCommand.definition.name: try ShowCommand.run(parsed, console)
    case DiffCommand.definition.name: try DiffCommand.run(parsed, console)
    case WorklistCommand.definition.name: try WorklistCommand.run(parsed, console)
    case PlanCommand.definition.name: try PlanCommand.run(parsed, console)
    case ExplainCommand.definition.name: try ExplainCommand.run(parsed, console)
    case ScoreCommand.definition.name: try ScoreCommand.run(parsed, console)
    case PublishCommand.definition.name: try PublishCommand.run(parsed, console)
    case ForgetCommand.definition.name: try ForgetCommand.run(parsed, console)
    case GenerateCommand.definition.name: try GenerateCommand.run(parsed, console)
    case SimulateCommand.definition.name: try SimulateCommand.run(parsed, console)
    case EvidenceCommand.definition.name: try EvidenceCommand.run(parsed, console)
    case FitCommand.definition.name: try FitCommand.run(parsed, console)
    case MergeCommand.definition.name: try MergeCommand.run(parsed, console)
    case ColumnsCommand.definition.name: try ColumnsCommand.run(parsed, console)
    default: try CompletionsCommand.run(parsed, console)
    }
  }
}
