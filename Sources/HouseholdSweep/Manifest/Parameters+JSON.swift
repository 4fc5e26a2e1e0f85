extension ManifestReader {
  /// Reads the parameters that a person gives, in today's forms and in those of the plain two-class
  /// model: `listed` as a pair, `meter` without `edges`, rows without `seldom_home`.
  mutating func readParameters(_ parameters: inout Parameters) {
    guard let object = object("parameters") else { return }
    let path = "parameters."
    checkKeys(
      object, path,
      [
        "occupied", "occupied_concentration", "listed", "listed_concentration", "meter", "lit",
        "hidden_windows", "seldom_home", "left_on", "knock", "prior_strength", "kind_strength",
        "learn_min_units", "learn_max_units",
      ])
    if let value = number(object, path, "occupied", ManifestWords.probability, Self.isProbability) {
      parameters.occupied = value
    }
    if let value = number(
      object, path, "occupied_concentration", ManifestWords.concentration, Self.isConcentration)
    {
      parameters.occupiedConcentration = value
    }
    readListed(object, &parameters)
    if let pair = probabilities(object, path, "lit", 2) { parameters.lit = .init(pair[0], pair[1]) }
    readMeter(object, &parameters)
    if let rows = homeRows(object, "knock", count: 4) { parameters.knock = rows }
    readKind(object, "hidden_windows", &parameters.hiddenWindows)
    readKind(object, "seldom_home", &parameters.seldomHome)
    readKind(object, "left_on", &parameters.leftOn)
    if parameters.hiddenWindows.share + parameters.seldomHome.share > 0.999 {
      problems.append(ManifestWords.sharesSumToOne)
    }
    let strength = ManifestWords.strength
    let isStrength = { (value: Double) in value >= 0 && value <= 1e9 }
    if let value = number(object, path, "prior_strength", strength, isStrength) {
      parameters.priorStrength = value
    }
    if let value = number(object, path, "kind_strength", strength, isStrength) {
      parameters.kindStrength = value
    }
    let units = ManifestWords.units
    let isUnits = { (value: Double) in value == value.rounded() && value >= 1 && value <= 1e9 }
    if let value = number(object, path, "learn_min_units", units, isUnits) {
      parameters.learnMinUnits = Int(value)
    }
    if let value = number(object, path, "learn_max_units", units, isUnits) {
      parameters.learnMaxUnits = Int(value)
    }
  }

  private static let isProbability = { @Sendable (value: Double) in
    value >= 1e-6 && value <= 1 - 1e-6
  }
  private static let isConcentration = { @Sendable (value: Double) in
    value >= 0.1 && value <= Parameters.alike
  }

  /// The list in four levels, or the chances that somebody is present on it.
  private mutating func readListed(_ object: [String: Any], _ parameters: inout Parameters) {
    let path = "parameters."
    if object["listed"] is [Any] {
      if let pair = probabilities(object, path, "listed", 2) {
        parameters.listed = .init(chances: .init(pair[0], pair[1]))
      }
    } else if object["listed"] != nil {
      guard
        let inner = inner(
          object, "listed", ["occupied", "vacant"], needed: ["occupied", "vacant"],
          ManifestWords.listed),
        let occupied = probabilities(
          inner, "parameters.listed.", "occupied", 4, isDistribution: true),
        let vacant = probabilities(inner, "parameters.listed.", "vacant", 4, isDistribution: true)
      else { return }
      parameters.listed = .init(occupied: occupied, vacant: vacant)
    }
    guard let value = object["listed_concentration"] else { return }
    let list = (value as? [Any]) ?? [value, value]
    let numbers = list.compactMap { Self.double($0) }
    guard list.count == 2, numbers.count == 2, numbers.allSatisfy(Self.isConcentration) else {
      problems.append(
        ManifestWords.isNot(
          "parameters.listed_concentration", Self.show(value), ManifestWords.twoConcentrations))
      return
    }
    parameters.listedConcentration = .init(numbers[0], numbers[1])
  }

  private mutating func readMeter(_ object: [String: Any], _ parameters: inout Parameters) {
    guard let meter = object["meter"] else { return }
    guard let given = (meter as? [String: Any])?["edges"] else {
      if let rows = homeRows(object, "meter", count: 3, others: ["edges"]) {
        parameters.meterEdges = nil
        parameters.meter = rows
      }
      return
    }
    let edges = ((given as? [Any]) ?? []).compactMap { Self.double($0) }
    guard edges.count == (given as? [Any])?.count, (1...15).contains(edges.count),
      edges.allSatisfy({ $0 > 0 && $0 <= 1e6 }), zip(edges, edges.dropFirst()).allSatisfy(<)
    else {
      problems.append(
        ManifestWords.isNot("parameters.meter.edges", Self.show(given), ManifestWords.edges))
      return
    }
    if let rows = homeRows(object, "meter", count: edges.count + 1, others: ["edges"]) {
      parameters.meterEdges = edges
      parameters.meter = rows
    }
  }

  private mutating func readKind(
    _ object: [String: Any], _ key: String, _ kind: inout Parameters.Kind
  ) {
    guard object[key] != nil,
      let inner = inner(
        object, key, ["share", "lit"], needed: [], ManifestWords.kind)
    else { return }
    let path = "parameters.\(key)."
    if let share = number(
      inner, path, "share", ManifestWords.share, { $0 >= 0 && $0 <= 0.5 })
    {
      kind.share = share
    }
    if let lit = number(inner, path, "lit", ManifestWords.probability, Self.isProbability) {
      kind.lit = lit
    }
  }

  /// Rows for the three ways to be at home. Where `seldom_home` is missing, it is as `occupied`.
  private mutating func homeRows(
    _ object: [String: Any], _ key: String, count: Int, others: [String] = []
  ) -> Parameters.HomeRows? {
    let names = ["occupied", "seldom_home", "vacant"]
    guard object[key] != nil,
      let inner = inner(
        object, key, names + others, needed: ["occupied", "vacant"],
        ManifestWords.homeRows)
    else { return nil }
    let path = "parameters.\(key)."
    let rows = names.map {
      probabilities(inner, path, $0, count, isDistribution: true)
    }
    guard let occupied = rows[0], let vacant = rows[2] else { return nil }
    if inner[names[1]] != nil && rows[1] == nil { return nil }
    return .init(occupied: occupied, seldomHome: rows[1] ?? occupied, vacant: vacant)
  }

  private mutating func inner(
    _ object: [String: Any], _ key: String, _ known: [String], needed: [String],
    _ expected: BothLanguages
  ) -> [String: Any]? {
    guard let inner = object[key] as? [String: Any] else {
      problems.append(
        ManifestWords.isNot("parameters.\(key)", Self.show(object[key] as Any), expected))
      return nil
    }
    checkKeys(inner, "parameters.\(key).", known)
    for name in needed where inner[name] == nil {
      problems.append(ManifestWords.missing("parameters.\(key).\(name)"))
    }
    return inner
  }

  private mutating func probabilities(
    _ object: [String: Any], _ path: String, _ key: String, _ count: Int,
    isDistribution: Bool = false
  ) -> [Double]? {
    guard let value = object[key] else { return nil }
    let list = (value as? [Any])?.compactMap { Self.double($0) } ?? []
    guard list.count == count, (value as? [Any])?.count == count else {
      problems.append(
        ManifestWords.isNot("\(path)\(key)", Self.show(value), ManifestWords.numbers(count)))
      return nil
    }
    let bad = list.filter { !Self.isProbability($0) }
    for item in bad {
      problems.append(ManifestWords.holds("\(path)\(key)", item, ManifestWords.probability))
    }
    let sum = list.reduce(0, +)
    if isDistribution && !(abs(sum - 1) <= 1e-9) {
      problems.append(ManifestWords.sum("\(path)\(key)", sum))
    }
    return list
  }
}

extension Parameters {
  /// The members of the object `parameters` in a manifest, in a fixed order.
  func json(indent: String) -> String {
    func list(_ values: [Double]) -> String {
      "[" + values.map { "\($0)" }.joined(separator: ", ") + "]"
    }
    func rows(_ rows: [(String, String)]) -> String {
      "{\n" + rows.map { "\(indent)  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n")
        + "\n\(indent)}"
    }
    func homeRows(_ home: HomeRows) -> [(String, String)] {
      [
        ("occupied", list(home.occupied)), ("seldom_home", list(home.seldomHome)),
        ("vacant", list(home.vacant)),
      ]
    }
    func kind(_ kind: Kind) -> String { "{\"share\": \(kind.share), \"lit\": \(kind.lit)}" }
    let edges = meterEdges.map { [("edges", list($0))] } ?? []
    let members = [
      ("occupied", "\(occupied)"),
      ("occupied_concentration", "\(occupiedConcentration)"),
      (
        "listed",
        listed.chances.map { list([$0.occupied, $0.vacant]) }
          ?? rows([("occupied", list(listed.occupied)), ("vacant", list(listed.vacant))])
      ),
      (
        "listed_concentration",
        list([listedConcentration.occupied, listedConcentration.vacant])
      ),
      ("meter", rows(edges + homeRows(meter))),
      ("lit", list([lit.occupied, lit.vacant])),
      ("hidden_windows", kind(hiddenWindows)),
      ("seldom_home", kind(seldomHome)),
      ("left_on", kind(leftOn)),
      ("knock", rows(homeRows(knock))),
      ("prior_strength", "\(priorStrength)"),
      ("kind_strength", "\(kindStrength)"),
      ("learn_min_units", "\(learnMinUnits)"),
      ("learn_max_units", "\(learnMaxUnits)"),
    ]
    return members.map { "\(indent)\"\($0.0)\": \($0.1)" }.joined(separator: ",\n")
  }
}
