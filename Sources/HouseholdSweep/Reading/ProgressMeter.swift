import Synchronization

/// Adds up what workers have done and tells the caller's progress value.
final class ProgressMeter: Sendable {
  private let options: ReadingOptions
  private let phase: String
  private let total: Int
  private let done = Atomic<Int>(0)
  private let isCancelled = Atomic<Bool>(false)

  init(_ options: ReadingOptions, phase: String, total: Int) {
    self.options = options
    self.phase = phase
    self.total = max(total, 1)
  }

  /// Counts work done; false where the caller wants to stop.
  func add(_ amount: Int) -> Bool {
    let sum = done.wrappingAdd(amount, ordering: .relaxed).newValue
    guard let progress = options.progress else { return true }
    if !progress(phase, min(1, Double(sum) / Double(total))) {
      isCancelled.store(true, ordering: .relaxed)
      return false
    }
    return true
  }

  /// Throws if the caller wanted to stop.
  func check() throws(SweepError) {
    if isCancelled.load(ordering: .relaxed) {
      throw .stopped(while: phase)
    }
  }
}
