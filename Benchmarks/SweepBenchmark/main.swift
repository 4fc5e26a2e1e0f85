import CommandLineKit
import Foundation

// The benchmark starts itself again for every measurement: see `Job`.
let words = Array(CommandLine.arguments.dropFirst())
if words.first == Job.word {
  exit(Job.perform(words.dropFirst().first ?? "", .standard()).rawValue)
}
let benchmark = SweepBenchmark(.standard()) { job throws(SweepBenchmark.Failure) in
  try job.measuredInChild()
}
exit(benchmark.run(words).rawValue)
