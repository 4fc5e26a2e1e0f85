import Testing

@testable import HouseholdSweep

@Suite("What a fit warns of")
struct FitWarningTests {
  @Test("too few units, and classes the wrong way round, leave the given parameters and say so")
  func warnings() {
    let plain = Parameters.twoClasses
    let few = SweepModel(Parameters()).learned(
      from: DrawnUnits.compounds([500], Parameters(), seed: 1))
    #expect(few.warnings == [.tooFewUnits] && few.parameters == Parameters() && !few.isLearned)
    var dark = plain
    dark.lit = .init(0.02, 0.9)
    dark.meter = .init(
      occupied: [0.9, 0.05, 0.05], seldomHome: [0.9, 0.05, 0.05], vacant: [0.05, 0.05, 0.9])
    let reversed = SweepModel(dark).learned(from: DrawnUnits.compounds([20_000], dark, seed: 1))
    #expect(reversed.warnings == [.classesReversed] && reversed.parameters == dark)
    var blind = plain
    blind.lit = .init(0.5, 0.5)
    let even = [0.3, 0.3, 0.4]
    blind.meter = .init(occupied: even, seldomHome: even, vacant: even)
    let door = [0.3, 0.1, 0.5, 0.1]
    blind.knock = .init(occupied: door, seldomHome: door, vacant: door)
    var start = blind
    start.lit = .init(0.55, 0.5)
    start.priorStrength = 1e6
    let close = SweepModel(start).learned(from: DrawnUnits.compounds([20_000], blind, seed: 1))
    #expect(close.warnings.contains(.classesTooClose))
    #expect(close.isLearned && close.parameters != start)
  }

  @Test("people seldom at home who open more often than others have changed places with them")
  func exchanged() {
    var truth = Parameters()
    truth.seldomHome = .init(share: 0.4, lit: 0.25)
    truth.knock.seldomHome = [0.7, 0.04, 0.25, 0.01]
    truth.knock.occupied = [0.2, 0.05, 0.74, 0.01]
    let fit = SweepModel(truth).learned(
      from: DrawnUnits.compounds(Array(repeating: 1000, count: 20), truth, seed: 1))
    #expect(fit.isLearned && fit.warnings.contains(.kindsExchanged))
  }

  @Test("what is still moving after the last round is used, and said")
  func limit() {
    // Kinds that are hard to tell apart, and nothing to hold on to.
    var start = Parameters()
    start.seldomHome = .init(share: 0.3, lit: 0.6)
    start.hiddenWindows = .init(share: 0.2, lit: 0.3)
    start.meter.seldomHome = start.meter.occupied
    start.knock.seldomHome = [0.4, 0.05, 0.54, 0.01]
    let drawn = DrawnUnits.compounds([3000], start, seed: 1)
    start.priorStrength = 0
    start.kindStrength = 0
    let fit = SweepModel(start).learned(from: drawn)
    #expect(fit.rounds == 300 && !fit.hasConverged && fit.isLearned)
    #expect(fit.warnings == [.notConverged] && fit.parameters != start)
  }
}
