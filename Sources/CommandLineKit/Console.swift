import CSupport
import Foundation
import Synchronization

/// Where a command's words go: data to `out`, talk to `err`.
package struct Console: Sendable {
  /// Facts about the terminal, if it is one.
  package struct Terminal: Sendable {
    /// The columns that help and drawings are laid out for.
    package var width: Int
    package var isTerminal: Bool
    package var hasColor: Bool

    package init(width: Int, isTerminal: Bool, hasColor: Bool) {
      self.width = width
      self.isTerminal = isTerminal
      self.hasColor = hasColor
    }

    /// The columns that a table may take: a file or a pipe has no edge that would cut its lines.
    package var tableWidth: Int { isTerminal ? width : .max }
  }

  package let out: @Sendable (String) throws(OutputError) -> Void
  package let err: @Sendable (String) -> Void
  package let terminal: Terminal
  package let errIsTerminal: Bool
  /// The columns of the terminal that `err` goes to; `out` may go elsewhere.
  package let errWidth: Int
  /// Asks whoever sits at the terminal and waits for a line, nil at the end of input. Nil where nobody
  /// does.
  package let ask: (@Sendable (_ question: String) -> String?)?
  /// What the environment says of the language, such as `zh_CN.UTF-8`; nil where it says nothing.
  package let locale: String?

  package init(
    out: @escaping @Sendable (String) throws(OutputError) -> Void,
    err: @escaping @Sendable (String) -> Void, terminal: Terminal, errIsTerminal: Bool,
    errWidth: Int = 80, ask: (@Sendable (_ question: String) -> String?)? = nil,
    locale: String? = nil
  ) {
    self.out = out
    self.err = err
    self.terminal = terminal
    self.errIsTerminal = errIsTerminal
    self.errWidth = errWidth
    self.ask = ask
    self.locale = locale
  }

  /// The process's own streams. `NO_COLOR` and `TERM=dumb` are respected.
  package static func standard() -> Console {
    signal(SIGPIPE, SIG_IGN)
    // A file grown past the limit of the shell is an error to tell, not a death.
    signal(SIGXFSZ, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isDumb = environment["TERM"] == "dumb"
    // A question is seen where the errors go, and answered where the input comes from.
    let hasPerson = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    let columns = environment["COLUMNS"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
    return Console(
      out: { text throws(OutputError) in try write(text, to: STDOUT_FILENO) },
      err: { text in try? write(text, to: STDERR_FILENO) },
      terminal: Terminal(
        width: columns ?? width(of: STDOUT_FILENO), isTerminal: isTerminal,
        hasColor: isTerminal && environment["NO_COLOR", default: ""].isEmpty && !isDumb),
      // A dumb terminal cannot take a line back.
      errIsTerminal: isatty(STDERR_FILENO) == 1 && !isDumb,
      errWidth: columns ?? width(of: STDERR_FILENO),
      ask: hasPerson ? answer : nil, locale: locale(in: environment))
  }

  /// The language of an environment: the first of the variables that says something.
  package static func locale(in environment: [String: String]) -> String? {
    ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
  }

  @Sendable
  private static func answer(to question: String) -> String? {
    try? write(question, to: STDERR_FILENO)
    return readLine()
  }

  /// The columns of a terminal; 80 for what is none or does not say.
  private static func width(of descriptor: Int32) -> Int {
    let columns = Int(terminal_columns(descriptor))
    return columns > 0 ? columns : 80
  }

  private static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let put = Foundation.write(descriptor, Array(rest), rest.count)
      if put < 0 {
        let code = errno
        if code == EINTR { continue }
        if code == EPIPE { throw .closedPipe }
        throw .failed(errno: code)
      }
      rest = rest.dropFirst(put)
    }
  }
}

/// Why the output could not be written.
package enum OutputError: Error, Sendable, Equatable {
  /// Nobody reads it any more, which is a quiet end.
  case closedPipe
  /// It would be cut short, as on a full disk.
  case failed(errno: Int32)

  /// The error in words, one sentence.
  package var message: String {
    switch self {
    case .closedPipe: "nobody reads the output any more"
    case .failed(let code): "the output cannot be written: \(String(cString: strerror(code)))"
    }
  }
}

/// One line of progress on a terminal, for work of more than a second.
package final class ProgressLine: Sendable {
  private struct State {
    var isShown = false
    var lastUpdate: ContinuousClock.Instant
  }

  private let console: Console
  private let started: ContinuousClock.Instant
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  package init(
    _ console: Console, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.console = console
    self.now = now
    started = now()
    state = Mutex(State(lastUpdate: started))
  }

  /// Shows what is being done, ten times a second at most.
  package func update(_ phase: String, _ fraction: Double) {
    guard console.errIsTerminal else { return }
    let time = now()
    guard time - started > .seconds(1) else { return }
    state.withLock { state in
      guard !state.isShown || time - state.lastUpdate > .milliseconds(100) else { return }
      state.isShown = true
      state.lastUpdate = time
      let percent = Int(fraction * 100)
      let text = "\(phase) \(percent)%"
      console.err("\r\u{1B}[K" + TextTable.cut(text, to: max(1, console.errWidth - 1)))
    }
  }

  /// Takes the line away.
  package func finish() {
    state.withLock { state in
      if state.isShown { console.err("\r\u{1B}[K") }
      state.isShown = false
    }
  }
}
