import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// The model's numbers that a run began with, and those it learned: `0.800 → 0.812`.
struct ParameterTables {
  private let before: Parameters
  private let after: Parameters

  init(_ summary: RunSummary) {
    before = summary.parametersBefore
    after = summary.parametersAfter
  }

  /// Kinds of dwellings, the sources by kind, and how alike compounds are. At most 80 columns.
  func text(width: Int) -> String {
    "What the model was given → what it learned\n\n" + kinds().text(width: width) + "\n"
      + sources().text(width: width) + "\n" + compounds().text(width: width)
  }

  private static func number(_ value: Double) -> String { String(format: "%.3f", value) }

  private func pair(_ value: (Parameters) -> Double) -> String {
    "\(Self.number(value(before))) → \(Self.number(value(after)))"
  }

  /// Shares of each side, and lights; kinds that are switched off are not there.
  private func kinds() -> TextTable {
    var table = TextTable(
      ["kind of dwelling", "share of its side", "lit on a night"], [.left, .right, .right])
    table.add([
      "occupied, windows seen", pair { 1 - $0.hiddenWindows.share - $0.seldomHome.share },
      pair { $0.lit.occupied },
    ])
    func add(_ name: String, _ kind: (Parameters) -> Parameters.Kind) {
      guard kind(before).share > 0 else { return }
      table.add([name, pair { kind($0).share }, pair { kind($0).lit }])
    }
    add("occupied, windows hidden") { $0.hiddenWindows }
    add("occupied, seldom at home") { $0.seldomHome }
    table.add(["vacant and dark", pair { 1 - $0.leftOn.share }, pair { $0.lit.vacant }])
    add("vacant, a lamp left on") { $0.leftOn }
    return table
  }

  private func sources() -> TextTable {
    let hasSeldom = before.seldomHome.share > 0
    var table = TextTable(
      ["answer", "occupied"] + (hasSeldom ? ["seldom home"] : []) + ["vacant"],
      [.left, .right] + (hasSeldom ? [.right] : []) + [.right])
    func add(
      _ name: String, _ occupied: (Parameters) -> Double, _ seldom: ((Parameters) -> Double)?,
      _ vacant: (Parameters) -> Double
    ) {
      table.add(
        [name, pair(occupied)] + (hasSeldom ? [seldom.map { pair($0) } ?? ""] : [])
          + [pair(vacant)])
    }
    let levels = before.listed.occupied.count
    for (level, name) in (levels == 2 ? ["nobody", "present"] : Self.levels).enumerated() {
      add("list: \(name)", { $0.listed.occupied[level] }, nil, { $0.listed.vacant[level] })
    }
    for (bin, name) in bins.enumerated() {
      add(
        "meter: \(name)", { $0.meter.occupied[bin] }, { $0.meter.seldomHome[bin] },
        { $0.meter.vacant[bin] })
    }
    for (answer, name) in Self.answers.enumerated() {
      add(
        "door: \(name)", { $0.knock.occupied[answer] }, { $0.knock.seldomHome[answer] },
        { $0.knock.vacant[answer] })
    }
    return table
  }

  private static let levels = ["nobody", "only moved", "away", "present"]
  private static let answers = ["answered", "refused", "no answer", "reported vacant"]

  /// kWh a day, or the meter's classes.
  private var bins: [String] {
    guard let edges = before.meterEdges else { return ["idle", "standby", "active"] }
    let texts = edges.map { ParameterSet.text($0) }
    return zip(["0"] + texts, texts).map { "\($0) to \($1) kWh" } + ["\(texts.last!) kWh or more"]
  }

  /// The means over compounds, and how alike these are.
  private func compounds() -> TextTable {
    var table = TextTable(
      ["compounds", "mean", "how alike (concentration)"], [.left, .right, .right])
    func add(
      _ name: String, _ mean: (Parameters) -> Double, _ concentration: (Parameters) -> Double
    ) {
      let isAlike = concentration(before) >= Parameters.alike
      func number(_ value: Double) -> String { String(format: "%.1f", value) }
      table.add([
        name, pair(mean),
        isAlike
          ? "all alike" : "\(number(concentration(before))) → \(number(concentration(after)))",
      ])
    }
    add("dwellings occupied", { $0.occupied }, { $0.occupiedConcentration })
    add(
      "listed of the occupied", { $0.listed.occupied.last ?? 0 },
      { $0.listedConcentration.occupied })
    add("listed of the vacant", { $0.listed.vacant.last ?? 0 }, { $0.listedConcentration.vacant })
    return table
  }
}
