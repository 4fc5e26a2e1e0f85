import Synchronization

/// Reads the clock when a phase begins, which ends the one before.
final class PhaseClock: Sendable {
  private struct State {
    var order: [String] = []
    var seconds: [String: Double] = [:]
    var current: String
    var since: ContinuousClock.Instant
  }

  /// What happens before the first phase is told of.
  static let beforeFirst = "starting"

  private let started: ContinuousClock.Instant
  private let state: Mutex<State>

  init() {
    started = .now
    state = Mutex(State(order: [Self.beforeFirst], current: Self.beforeFirst, since: started))
  }

  /// The progress value of `ReadingOptions`: at 0 a phase begins, other calls cost a comparison.
  func progress(_ phase: String, _ fraction: Double) -> Bool {
    if fraction == 0 { begin(phase) }
    return true
  }

  func begin(_ phase: String) {
    let now = ContinuousClock.now
    state.withLock { state in
      state.seconds[state.current, default: 0] += (now - state.since).seconds
      if !state.order.contains(phase) { state.order.append(phase) }
      state.current = phase
      state.since = now
    }
  }

  /// All phases in the order they first began, those of one name added up, and the whole.
  func finish() -> (phases: [Measurement.Phase], seconds: Double) {
    begin(Self.beforeFirst)
    return state.withLock { state in
      (
        state.order.map { Measurement.Phase(name: $0, seconds: state.seconds[$0] ?? 0) },
        (state.since - started).seconds
      )
    }
  }
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
}
