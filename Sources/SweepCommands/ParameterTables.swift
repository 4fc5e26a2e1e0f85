import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport

/// The model's numbers that a run began with, and those it learned: `0.800 → 0.812`.
struct ParameterTables {
  private let before: Parameters
  private let after: Parameters
  private let w: Wording

  init(before: Parameters, after: Parameters, _ wording: Wording) {
    w = wording
    self.before = before
    self.after = after
  }

  /// Kinds of dwellings, the sources by kind, and how alike compounds are. At most 80 columns.
  func text(width: Int) -> String {
    w.parametersTitle + "\n\n" + kinds().text(width: width) + "\n"
      + sources().text(width: width) + "\n" + compounds().text(width: width)
  }

  private static func number(_ value: Double) -> String { String(format: "%.3f", value) }

  private func pair(_ value: (Parameters) -> Double) -> String {
    "\(Self.number(value(before))) → \(Self.number(value(after)))"
  }

  /// Shares of each side, and lights; kinds that are switched off are not there.
  private func kinds() -> TextTable {
    var table = TextTable(w.kindsHead, [.left, .right, .right])
    table.add([
      w.windowsSeen, pair { 1 - $0.hiddenWindows.share - $0.seldomHome.share },
      pair { $0.lit.occupied },
    ])
    func add(_ name: String, _ kind: (Parameters) -> Parameters.Kind) {
      guard kind(before).share > 0 else { return }
      table.add([name, pair { kind($0).share }, pair { kind($0).lit }])
    }
    add(w.windowsHidden) { $0.hiddenWindows }
    add(w.seldomAtHome) { $0.seldomHome }
    table.add([w.vacantAndDark, pair { 1 - $0.leftOn.share }, pair { $0.lit.vacant }])
    add(w.lampLeftOn) { $0.leftOn }
    return table
  }

  private func sources() -> TextTable {
    let hasSeldom = before.seldomHome.share > 0
    var table = TextTable(
      w.answersHead(hasSeldom: hasSeldom),
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
    for (level, name) in w.levels(levels).enumerated() {
      add(name, { $0.listed.occupied[level] }, nil, { $0.listed.vacant[level] })
    }
    for (bin, name) in w.bins(before.meterEdges).enumerated() {
      add(
        name, { $0.meter.occupied[bin] }, { $0.meter.seldomHome[bin] },
        { $0.meter.vacant[bin] })
    }
    for (answer, name) in w.doorAnswers.enumerated() {
      add(
        name, { $0.knock.occupied[answer] }, { $0.knock.seldomHome[answer] },
        { $0.knock.vacant[answer] })
    }
    return table
  }

  /// The means over compounds, and how alike these are.
  private func compounds() -> TextTable {
    var table = TextTable(w.compoundsHead, [.left, .right, .right])
    func add(
      _ name: String, _ mean: (Parameters) -> Double, _ concentration: (Parameters) -> Double
    ) {
      let isAlike = concentration(before) >= Parameters.alike
      func number(_ value: Double) -> String { String(format: "%.1f", value) }
      table.add([
        name, pair(mean),
        isAlike
          ? w.allAlike : "\(number(concentration(before))) → \(number(concentration(after)))",
      ])
    }
    add(w.dwellingsOccupied, { $0.occupied }, { $0.occupiedConcentration })
    add(
      w.listedOfOccupied, { $0.listed.occupied.last ?? 0 },
      { $0.listedConcentration.occupied })
    add(w.listedOfVacant, { $0.listed.vacant.last ?? 0 }, { $0.listedConcentration.vacant })
    return table
  }
}
