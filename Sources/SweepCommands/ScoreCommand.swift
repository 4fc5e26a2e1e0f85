import CommandLineKit
import Foundation
import HouseholdSweep
import SweepReport
import SyntheticCity

/// `sweep score RESULTS TRUTH`
enum ScoreCommand {
  static let definition = CommandDefinition(
    name: "score", abstract: "Tell how right results are, where the truth is known.",
    discussion:
      "Precision and recall of each status, of unlisted occupied units by threshold, log loss, Brier score, and whether of the units with probability p a share of p is occupied; occupied units called vacant. Where what is wrong with walks and workers is known (truth-faults.csv beside the truth), how many of them were found, and how many accused that are as they should be. Where the truth stands in a generated city, the same is told of the city decided by the parameters it was drawn from: no fit can do better but by luck.",
    arguments: [
      .init("RESULTS", "The folder of results.", isFolder: true),
      .init("TRUTH", "A table of compound, unit, occupied, persons; truth.csv of a city."),
    ],
    options: [
      CommonOptions.threads, .init("quiet", "Show no progress."), CommonOptions.json,
    ],
    examples: [
      .init("sweep score city/results city/truth.csv", "Scores the results of a generated city.")
    ])

  private struct Report: Encodable {
    var score: Score
    var bound: Score?
  }

  static func run(_ parsed: ParsedCommand, _ console: Console) throws -> ExitCode {
    let line = CommonOptions.progress(parsed, console)
    let options = try CommonOptions.reading(parsed, line)
    defer { line?.finish() }
    let truth = try Truth(contentsOf: parsed.arguments[1])
    let folder = (parsed.arguments[1] as NSString).deletingLastPathComponent
    let score = try Score(
      results: parsed.arguments[0], truth: truth, faults: faults(beside: parsed.arguments[1]))
    let bound = try bound(folder, truth, options)
    line?.finish()
    if parsed.has("json") {
      try console.out(CommonOptions.json(Report(score: score, bound: bound)))
    } else {
      try console.out(text(score, bound, console.terminal.tableWidth))
    }
    return .done
  }

  /// What is wrong with walks and workers, in `truth-faults.csv` beside `truth.csv`; nil where it is
  /// not there.
  private static func faults(beside truth: String) throws -> FaultsTruth? {
    let path = (truth as NSString).deletingPathExtension + "-faults.csv"
    return FileManager.default.fileExists(atPath: path)
      ? try FaultsTruth(contentsOf: path) : nil
  }

  /// The score of the generated city around the truth, decided by the parameters it was drawn from;
  /// nil where there is none.
  private static func bound(_ folder: String, _ truth: Truth, _ options: ReadingOptions) throws
    -> Score?
  {
    let folder = folder.isEmpty ? "." : folder
    let parameters = folder + "/" + SyntheticCity.truthParametersName
    guard FileManager.default.fileExists(atPath: parameters) else { return nil }
    let sweep = try Reconciliation(reading: folder, options: options)
    let results = NSTemporaryDirectory() + "sweep-score-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: results) }
    let known = LearnedParameters(try Manifest(contentsOf: parameters).parameters)
    _ = try sweep.decided(by: known).publish(to: results)
    return try Score(results: results, truth: truth)
  }

  private static func text(_ score: Score, _ bound: Score?, _ width: Int) -> String {
    var text = "\(grouped(score.units)) units scored"
    if score.missing > 0 { text += ", \(grouped(score.missing)) of the truth nobody saw" }
    if score.unknown > 0 { text += ", \(grouped(score.unknown)) the truth does not know" }
    var losses = TextTable(["", "results", "bound"], [.left, .right, .right])
    losses.add(["log loss", decimal(score.logLoss, 5), decimal(bound?.logLoss, 5)])
    losses.add(["Brier score", decimal(score.brier, 5), decimal(bound?.brier, 5)])
    losses.add(["occupied called vacant", vacant(score), bound.map(vacant) ?? "–"])
    text += "\n\n" + losses.text(width: width)
    var statuses = TextTable(
      ["status", "units", "truth", "precision", "recall", "bound: precision", "recall"],
      [.left, .right, .right, .right, .right, .right, .right])
    for (number, status) in score.statuses.enumerated() where status.units + status.truth > 0 {
      let best = bound?.statuses[number]
      statuses.add([
        status.status, grouped(status.units), grouped(status.truth), decimal(status.precision),
        decimal(status.recall), decimal(best?.precision), decimal(best?.recall),
      ])
    }
    text += "\n" + statuses.text(width: width)
    var thresholds = TextTable(
      ["unlisted occupied, p ≥", "found", "precision", "recall", "bound: precision", "recall"],
      [.left, .right, .right, .right, .right, .right])
    for (number, row) in score.unlistedOccupied.enumerated() {
      let best = bound?.unlistedOccupied[number]
      thresholds.add([
        decimal(row.threshold, 2), grouped(row.found), decimal(row.precision),
        decimal(row.recall), decimal(best?.precision), decimal(best?.recall),
      ])
    }
    text += "\n" + thresholds.text(width: width)
    if let faults = score.faults { text += "\n" + table(faults).text(width: width) }
    return text + "\n" + calibration(score).text(width: width)
  }

  /// `212, 0.14 %`
  private static func vacant(_ score: Score) -> String {
    let share = score.occupiedCalledVacantShare.map { String(format: "%.2f %%", 100 * $0) }
    return "\(grouped(score.occupiedCalledVacant)), \(share ?? "–")"
  }

  private static func table(_ faults: FaultScore) -> TextTable {
    var table = TextTable(
      ["walks and workers", "there are", "found"], [.left, .right, .right])
    func add(_ name: String, _ all: Int, _ found: Int) {
      table.add([name, grouped(all), grouped(found)])
    }
    add(
      "zeros written without going, \(FaultScore.dwellings) dwellings or more",
      faults.writtenZeros, faults.writtenZerosFound)
    add("dark for a power cut", faults.powerCuts, faults.powerCutsFound)
    add("other walks", faults.trueWalks, faults.trueWalksAccused)
    add(
      "workers who call every door vacant, \(FaultScore.doors) doors or more", faults.lazyWorkers,
      faults.lazyWorkersFound)
    add("other workers", faults.trueWorkers, faults.trueWorkersAccused)
    return table
  }

  /// A line a tenth: `|` where p lies on average, `●` where the share of occupied units lies.
  private static func calibration(_ score: Score) -> TextTable {
    var table = TextTable(
      ["p", "units", "mean p", "occupied", "0 | mean p, ● occupied 1"],
      [.left, .right, .right, .right, .left])
    for tenth in score.calibration {
      var cells = Array(repeating: "·", count: 41)
      if let p = tenth.meanP { cells[Int((p * 40).rounded())] = "|" }
      if let share = tenth.occupied { cells[Int((share * 40).rounded())] = "●" }
      table.add([
        "\(decimal(tenth.from, 1))–\(decimal(tenth.from + 0.1, 1))", grouped(tenth.units),
        decimal(tenth.meanP), decimal(tenth.occupied), cells.joined(),
      ])
    }
    return table
  }

  private static func decimal(_ value: Double?, _ places: Int = 4) -> String {
    value.map { String(format: "%.\(places)f", $0) } ?? "–"
  }
}
