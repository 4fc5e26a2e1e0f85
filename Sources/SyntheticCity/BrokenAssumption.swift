/// A way in which a city does not keep to the model's assumptions, to learn how the model fails.
///
/// Several may be broken at once. The order here is the order in which they are drawn.
package enum BrokenAssumption: String, Sendable, CaseIterable {
  /// One dwelling in seven shows no window to the street: it is never seen lit.
  case hiddenWindows = "hidden-windows"
  /// The more people, the more light; and less of it from nine in the evening on.
  case lightByHousehold = "light-by-household"
  /// One vacant dwelling in ten is lit nearly every night, on purpose.
  case litEmpty = "lit-empty"
  /// Of the households, a fifth is away for one day and its night.
  case awayOneDay = "away-one-day"
  /// Fridges and routers stay on: every meter turns two and a half times as fast.
  case meterThreshold = "meter-threshold"
  /// One warden in ten reports every door as vacant.
  case lazyWarden = "lazy-warden"
  /// Light and answers at the door differ from district to district.
  case districts
  /// Some compounds are full, some half empty: their vacant shares follow Beta(1.1, 6.5).
  case emptyEstates = "empty-estates"
  /// The share of occupied dwellings with somebody present on the list follows Beta(18, 2), a
  /// compound each.
  case patchyLists = "patchy-lists"
  /// One compound in fifty stands nearly empty, without meters, and five in six of its dwellings are
  /// on the list as present.
  case oldLists = "old-lists"
  /// A quarter of the households answers 8 % of knocks.
  case closedDoors = "closed-doors"
  /// One walk in twenty is written down as zeros without going.
  case writtenZeros = "written-zeros"
  /// One warden in five learns of nineteen vacant dwellings in twenty. That is no fault.
  case knowingWardens = "knowing-wardens"
  /// Log-normal usage; vacant flats with standby loads, or unplugged.
  case oddUsage = "odd-usage"
  /// In some nights a building has no power.
  case powerCut = "power-cut"
  /// One meter reading in five hundred lacks a digit or has one too many.
  case meterSlips = "meter-slips"

  /// The word for all of them together.
  package static let realName = "real"

  /// What `--break` takes: the ways by name, and `real`.
  package static let names = allCases.map(\.rawValue) + [realName]

  /// The ways that a word stands for; none for a word that is not in `names`.
  package static func named(_ word: String) -> [BrokenAssumption] {
    word == realName ? allCases : BrokenAssumption(rawValue: word).map { [$0] } ?? []
  }
}
