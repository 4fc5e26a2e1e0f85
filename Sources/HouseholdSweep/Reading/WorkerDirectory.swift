import DelimitedText
import Synchronization

/// The workers who knocked, numbered from 1 in the order they came up, by their names as written.
///
/// Readers ask it only for spellings they have not met before, so that its lock is no matter.
final class WorkerDirectory: SpellingDirectory {
  private struct State {
    var names: [String] = []
    var numbers: [String: Int] = [:]
  }

  private let state = Mutex(State())

  func number(of spelling: Field) -> Int {
    let name = spelling.text
    return state.withLock { state in
      if let number = state.numbers[name] { return number }
      state.names.append(name)
      state.numbers[name] = state.names.count
      return state.names.count
    }
  }

  /// What stands for workers whose names look like numbers of persons: masked, and told apart by a number
  /// behind, in the order of the names.
  var shownNames: [String: String] {
    let names = state.withLock { $0.names }
    return Dictionary(
      Masking.numbered(names).map { (String($0.key.prefix(40)), $0.value) },
      uniquingKeysWith: { $1 })
  }

  /// The name of a worker, cut at 40 characters.
  func name(_ number: UInt32) -> String {
    state.withLock { String($0.names[Int(number) - 1].prefix(40)) }
  }
}
