import Foundation
import LatentClass
import Testing

@testable import HouseholdSweep

@Suite("The model agrees with the reference program")
struct ReferenceTests {
  /// The figures are written down to nine places.
  private static let tolerance = 2e-9

  private func expect(_ values: [Double], _ wanted: [Double]) {
    #expect(values.count == wanted.count)
    for (value, wanted) in zip(values, wanted) {
      #expect(abs(value - wanted) < Self.tolerance, "\(value) is not \(wanted)")
    }
  }

  private func expectDwellings(_ city: ReferenceCity, _ read: ReadCity) throws {
    for dwelling in city.dwellings {
      let view = try #require(read.view(dwelling.compound, dwelling.address))
      let kinds = view.posterior.kinds
      let values = [view.posterior.occupied, kinds[.hidden]]
      for (value, wanted) in zip(values, dwelling.expected) {
        #expect(
          abs(value - wanted) < Self.tolerance,
          "\(dwelling.compound) \(dwelling.address): \(value) is not \(wanted)")
      }
    }
  }

  @Test("by the parameters as given, with a walk and a worker left out, and counts over places")
  func given() throws {
    let city = ReferenceCity(ReferenceValues.given)
    let read = try ReadCity(city.sweep(model: "fixed"))
    try expectDwellings(city, read)
    #expect(read.sweep.leftOut.walks.map(\.place) == ["1"])
    #expect(read.sweep.leftOut.walks.map(\.day) == [1])
    #expect(read.sweep.leftOut.doubtful.map(\.name) == ["w9"])
  }

  @Test("learned, in a city too small to say how much compounds differ")
  func learned() throws {
    let city = ReferenceCity(ReferenceValues.learned)
    let read = try ReadCity(city.sweep(model: "learned"))
    try expectDwellings(city, read)
    let kinds = PlainKinds(read.belief.model.parameters)
    expect([kinds.occupied], [ReferenceValues.learnedOccupied])
    expect(kinds.shares, ReferenceValues.learnedShares)
    expect(kinds.lit, ReferenceValues.learnedLit)
    for (row, wanted) in zip(kinds.listed, ReferenceValues.learnedListed) { expect(row, wanted) }
    for (row, wanted) in zip(kinds.knock, ReferenceValues.learnedKnock) { expect(row, wanted) }
    expect([kinds.concentration] + kinds.listedConcentration, [8, 40, 20])
  }

  /// p of every so many of the dwellings.
  private func p(_ city: ReferenceCity, _ read: ReadCity, every step: Int) throws -> [Double] {
    try stride(from: 0, to: city.dwellings.count, by: step).map { number in
      let dwelling = city.dwellings[number]
      let view = try #require(read.view(dwelling.compound, dwelling.address))
      return view.posterior.occupied
    }
  }

  @Test("learned, with how much twelve compounds differ, and what each settles on")
  func formula() throws {
    let city = ReferenceCity.formula(compounds: 12, seed: 7)
    let read = try ReadCity(city.sweep(model: "learned"), threads: 2)
    let kinds = PlainKinds(read.belief.model.parameters)
    expect([kinds.occupied], [ReferenceValues.formulaOccupied])
    expect(
      [kinds.concentration] + kinds.listedConcentration, ReferenceValues.formulaConcentrations)
    expect(kinds.lit, ReferenceValues.formulaLit)
    for (compound, wanted) in ReferenceValues.formulaOwn.enumerated() {
      let own = try #require(read.view("C\(compound)", "1-1-1")).own
      expect([own.share, own.top[0], own.top[1]], wanted)
    }
    expect(try p(city, read, every: 20), ReferenceValues.formulaP)
  }

  @Test("learned from a sample of compounds in the order of the hash")
  func sample() throws {
    let city = ReferenceCity.formula(compounds: 12, seed: 7)
    let read = try ReadCity(city.sweep(model: "learned", parameters: ", \"learn_max_units\": 100"))
    #expect(read.belief.fit?.compounds == 3)
    expect([read.belief.model.parameters.occupied], [ReferenceValues.sampleOccupied])
    expect(try p(city, read, every: 60), ReferenceValues.sampleP)
  }

  @Test("the hash that says which compounds are learned from")
  func order() {
    for (id, hash) in ReferenceValues.order {
      #expect(EvidenceBuilder.hash(id) == hash)
      #expect(PlainLearning.hash(id) == hash)
    }
  }
}
