/// A compound that `compounds.csv` does not have, though it has others: a new one, or a slip of the pen.
package struct StrangeCompound: Sendable, Equatable {
  /// Its id, with no number of a person in it.
  package var id: String
  /// Rows with addresses outside the register, as all are where the register does not have it.
  package var rows: Int
  /// Units of it in the register.
  package var units: Int
  /// The one name or id of `compounds.csv` that differs in one character that is no digit.
  package var nearest: String?
  /// A row of `compounds.csv` (`columns`) that makes the id another name of the nearest; nil where there is none.
  package var row: String?

  /// The columns of such a row.
  package static let columns = "compound,name,kind,community,subdistrict,district"

  /// Those among some compounds, the ones that look like slips first. `named` are the names in
  /// `compounds.csv` by id.
  static func among(
    _ compounds: [Int], _ ids: [String], _ named: [String: String], _ frame: Frame
  ) -> [StrangeCompound] {
    guard !named.isEmpty else { return [] }
    var strange = compounds.filter { named[ids[$0]] == nil }
    guard !strange.isEmpty else { return [] }
    // A name that several compounds share means none of them, but is there.
    let folded = Set(named.values.map(Compound.fold))
    strange = strange.filter { !folded.contains(ids[$0]) }
      .sorted { NaturalOrder.precedes(ids[$0], ids[$1]) }
    let names = Set(named.flatMap { [$0.key, $0.value] }.filter { !$0.isEmpty })
    let parts = Dictionary(grouping: names) { $0.unicodeScalars.count }
    // Where hundreds are missing, they are no slips.
    let looked = Set(strange.count <= mostSlips ? strange : [])
    let all = strange.map { number in
      let registered = frame.hasRegister(number) ? frame.register.index.units(of: number).count : 0
      let nearest = looked.contains(number) ? nearest(to: ids[number], among: parts) : nil
      return StrangeCompound(
        id: Masking.shown(ids[number]),
        rows: (frame.extrasOf[number] ?? []).reduce(0) {
          $0 + frame.extras[$1 - frame.registeredCount].rows
        },
        units: registered,
        nearest: nearest,
        row: nearest.flatMap { row(naming: ids[number], as: $0, frame.register.compounds) })
    }
    return all.filter { $0.nearest != nil } + all.filter { $0.nearest == nil }
  }

  private static let mostSlips = 100

  /// The row that makes a name another one of the compound with this id or name.
  private static func row(naming name: String, as nearest: String, _ compounds: [Compound])
    -> String?
  {
    let meant = compounds.filter { $0.id == nearest || $0.name == nearest }
    guard meant.count == 1, !Masking.looksPersonal(name) else { return nil }
    let compound = meant[0]
    let values = [
      compound.id, name, compound.kind, compound.community, compound.subdistrict, compound.district,
    ]
    return values.map { value in
      value.contains { $0 == "," || $0 == "\"" }
        ? "\"\(value.replacing("\"", with: "\"\""))\"" : value
    }.joined(separator: ",")
  }

  /// The one name that is a character away; nil where there is none, or several.
  private static func nearest(to id: String, among names: [Int: [String]]) -> String? {
    let length = id.unicodeScalars.count
    guard length > 2 else { return nil }
    let digits = id.filter(\.isNumber)
    let near = (length - 1...length + 1).flatMap { names[$0] ?? [] }.filter { name in
      name.filter(\.isNumber) == digits && editDistance(Compound.fold(name), id) == 1
    }
    return near.count == 1 ? near[0] : nil
  }
}
