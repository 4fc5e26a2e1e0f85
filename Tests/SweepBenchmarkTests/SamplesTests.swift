import Foundation
import Testing

@testable import SweepBenchmark

@Suite("Median and spread")
struct SamplesTests {
  @Test("one slow run moves neither the median nor the spread much")
  func outlier() {
    let calm = Samples([10, 11, 10, 11, 10])
    let disturbed = Samples([10, 11, 10, 11, 1000])
    #expect(calm.median == 10)
    #expect(disturbed.median == 11)
    #expect(disturbed.spread < 0.1)
  }

  @Test("quartiles lie between the values by their distance")
  func quartiles() {
    // R: quantile(c(1, 2, 3, 4)) gives 1.75, 2.5, 3.25.
    let samples = Samples([4, 2, 3, 1])
    #expect(samples.quantile(0.25) == 1.75)
    #expect(samples.median == 2.5)
    #expect(samples.quantile(0.75) == 3.25)
    #expect(samples.spread == 0.6)
    #expect(Samples([7]).median == 7)
    #expect(Samples([7]).spread == 0)
  }

  @Test("the JSON names the median, and what is read back is the same")
  func json() throws {
    let samples = Samples([3, 1, 2])
    let json = try JSONEncoder().encode(samples)
    #expect(String(decoding: json, as: UTF8.self).contains(#""median":2"#))
    #expect(try JSONDecoder().decode(Samples.self, from: json) == samples)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Samples.self, from: Data(#"{"values": []}"#.utf8))
    }
  }

  @Test("the clock adds up phases of one name, and all of them are the whole")
  func phaseClock() {
    let clock = PhaseClock()
    for phase in ["reading", "deciding", "reading"] {
      #expect(clock.progress(phase, 0))
      #expect(clock.progress(phase, 0.5))
    }
    let (phases, seconds) = clock.finish()
    #expect(phases.map(\.name) == [PhaseClock.beforeFirst, "reading", "deciding"])
    #expect(abs(phases.reduce(0) { $0 + $1.seconds } - seconds) < 1e-9)
  }
}
