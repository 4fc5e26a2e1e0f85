/// Keeps what looks like a phone or identity number out of what is shown and written.
enum Masking {
  /// A value for people: a phone number reads `1380…`. An offending value is shown so that it can be found
  /// in its file, and a shifted column must not put people into `rejects.csv`.
  static func shown(_ value: String, isMeter: Bool = false) -> String {
    guard looksPersonal(value) else { return value }
    let digits = digits(of: value)
    if isMeter { return digits.prefix(2) + "…" + digits.suffix(4) }
    return digits.prefix(4) + "…"
  }

  /// Whether a text holds eleven digits or more in a row, or seventeen and an X, separators aside.
  static func looksPersonal(_ value: String) -> Bool {
    var run = 0
    for scalar in value.unicodeScalars {
      if scalar.properties.numericType == .decimal {
        run += 1
        if run >= 11 { return true }
      } else if !isSeparator(scalar) {
        run = 0
      }
    }
    return false
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "-", "_", ".", "/", "(", ")", "+", "－", "—", "–", "　", "\u{A0}": true
    default: false
    }
  }

  private static func digits(of value: String) -> String {
    String(
      value.unicodeScalars.compactMap { scalar -> Character? in
        guard scalar.properties.numericType == .decimal,
          let number = scalar.properties.numericValue
        else { return nil }
        return Character("\(Int(number))")
      })
  }
}
