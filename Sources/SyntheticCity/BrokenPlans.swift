/// Compounds that differ more from each other than a plain city's: each draw has a stream of its own.
extension CompoundPlan {
  static let abandonedShare = 0.02
  static let abandonedVacancy = 0.97
  /// Of the dwellings of an abandoned compound: people who left are on the list as present.
  static let staleShare = 5.0 / 6

  mutating func breakAssumptions(_ options: CityOptions) {
    func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
      RandomStream(seed: options.seed, purpose, number)
    }
    if options.broken.contains(.emptyEstates) {
      var random = stream(.emptyEstates)
      vacancy = random.beta(1.1, 6.5)
    }
    if options.broken.contains(.patchyLists) {
      var random = stream(.listedShares)
      listedShare = random.beta(18, 2)
    }
    // Nearly empty whatever its vacancy would have been.
    if options.broken.contains(.oldLists) {
      var start = RandomStream(seed: options.seed, .oldLists)
      // Evenly spread, as sizes are, so that every fifty compounds have one.
      let place = start.unit() + Double(number) * 0.645_751_311_064_591
      isAbandoned = place - place.rounded(.down) < Self.abandonedShare
      if isAbandoned { vacancy = Self.abandonedVacancy }
    }
  }
}
