import Foundation
import HouseholdSweep

func run() throws(SweepError) {
  let options = ReadingOptions(threads: CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3])! : 2)
  let clock = ContinuousClock()
  let start = clock.now
  let reconciliation = try Reconciliation(reading: CommandLine.arguments[1], options: options)
  print("read", clock.now - start)
  let summary = try reconciliation.publish(to: CommandLine.arguments[2])
  print("done", clock.now - start, summary.status)
}
do { try run() } catch { print(error) }
