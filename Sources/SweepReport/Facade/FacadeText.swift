import CommandLineKit
import HouseholdSweep

/// A façade for a terminal: two columns a window, block characters in colour where there is colour
/// and letters where there is none. Either tells all statuses apart without colour.
package struct FacadeText {
  private let hasColor: Bool
  private let wording: Wording

  package init(_ wording: Wording, hasColor: Bool) {
    self.wording = wording
    self.hasColor = hasColor
  }

  /// The two columns of a unit, and how they are coloured.
  private static func cell(_ status: UnitStatus) -> (blocks: String, letters: String, color: String)
  {
    switch status {
    case .confirmed: ("▇▇", "o", "33")
    case .unlistedOccupied: ("!!", "U", "1;97;41")
    case .undercounted: ("++", "M", "1;97;45")
    case .listedAbsent: ("[]", "A", "36")
    case .vacant: ("░░", ".", "90")
    case .uncertain: ("▒▒", "?", "39")
    case .unobserved: ("··", "-", "90")
    case .listMissing: ("▓▓", "L", "33")
    }
  }

  package static func letter(_ status: UnitStatus) -> String { cell(status).letters }

  /// `U*` for an unlisted unit with a contradiction, `U'` for one outside the register.
  private func window(_ unit: UnitRow?) -> String {
    guard let unit else { return "  " }
    return mark(unit.status, tail: !unit.isRegistered ? "'" : unit.hasConflict ? "*" : " ")
  }

  private func mark(_ status: UnitStatus, tail: String) -> String {
    let cell = Self.cell(status)
    guard hasColor else { return cell.letters + tail }
    // A contradiction or a foreign address takes the second column.
    let blocks = tail == " " ? cell.blocks : "\(cell.blocks.first!)\(tail)"
    return "\u{1B}[\(cell.color)m\(blocks)\u{1B}[0m"
  }

  /// What the marks mean, one a line.
  package func legend(_ statuses: [UnitStatus]) -> [String] {
    statuses.map { "\(mark($0, tail: " ")) \(wording.status($0))" }
      + [
        " * " + wording.say("evidence against evidence", "证据互相矛盾"),
        " ' " + wording.say("not in the register", "房屋底册没有此地址"),
      ]
  }

  /// Buildings beside each other on one ground, as many as fit into `width` columns: the lines of
  /// each row of buildings.
  package func rows(_ facades: [Facade], width: Int) -> [[String]] {
    var rows: [[Block]] = []
    var used = 0
    for facade in facades {
      let next = block(facade, width: width)
      if rows.isEmpty || used + 3 + next.width > width {
        rows.append([])
        used = -3
      }
      rows[rows.count - 1].append(next)
      used += 3 + next.width
    }
    return rows.map { row in
      let height = row.map(\.lines.count).max() ?? 0
      return (0..<height).map { number in
        let parts = row.map { block in
          let above = height - block.lines.count
          return number < above
            ? Line("", 0).padded(to: block.width)
            : block.lines[number - above].padded(to: block.width)
        }
        var line = parts.joined(separator: "   ")
        while line.last == " " { line.removeLast() }
        return line
      }
    }
  }

  /// A line and the columns it takes; marks of colour take none.
  private struct Line {
    var text: String
    var width: Int

    init(_ text: String, _ width: Int) {
      self.text = text
      self.width = width
    }

    func padded(to width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - self.width))
    }
  }

  private struct Block {
    var lines: [Line]
    var width: Int { lines.map(\.width).max() ?? 0 }
  }

  /// One building under its title: entrances that do not fit side by side stand below each other.
  private func block(_ facade: Facade, width: Int) -> Block {
    let labels = facade.kind == .building ? 4 : 1
    let title = TextTable.cut(title(facade), to: width)
    var lines = [Line(title, TextTable.width(of: title))]
    var rest = facade.entrances[...]
    while let first = rest.first {
      var count = 1
      var used = labels + columns(first)
      while count < rest.count {
        let next = columns(rest[rest.startIndex + count]) + 2
        if used + next > width { break }
        used += next
        count += 1
      }
      lines += floors(Array(rest.prefix(count)), labels, width: width)
      rest = rest.dropFirst(count)
    }
    return Block(lines: lines)
  }

  private func columns(_ entrance: Facade.Entrance) -> Int { max(1, entrance.width * 3 - 1) }

  private func floors(_ entrances: [Facade.Entrance], _ labels: Int, width: Int) -> [Line] {
    var lines: [Line] = []
    // An entrance that is too wide by itself is cut, and says so.
    let room = max(1, (width - labels - 1) / 3)
    let isCut = entrances[0].width > room
    let used = entrances.reduce(labels - 2) { $0 + 2 + min(columns($1), room * 3 - 1) }
    for row in entrances[0].floors.indices {
      let label = Visible.text(entrances[0].floors[row].label)
      var line =
        String(
          repeating: " ", count: max(0, labels - 1 - TextTable.width(of: label))) + label + " "
      line += entrances.map { entrance in
        entrance.floors[row].windows.prefix(room).map(window).joined(separator: " ")
      }.joined(separator: "  ")
      lines.append(Line(line + (isCut ? "…" : ""), used + (isCut ? 1 : 0)))
    }
    if labels > 1 {
      var line = String(repeating: " ", count: labels)
      for (index, entrance) in entrances.enumerated() {
        let name = TextTable.cut(Visible.text(entrance.name), to: columns(entrance))
        line += (index > 0 ? "  " : "") + name
        line += String(
          repeating: " ", count: max(0, columns(entrance) - TextTable.width(of: name)))
      }
      if entrances.contains(where: { !$0.name.isEmpty }) {
        lines.append(Line(line, TextTable.width(of: line)))
      }
    }
    return lines
  }

  private func title(_ facade: Facade) -> String {
    let drawing = FacadeDrawing(wording)
    return Visible.text(
      drawing.title(facade) + wording.say(": ", "：") + drawing.count(facade))
  }
}
