import Foundation
import Synchronization

/// Where a command's words go: data to `out`, talk to `err`.
package struct Console: Sendable {
  /// Facts about the terminal, if it is one.
  package struct Terminal: Sendable {
    package var width: Int
    package var isTerminal: Bool
    package var hasColor: Bool

    package init(width: Int, isTerminal: Bool, hasColor: Bool) {
      self.width = width
      self.isTerminal = isTerminal
      self.hasColor = hasColor
    }
  }

  package let out: @Sendable (String) throws(ClosedPipe) -> Void
  package let err: @Sendable (String) -> Void
  package let terminal: Terminal
  package let errIsTerminal: Bool

  package init(
    out: @escaping @Sendable (String) throws(ClosedPipe) -> Void,
    err: @escaping @Sendable (String) -> Void, terminal: Terminal, errIsTerminal: Bool
  ) {
    self.out = out
    self.err = err
    self.terminal = terminal
    self.errIsTerminal = errIsTerminal
  }

  /// The process's own streams. `NO_COLOR` and `TERM=dumb` are respected.
  package static func standard() -> Console {
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    var size = winsize()
    let isSized = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    let width =
      environment["COLUMNS"].flatMap(Int.init) ?? (isSized ? Int(size.ws_col) : 0)
    let hasColor =
      isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    return Console(
      out: { text throws(ClosedPipe) in try write(text, to: STDOUT_FILENO) },
      err: { text in try? write(text, to: STDERR_FILENO) },
      terminal: Terminal(width: width > 0 ? width : 80, isTerminal: isTerminal, hasColor: hasColor),
      errIsTerminal: isatty(STDERR_FILENO) == 1)
  }

  private static func write(_ text: String, to descriptor: Int32) throws(ClosedPipe) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let put = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if put < 0 {
        if errno == EINTR { continue }
        throw ClosedPipe()
      }
      rest = rest.dropFirst(put)
    }
  }
}

/// Nobody reads the output any more, which is a quiet end.
package struct ClosedPipe: Error {
  package init() {}
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
      let text = "\(phase) \(percent) %"
      console.err("\r\u{1B}[K" + text.prefix(max(0, console.terminal.width - 1)))
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
