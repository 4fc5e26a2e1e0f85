/// A split of one leaf: the cells of its parts, and which of them is left open.
struct LeafSplit {
  let cells: [CountRange]
  /// Nil where no part has room: then each is between nothing and all of the units.
  let open: Int?

  /// The least value of a part where there are `units`: that it can take at all, and that it has to take
  /// so that every value but `least` − 1 of its own or of another part's stay possible.
  private func lowest(_ part: Int, _ units: Int, _ least: Int) -> (best: Int, worst: Int) {
    guard let open else { return (0, least - 1) }
    guard part == open else { return (cells[part].from, cells[part].to) }
    let bottom = cells.indices.reduce(units) { $1 == part ? $0 : $0 - cells[$1].to }
    return (bottom, bottom + least - 1)
  }

  private func highest(_ part: Int, _ units: Int, _ least: Int) -> (best: Int, worst: Int) {
    guard let open else { return (units, units - least + 1) }
    guard part == open else { return (cells[part].to, cells[part].from) }
    let top = cells.indices.reduce(units) { $1 == part ? $0 : $0 - cells[$1].from }
    return (top, top - least + 1)
  }

  /// Whether every count of both splits keeps `least` values for someone who knows that a part of this
  /// one is never more than a part of another, whatever the units are in their range.
  ///
  /// Units never looked at are not looked at on a day. Take parts 2, 6 and 1 of nine units, cells of
  /// three, the 6 never looked at and open; and a day of 6 not looked at, also open, and 3 contacted. Then
  /// 3 at least were looked at, and as 1 is shown as 0–2, the 2 is 1 or 2: one value too few.
  func leavesRoom(
    _ part: Int, atMost other: LeafSplit, _ otherPart: Int, units: CountRange, _ least: Int
  ) -> Bool {
    [units.from, units.to].allSatisfy { units in
      let low = lowest(part, units, least)
      let high = other.highest(otherPart, units, least)
      return low.worst <= high.best && low.best <= high.worst
    }
  }
}
