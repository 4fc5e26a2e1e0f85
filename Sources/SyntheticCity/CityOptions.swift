import Foundation
import HouseholdSweep

/// What a synthetic city is to look like.
package struct CityOptions: Sendable {
  package enum Spelling: String, Sendable, CaseIterable { case plain, mixed }

  /// Residential compounds and villages, 1 to 100,000; a city of full size has 7,148.
  package var compounds = 100
  package var seed: UInt64 = 1
  package var firstDay = "2020-02-17"
  /// Days of the sweep, 1 to 31.
  package var days = 3
  /// What the manifest says of the model.
  package var model = Manifest.Model.learned
  /// How addresses are written: the truth always plainly.
  package var spelling = Spelling.plain
  /// Addresses with a typing error, as a share of the rows of list, lights and knocks.
  package var typingErrorShare = 0.0
  /// Chinese headers and values in GB18030.
  package var isChinese = false
  /// Assumptions of the model that the city does not keep to.
  package var broken: Set<BrokenAssumption> = []
  /// Rows with a fault, as a share of the good ones. They are added to the good rows and take
  /// nothing away: the city with them is decided like the city without.
  package var badRowShare = 0.0
  /// Rows that stand there twice, as a share of the good ones.
  package var duplicateShare = 0.0
  /// Occupied units of which no resident is on the list, present or away.
  package var unlistedShare = 0.03
  /// Compounds whose lights are counted by building or entrance. Villages have neither, so they
  /// are never among them.
  package var placeCountShare = 0.0
  /// Meters that start again from zero during the sweep.
  package var resetShare = 0.0
  /// Rows of every source but the compounds in random order.
  package var shuffled = false
  /// Replaces a city that was generated before.
  package var overwrite = false
  package var threads = ProcessInfo.processInfo.activeProcessorCount

  package init() {}

  /// Everything is broken at once. Then the wardens of a compound that is counted by building share the
  /// round, as they do elsewhere: else the large ones, counted by one warden until eleven when people
  /// have gone to bed, would be all that such a city shows.
  var isReal: Bool { broken.count == BrokenAssumption.allCases.count }

  /// The first fault of these options, in words.
  var problem: BothLanguages? {
    func share(
      _ english: String, _ chinese: String, _ value: Double, upTo limit: Double = 1
    ) -> BothLanguages? {
      value >= 0 && value <= limit
        ? nil : SweepError.share(.init(english, chinese), value, upTo: limit)
    }
    if !(1...100_000).contains(compounds) {
      return SweepError.cityOf(compounds: compounds)
    }
    if !(1...31).contains(days) { return SweepError.sweepOf(days: days) }
    if SweepDate(firstDay) == nil {
      return SweepError.firstDay(firstDay)
    }
    if !(1...1024).contains(threads) { return SweepError.cityThreads(threads) }
    return share("bad rows", "有错行", badRowShare, upTo: 0.4)
      ?? share("duplicates", "重复行", duplicateShare, upTo: 0.4)
      ?? share("unlisted units", "未登记住户", unlistedShare, upTo: 0.9)
      ?? share("compounds counted by building", "整栋数灯小区", placeCountShare)
      ?? share("reset meters", "归零电表", resetShare)
      ?? share("typing errors", "地址笔误", typingErrorShare)
  }
}
