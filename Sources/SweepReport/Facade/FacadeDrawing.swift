import HouseholdSweep

/// A façade as SVG: a window a unit, each with what is known of it.
///
/// The windows are symbols that the page defines once; colours come from its style, so that the
/// drawing follows light, dark and paper. Shape and mark tell the status without colour.
struct FacadeDrawing {
  private let wording: Wording

  init(_ wording: Wording) { self.wording = wording }

  // Sizes in pixels.
  private static let window = 16
  /// Far enough apart for a finger: no other window within 24 pixels.
  private static let pitch = (x: 24, y: 24)
  private static let gap = 10
  private static let labels = 26
  private static let roof = 14
  private static let ground = 24

  /// The shapes of all windows, to stand once in a page.
  static let symbols: Markup = """
    <svg class="defs" width="0" height="0" aria-hidden="true"><defs>\
    <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
    <rect width="4" height="4" class="paper"/><path d="M1 0V4" class="hatch"/></pattern>\
    <symbol id="w0" viewBox="0 0 14 14"><rect class="lit" x=".5" y=".5" width="13" height="13"/>\
    <path class="bars" d="M7 1V13M1 7H13"/></symbol>\
    <symbol id="w1" viewBox="0 0 14 14"><rect class="unlisted" x=".5" y=".5" width="13" height="13"/>\
    <path class="mark" d="M7 2.5V8.5M7 10.3V12.3"/></symbol>\
    <symbol id="w2" viewBox="0 0 14 14"><rect class="under" x=".5" y=".5" width="13" height="13"/>\
    <path class="mark" d="M7 3V11M3 7H11"/></symbol>\
    <symbol id="w3" viewBox="0 0 14 14"><rect class="absent" x="1.5" y="1.5" width="11" height="11"/></symbol>\
    <symbol id="w4" viewBox="0 0 14 14"><rect class="vacant" x=".5" y=".5" width="13" height="13"/></symbol>\
    <symbol id="w5" viewBox="0 0 14 14"><rect class="unsure" x=".5" y=".5" width="13" height="13"/></symbol>\
    <symbol id="w6" viewBox="0 0 14 14"><rect class="unseen" x=".5" y=".5" width="13" height="13"/></symbol>\
    <symbol id="w7" viewBox="0 0 14 14"><rect class="nolist" x=".5" y=".5" width="13" height="13"/>\
    <path class="lines" d="M3 4.5H11M3 7H11M3 9.5H11"/></symbol>\
    <symbol id="wc" viewBox="0 0 14 14"><path class="corner" d="M7.5 0H14V6.5Z"/></symbol>\
    <symbol id="wr" viewBox="-3 -3 20 20"><rect class="outside" x="-2" y="-2" width="18" height="18"/></symbol>\
    </defs></svg>
    """

  /// The window of a status by itself, for legends and tables.
  static func sign(_ status: UnitStatus) -> Markup {
    """
    <svg class="sign" width="18" height="18" viewBox="-2 -2 18 18" aria-hidden="true">\
    <use href="#w\(Int(status.rawValue))" width="14" height="14"/></svg>
    """
  }

  static func cornerSign() -> Markup {
    """
    <svg class="sign" width="18" height="18" viewBox="-2 -2 18 18" aria-hidden="true">\
    <use href="#w0" width="14" height="14"/><use href="#wc" width="14" height="14"/></svg>
    """
  }

  static func outsideSign() -> Markup {
    """
    <svg class="sign" width="22" height="22" viewBox="-4 -4 22 22" aria-hidden="true">\
    <use href="#w0" width="14" height="14"/>\
    <use href="#wr" x="-3" y="-3" width="20" height="20"/></svg>
    """
  }

  /// One building; whoever puts it in a page gives it a name. O(units).
  func svg(_ facade: Facade) -> Markup {
    let floors = facade.entrances.first?.floors.count ?? 0
    let hasLabels = facade.kind == .building
    let left = hasLabels ? Self.labels : Self.gap
    let widths = facade.entrances.map { $0.width * Self.pitch.x }
    let wall = widths.reduce(0, +) + Self.gap * (facade.entrances.count + 1)
    let height = Self.roof + floors * Self.pitch.y + Self.ground
    let width = left + wall + 2
    var svg: Markup = """
      <svg class="facade" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">
      """
    svg += """
      <rect class="wall" x="\(left)" y="4" width="\(wall)" height="\(height - 4)"/>
      """
    if hasLabels {
      svg += """
        <path class="roof" d="M\(left - 3) 4H\(left + wall + 1)"/>
        """
      for (index, floor) in (facade.entrances.first?.floors ?? []).enumerated() {
        let y = Self.roof + index * Self.pitch.y + 12
        svg += "<text class=\"floor\" x=\"\(left - 6)\" y=\"\(y)\">\(floor.label)</text>"
      }
    }
    var x = left + Self.gap
    for (entrance, width) in zip(facade.entrances, widths) {
      if hasLabels { svg += door(entrance, x: x, width: width, bottom: height) }
      for (row, floor) in entrance.floors.enumerated() {
        for (column, unit) in floor.windows.enumerated() {
          guard let unit else { continue }
          svg += window(
            unit, x: x + column * Self.pitch.x + 4, y: Self.roof + row * Self.pitch.y)
        }
      }
      x += width + Self.gap
    }
    svg += "</svg>"
    return svg
  }

  private func door(_ entrance: Facade.Entrance, x: Int, width: Int, bottom: Int) -> Markup {
    let middle = x + width / 2
    var door: Markup = """
      <path class="door" d="M\(middle - 8) \(bottom)V\(bottom - 17)H\(middle + 8)V\(bottom)"/>
      """
    if !entrance.name.isEmpty {
      door += "<text class=\"entrance\" x=\"\(middle)\" y=\"\(bottom - 5)\">\(entrance.name)</text>"
    }
    return door
  }

  /// A window that asks for a visit can be reached with the tab key, the others with arrows.
  private func window(_ unit: UnitRow, x: Int, y: Int) -> Markup {
    let size = Self.window
    var window: Markup = """
      <g class="w" role="img" tabindex="\(unit.status.isFlag ? "0" : "-1")"><title>\(wording.told(unit))</title>\
      <use href="#w\(Int(unit.status.rawValue))" x="\(x)" y="\(y)" width="\(size)" height="\(size)"/>
      """
    if unit.hasConflict {
      window += "<use href=\"#wc\" x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(size)\"/>"
    }
    if !unit.isRegistered {
      window += """
        <use href="#wr" x="\(x - 3)" y="\(y - 3)" width="\(size + 6)" height="\(size + 6)"/>
        """
    }
    window += "</g>"
    return window
  }

  func title(_ facade: Facade) -> String {
    switch facade.kind {
    case .building: wording.say("Building \(facade.name)", "\(facade.name)栋")
    case .houses: wording.say("Houses", "单门独户")
    case .others: wording.say("Other addresses", "其他地址")
    }
  }

  func count(_ facade: Facade) -> String {
    let (units, flags) = (facade.count { _ in true }, facade.flags)
    guard flags > 0 else { return wording.units(units) }
    return wording.say(
      "\(wording.units(units)), \(wording.count(flags, "flag", "flags"))",
      "\(wording.units(units))，\(wording.number(flags))户存疑")
  }
}
