import HouseholdSweep

/// Puts the results in place unless more than a share of the rows could not be used, and says what came
/// of it in Chinese.
func nightlyRun(on folder: String, to output: String, atMost share: Double) -> String {
  do throws(SweepError) {
    let sweep = try Sweep(reading: folder)
    let rows = sweep.ledgers.reduce(0) { $0 + $1.rows }
    guard Double(sweep.rejectedCount) <= share * Double(rows) else {
      let worst = sweep.ledgers.max { $0.rejectedTotal < $1.rejectedTotal }!
      return "\(sweep.rejectedCount)/\(rows) 行未采用，先看 \(worst.file)"
    }
    let decisions = try sweep.decide()
    try decisions.publish(to: output)
    return "\(decisions.summary.units) 户，\(decisions.summary.flags) 户待上门"
  } catch {
    // Where it is wrong, what is wrong, and what to do.
    return error.text(in: .zh)
  }
}
