import Foundation

/// A unit by its compound and its canonical address.
struct PlainUnit: Hashable {
  var compound: String
  var key: String
}

/// The compounds and the register, and what addresses mean by them.
struct PlainAddresses {
  /// Names of `compounds.csv` by id, as written there.
  var names: [String: String] = [:]
  private var idsOfName: [String: Set<String>] = [:]
  /// Registered addresses by compound.
  var register: [String: Set<String>] = [:]

  mutating func add(_ id: String, named name: String) {
    // Of several names the smaller one.
    let known = names[id] ?? ""
    names[id] = [known, name].filter { !$0.isEmpty }.min(by: PlainValue.naturallyPrecedes) ?? ""
    if !name.isEmpty { idsOfName[Self.fold(name), default: []].insert(id) }
  }

  static func fold(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.uppercased().filter { !$0.isWhitespace }
  }

  /// The compound that a value names: an id, or the name of exactly one.
  func compound(_ value: String) -> String {
    let folded = Self.fold(value)
    if names[folded] == nil, let ids = idsOfName[folded], ids.count == 1 { return ids.first! }
    return folded
  }

  /// The spellings that the sweeps of these tests use: separators, designators, leading zeros, width
  /// and case, and the marks that spreadsheets put in front of a number.
  static func canonical(_ text: String) -> String {
    var folded = text.precomposedStringWithCompatibilityMapping.uppercased()
    for word in ["栋", "单元", "号楼", "室", "/", " ", ".", "—"] {
      folded = folded.replacingOccurrences(of: word, with: "-")
    }
    if folded.hasSuffix("号") { folded.removeLast() }
    var text = ""
    for character in folded {
      // A zero at the start of a number goes when a digit follows.
      if text.last == "0" && character.isNumber && text.dropLast().last?.isNumber != true {
        text.removeLast()
      }
      text.append(character)
    }
    let marks = CharacterSet(charactersIn: "'\"`*=+@!?^")
    return text.split(separator: "-").map { $0.trimmingCharacters(in: marks) }
      .filter { !$0.isEmpty }.joined(separator: "-")
  }

  /// The unit that an address means: of the register, or one of its own. Nil where there is none.
  func unit(_ compound: String, _ address: String) -> PlainUnit? {
    var key = Self.canonical(address)
    if key.isEmpty { return nil }
    let registered = register[compound] ?? []
    if !registered.contains(key) {
      key = withoutName(compound, address) ?? key
      let namesRoom = !address.hasSuffix("栋") && !address.hasSuffix("单元")
      if !registered.contains(key), !Self.isDate(key), namesRoom {
        let entranceFirst = address.wholeMatch(of: /[0-9]+单元.*/) != nil
        let meant = meant(key, registered, entranceFirst: entranceFirst)
        if meant.count == 1 { key = meant.first! }
      }
    }
    return PlainUnit(compound: compound, key: key)
  }

  func isRegistered(_ unit: PlainUnit) -> Bool {
    register[unit.compound]?.contains(unit.key) == true
  }

  /// The key without the compound's id or name in front.
  private func withoutName(_ compound: String, _ address: String) -> String? {
    let folded = address.precomposedStringWithCompatibilityMapping.uppercased()
    let found = [compound, names[compound] ?? ""].map { $0.uppercased() }.filter { name in
      guard name.count >= 2, !name.allSatisfy(\.isNumber), folded.hasPrefix(name),
        let next = folded.dropFirst(name.count).first, let last = name.last
      else { return false }
      let isInRun =
        last.isNumber
        ? next.isNumber
        : last.isASCII ? next.isASCII && next.isLetter : !next.isASCII && next.isLetter
      return !isInRun && !Self.canonical(String(folded.dropFirst(name.count))).isEmpty
    }
    return found.max { $0.utf8.count < $1.utf8.count }.map {
      Self.canonical(String(folded.dropFirst($0.count)))
    }
  }

  /// `2003-2-5`, `5-FEB`
  private static func isDate(_ key: String) -> Bool {
    key.wholeMatch(
      of: /(19|20)[0-9]{2}-(1[0-2]|[1-9])-([12][0-9]|3[01]|[1-9])|[0-9]+-(JAN|FEB|MAR)/) != nil
  }

  /// The registered units that agree with an address under any rule.
  private func meant(_ key: String, _ registered: Set<String>, entranceFirst: Bool) -> [String] {
    let parts = key.split(separator: "-")
    let buildings = Set(
      registered.map { $0.split(separator: "-") }.filter { $0.count > 1 }.map { $0[0] })
    return registered.filter { unit in
      let other = unit.split(separator: "-")
      if other.count == 3 && parts.count == 2 {
        if !entranceFirst && other[0] == parts[0] && other[2] == parts[1] { return true }
        if buildings.count == 1 && other[1...] == parts[...] { return true }
      }
      return Self.joined(unit) == Self.joined(key)
    }
  }

  /// Without dashes between a letter and a digit.
  private static func joined(_ key: String) -> String {
    key.split(separator: "-").reduce("") { text, part in
      let isBorder = text.last?.isNumber != part.first!.isNumber
      return text.isEmpty || isBorder ? text + part : text + "-" + part
    }
  }

  /// Whether a unit's address goes on behind a place's.
  static func isUnder(_ place: String, _ unit: String) -> Bool { unit.hasPrefix(place + "-") }
}
