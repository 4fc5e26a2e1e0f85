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
      SpokenLanguage.option, CommonOptions.threads, .init("quiet", "Show no progress."),
      CommonOptions.json,
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
    let folder = PathParts.split(parsed.arguments[1]).parent
    let score = try Score(
      results: parsed.arguments[0], truth: truth, faults: faults(beside: parsed.arguments[1]))
    let bound = try bound(folder, truth, options)
    line?.finish()
    if parsed.has("json") {
      try console.out(CommonOptions.json(Report(score: score, bound: bound)))
    } else {
      let language =
        try SpokenLanguage.asked(parsed) ?? ResultsSummary(in: parsed.arguments[0]).language
      try console.out(text(score, bound, Wording(language), console.terminal.tableWidth))
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
    let parameters = folder + "/" + SyntheticCity.truthParametersName
    guard FileManager.default.fileExists(atPath: parameters) else { return nil }
    let sweep = try Sweep(reading: folder, options: options)
    let results = NSTemporaryDirectory() + "sweep-score-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: results) }
    let known = LearnedParameters(try Manifest(contentsOf: parameters).parameters)
    _ = try sweep.decided(by: known).publish(to: results)
    return try Score(results: results, truth: truth)
  }

  private static func text(
    _ score: Score, _ bound: Score?, _ w: Wording, _ width: Int
  ) -> String {
    var text = TextTable.wrap(w.scored(score), to: width)
    var losses = TextTable(w.lossesHead, [.left, .right, .right])
    losses.add([w.logLoss, decimal(score.logLoss, 5), decimal(bound?.logLoss, 5)])
    losses.add([w.brier, decimal(score.brier, 5), decimal(bound?.brier, 5)])
    losses.add([w.calledVacant, vacant(score), bound.map(vacant) ?? "–"])
    text += "\n" + losses.text(width: width)
    var statuses = TextTable(
      w.statusScoreHead, [.left, .right, .right, .right, .right, .right, .right])
    for (number, status) in score.statuses.enumerated() where status.units + status.truth > 0 {
      let best = bound?.statuses[number]
      statuses.add([
        w.name(ofStatus: status.status), grouped(status.units), grouped(status.truth),
        decimal(status.precision),
        decimal(status.recall), decimal(best?.precision), decimal(best?.recall),
      ])
    }
    text += "\n" + statuses.text(width: width)
    var thresholds = TextTable(
      w.thresholdHead, [.left, .right, .right, .right, .right, .right])
    for (number, row) in score.unlistedOccupied.enumerated() {
      let best = bound?.unlistedOccupied[number]
      thresholds.add([
        decimal(row.threshold, 2), grouped(row.found), decimal(row.precision),
        decimal(row.recall), decimal(best?.precision), decimal(best?.recall),
      ])
    }
    text += "\n" + thresholds.text(width: width)
    if let faults = score.faults { text += "\n" + table(faults, w).text(width: width) }
    return text + "\n" + calibration(score, w).text(width: width)
  }

  /// `212, 0.14%`
  private static func vacant(_ score: Score) -> String {
    let share = score.occupiedCalledVacantShare.map { String(format: "%.2f%%", 100 * $0) }
    return "\(grouped(score.occupiedCalledVacant)), \(share ?? "–")"
  }

  private static func table(_ faults: FaultScore, _ w: Wording) -> TextTable {
    var table = TextTable(w.faultsHead, [.left, .right, .right])
    func add(_ name: String, _ all: Int, _ found: Int) {
      table.add([name, grouped(all), grouped(found)])
    }
    add(w.writtenZeros, faults.writtenZeros, faults.writtenZerosFound)
    add(w.powerCuts, faults.powerCuts, faults.powerCutsFound)
    add(w.otherWalks, faults.trueWalks, faults.trueWalksAccused)
    add(w.lazyWorkers, faults.lazyWorkers, faults.lazyWorkersFound)
    add(w.otherWorkers, faults.trueWorkers, faults.trueWorkersAccused)
    return table
  }

  /// A line a tenth: `|` where p lies on average, `●` where the share of occupied units lies.
  private static func calibration(_ score: Score, _ w: Wording) -> TextTable {
    var table = TextTable(
      w.calibrationHead,
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
