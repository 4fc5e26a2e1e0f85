import Foundation
import Testing

@testable import SweepReport

@Suite("Colours")
struct ContrastTests {
  /// Relative luminance, WCAG 2.2.
  private func luminance(_ hex: String) -> Double {
    let value = Int(hex.dropFirst(), radix: 16)!
    let parts = [value >> 16, value >> 8 & 255, value & 255].map { part -> Double in
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: String, _ b: String) -> Double {
    let (light, dark) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)
  }

  private func check(_ pairs: [(String, String)], least: Double) {
    for isDark in [false, true] {
      func color(_ name: String) -> String {
        let color = PageStyle.colors.first { $0.name == name }!
        return isDark ? color.dark : color.light
      }
      for (front, back) in pairs {
        let value = contrast(color(front), color(back))
        #expect(value >= least, "\(front) on \(back), dark: \(isDark): \(value)")
      }
    }
  }

  @Test("text can be read on everything it stands on")
  func text() {
    #expect(abs(contrast("#000000", "#ffffff") - 21) < 1e-9)
    check(
      [
        ("ink", "ground"), ("ink", "paper"), ("soft", "ground"), ("soft", "paper"),
        ("link", "ground"), ("link", "paper"), ("bandink", "band"), ("bandsoft", "band"),
        ("ink", "sky"), ("ink", "dusk"), ("ink", "wall"),
      ], least: 4.5)
  }

  /// What tells a status: the edge, fill or mark by which a window is seen on wall and paper, and
  /// the mark inside it.
  @Test("windows are seen, and so are the marks that tell them apart without colour")
  func windows() {
    let seen = ["frame", "absent", "dark", "unseen"].flatMap { [($0, "wall"), ($0, "paper")] }
    check(seen, least: 3)
    check([("mark", "unlisted"), ("mark", "under"), ("hatch", "unsure")], least: 3)
    check([("lines", "nolist"), ("litbar", "lit"), ("edge", "lit")], least: 3)
  }

  @Test("every colour that the style uses is there, and none is left over")
  func names() {
    let css = PageStyle.css
    let used = Set(css.matches(of: #/var\(--([a-z0-9]+)\)/#).map { String($0.output.1) })
    let known = Set(PageStyle.colors.map(\.name))
    #expect(used.subtracting(known) == ["evening", "stripes"])
    #expect(known.subtracting(used) == ["dusk", "seg5", "sky"])
  }
}
