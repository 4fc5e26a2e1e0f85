import HouseholdSweep
import SweepReport

/// What the commands say that work on shards of a sweep.
extension Wording {
  func evidence(_ counts: EvidenceCounts) -> String {
    say(
      "Evidence of \(counted(counts.units, "unit")) in \(counted(counts.compounds, "compound"))",
      "\(grouped(counts.compounds))个小区（村）、\(grouped(counts.units))户的证据")
  }

  func evidenceIn(_ file: String) -> String { say("Evidence in \(file)", "证据在 \(file)") }

  func fitted(_ found: FittedParameters) -> String {
    say(
      "\(counted(found.shards, "shard")): \(counted(found.units, "unit")) in \(counted(found.compounds, "compound"))",
      "\(grouped(found.shards))片：\(grouped(found.compounds))个小区（村），\(grouped(found.units))户")
      + (found.fit == nil
        ? say("; model fixed: nothing was to be learned", "；固定模型：不拟合参数") : "")
  }

  func parametersIn(_ file: String) -> String { say("Parameters in \(file)", "参数在 \(file)") }

  func table(_ table: TableColumns) -> String {
    let separator = table.separator == "\t" ? say("tabs", "制表符") : say("commas", "逗号")
    return say(
      "\(table.file): \(table.source), \(table.encoding), \(separator), \(counted(table.rows, "row"))",
      "\(table.file)：\(table.source)，\(table.encoding)，\(separator)，\(grouped(table.rows))行")
  }

  var columnsHead: [String] { [say("column", "列"), say("place", "位置"), say("header", "表头")] }

  var notToBeRouted: String {
    say(
      "its rows cannot be handed on as they are; write it anew with 'sweep tidy'",
      "各行不能原样转交，请先用“sweep tidy”整理")
  }
}
