import DelimitedText
import Foundation
import Synchronization

/// A residential compound or village.
package struct Compound: Sendable, Equatable {
  package var id: String
  package var name = ""
  package var kind = ""
  package var community = ""
  package var subdistrict = ""
  package var district = ""
  /// Whether `units.csv` has a unit of it.
  package var hasRegister = false

  /// The folded form of an id: width, case and blanks do not matter.
  package static func fold(_ id: String) -> String {
    // Nearly every id is so folded already.
    let isPlain = id.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || byte == UInt8(ascii: "-")
    }
    if isPlain { return id }
    guard id.unicodeScalars.allSatisfy(CompoundName.hasOneForm) else {
      let wide = id.precomposedStringWithCompatibilityMapping.uppercased()
      return String(wide.unicodeScalars.filter { !$0.properties.isWhitespace })
    }
    let letters = id.utf8.filter { $0 != 32 && !(9...13).contains($0) }
    return String(decoding: CompoundName.upperCase(letters), as: UTF8.self)
  }
}

/// All compounds named so far, numbered in the order they came up.
///
/// Workers ask it only for spellings they have not met before (see `CompoundCache`), so that its
/// lock is no matter.
package final class CompoundDirectory: Sendable {
  private struct State {
    var ids: [String] = []
    var numbers: [String: Int] = [:]
    /// Folded names of `compounds.csv`; −1 where several compounds share one.
    var names: [String: Int] = [:]
    /// The names of `compounds.csv` as written, by number.
    var titles: [Int: String] = [:]
    /// Ids that are digits without their leading zeros, of the compounds that are known for certain; −1
    /// where several share one.
    var bare: [Substring: Int] = [:]
    /// Values that were taken for an id with other zeros in front, by the id.
    var otherZeros: [String: String] = [:]
    /// What `names(of:)` has answered: all workers ask it.
    var foldedNames: [Int: [[UInt8]]] = [:]
    /// Ids of digits in other shards of the city.
    var elsewhere: Set<String> = []

    /// The one compound whose id differs in leading zeros alone.
    mutating func findByOtherZeros(_ value: String) -> Int? {
      guard !bare.isEmpty, value.utf8.allSatisfy({ $0 &- 48 < 10 }),
        let number = bare[value.drop { $0 == "0" }], number >= 0
      else { return nil }
      otherZeros[value] = ids[number]
      return number
    }
  }

  private let state = Mutex(State())

  package init() {}

  /// The number of the compound that a value names: by id, by a name that only one compound of
  /// `compounds.csv` has, or a new one.
  package func number(of value: String) -> Int {
    let folded = Compound.fold(value)
    return state.withLock { state in
      if let number = state.numbers[folded] { return number }
      if let number = state.names[folded], number >= 0 { return number }
      if let number = state.findByOtherZeros(folded) { return number }
      state.ids.append(folded)
      state.numbers[folded] = state.ids.count - 1
      return state.ids.count - 1
    }
  }

  /// The compound that a value names, if there is one.
  package func find(_ value: String) -> Int? {
    let folded = Compound.fold(value)
    return state.withLock { state in
      state.numbers[folded] ?? state.names[folded].flatMap { $0 < 0 ? nil : $0 }
        ?? state.findByOtherZeros(folded)
    }
  }

  /// From now on, a value that differs from exactly one of the ids so far in leading zeros alone is that id:
  /// spreadsheets take zeros away.
  func settleIds() {
    state.withLock { state in
      state.bare = [:]
      for (number, id) in state.ids.enumerated() where id.utf8.allSatisfy({ $0 &- 48 < 10 }) {
        let bare = id.drop { $0 == "0" }
        state.bare[bare] = state.bare[bare] == nil ? number : -1
      }
      for id in state.elsewhere where state.numbers[id] == nil {
        state.bare[id.drop { $0 == "0" }] = -1
      }
    }
  }

  /// Values that were taken for an id with other zeros in front, and the ids.
  var otherZeros: [String: String] { state.withLock { $0.otherZeros } }

  /// Lets a compound of `compounds.csv` be called by its name.
  package func add(name: String, of number: Int) {
    let folded = Compound.fold(name)
    guard !folded.isEmpty else { return }
    state.withLock { state in
      state.titles[number] = name
      state.foldedNames[number] = nil
      if let other = state.names[folded], other != number {
        state.names[folded] = -1
      } else {
        state.names[folded] = number
      }
    }
  }

  /// Takes note of a compound of the city that may be in another shard: it is none of these, but its name is not
  /// that of one alone. To be called when the compounds of `compounds.csv` are known.
  func addElsewhere(_ id: String, name: String) {
    let folded = Compound.fold(name)
    state.withLock { state in
      if state.numbers[id] == nil && state.names[folded] != nil { state.names[folded] = -1 }
      if id.utf8.allSatisfy({ $0 &- 48 < 10 }) { state.elsewhere.insert(id) }
    }
  }

  /// The name of the one compound of which what is left without a word such as 小区 stands in a text; nil
  /// where none or several do.
  func likely(in text: String) -> String? {
    let folded = Compound.fold(text)
    let titles = state.withLock { $0.titles.values.sorted() }
    let found = titles.filter { title in
      let name = Compound.fold(title)
      let end = Self.kinds.first { name.hasSuffix($0) }
      let core = name.dropLast(end?.count ?? 0)
      return core.count >= 2 && folded.contains(core)
    }
    return found.count == 1 && !Masking.looksPersonal(found[0]) ? found[0] : nil
  }

  private static let kinds = ["小区", "家园", "花园", "社区", "公寓", "新村", "大院", "苑", "村"]

  /// The id of a compound.
  func id(of number: Int) -> String { state.withLock { $0.ids[number] } }

  /// What may stand in front of an address of a compound: its id and its name, folded. Names and numbers
  /// must not change meanwhile; they do so before and after workers read, never while they do.
  func names(of number: Int) -> [[UInt8]] {
    let (known, id, title) = state.withLock { state in
      (state.foldedNames[number], state.ids[number], state.titles[number])
    }
    if let known { return known }
    let names = [id, title ?? ""].map(CompoundName.folded).filter { !$0.isEmpty }
    state.withLock { $0.foldedNames[number] = names }
    return names
  }

  package var count: Int { state.withLock { $0.ids.count } }
  package var ids: [String] { state.withLock { $0.ids } }

  /// Forgets the compounds that came up after the first `count`: they were read in vain.
  package func forget(after count: Int) {
    state.withLock { state in
      for id in state.ids[count...] { state.numbers[id] = nil }
      state.foldedNames = [:]
      state.ids.removeSubrange(count...)
    }
  }

  /// Numbers the compounds anew. `order[new] == old`; none may be added meanwhile.
  package func renumber(_ order: [Int]) {
    // Mostly they came in order.
    if order == Array(order.indices) { return }
    state.withLock { state in
      var place = [Int](repeating: 0, count: order.count)
      for (new, old) in order.enumerated() { place[old] = new }
      state.ids = order.map { state.ids[$0] }
      state.foldedNames = [:]
      state.bare = state.bare.mapValues { $0 < 0 ? $0 : place[$0] }
      state.titles = Dictionary(
        uniqueKeysWithValues: state.titles.map { (place[$0.key], $0.value) })
      state.numbers = state.numbers.mapValues { place[$0] }
      state.names = state.names.mapValues { $0 < 0 ? $0 : place[$0] }
    }
  }
}

extension CompoundDirectory: SpellingDirectory {
  func number(of spelling: Field) -> Int { number(of: spelling.text) }
}

/// One worker's memory of the spellings of compounds it has met.
struct CompoundCache {
  private let directory: CompoundDirectory
  private var numbers: SpellingNumbers<CompoundDirectory>
  private var namesOf: [Int: [[UInt8]]] = [:]

  init(_ directory: CompoundDirectory) {
    self.directory = directory
    numbers = SpellingNumbers(directory)
  }

  /// The number of the compound a field names, which may be a new one.
  @inline(__always)
  mutating func number(of field: Field) -> Int { numbers.number(of: field) }

  /// The number of a compound that exists already, or −2.
  mutating func number(ifAny field: Field) -> Int {
    if let number = numbers.number(ifLast: field) { return number }
    return directory.find(field.text) == nil ? -2 : number(of: field)
  }

  /// What may stand in front of an address of a compound.
  mutating func names(of number: Int) -> [[UInt8]] {
    if let names = namesOf[number] { return names }
    let names = directory.names(of: number)
    namesOf[number] = names
    return names
  }
}
