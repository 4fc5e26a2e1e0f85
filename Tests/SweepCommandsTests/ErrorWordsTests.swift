import Foundation
import Testing

@testable import DelimitedText
@testable import HouseholdSweep
@testable import Spreadsheet
@testable import SweepReport
@testable import SyntheticCity

@Suite("Errors in both languages")
struct ErrorWordsTests {
  private static let place = SweepError.Place(file: "f71.csv", line: 72, column: 73)
  private static let full = SystemError(call: "pwrite", path: "a/n74.csv", code: ENOSPC)
  private static let denied = SystemError(call: "open", path: "a/n74.csv", code: EACCES)

  /// Each error at least once, with values that are easily told from words.
  private static let errors: [SweepError] =
    folder + headers + rows + tables + results + places
    + forgotten + parameters + shards + shown + truths + published + cities + spreadsheets + files

  private static let folder: [SweepError] = [
    .noSweepFolder("q1"), .noFolder("q1"), .noManifest(in: "q1", meant: nil),
    .noManifest(in: "q1", meant: "q2"),
    .sweepInsteadOfResults("q1", results: nil), .sweepInsteadOfResults("q1", results: "q2"),
    .noLists(
      in: "q1",
      [
        Note(file: "q2", text: Note.unread.english), Note(file: "q3", text: Note.noCSV.english),
        Note(file: "q4", text: Note.unread(butMeant: "q5").english),
      ]),
    .spreadsheetForm("q1", stem: "q2"), .unreadableFolder("q1", .systemReason(EACCES)),
    .nothingBehind("q1"), .unseen("q1", .systemReason(9999)), .somethingThere("q1"),
    .folderNotMade("q1", denied),
    .folderNotWritten("q1", full), .stopped(while: "reading q1"),
    .unreadableManifest(denied),
    .noJSON("Invalid value around character 2.", in: Data("{\n3".utf8)),
    ManifestSlip.noUTF8(line: 12).error, ManifestSlip.quotes(line: 12).error,
    ManifestSlip.mark("，", line: 12).error, ManifestSlip.missingComma(afterLine: 12).error,
    ManifestSlip.error([.mark("，", line: 12), .quotes(line: 13)])!,
    .moreFiles(12), .oneLine([(rule: "{ q1 }", files: 12)]),
    SweepError.all([.noSweepFolder("q1"), .noFolder("q2")], of: .residents)!,
    .noObject, .manifest([ManifestWords.firstDayMissing]), .ownResults("q1"),
    .unexpected(denied, at: "q1"), .inWords(SweepError.noObject, at: "q1"),
    .cityOptions(SweepError.newFolder + SweepError.writablePlace),
  ]

  private static let headers: [SweepError] = [
    .missingColumns(
      [
        .init(name: "q1", others: ["q2", "q3"]), .init(name: "q4", others: [], mayBeAddress: true),
      ],
      at: place, found: ["q5", "q6"], near: [.init(found: "q7", meant: "q8")], advice: nil),
    .missingColumns(
      [.init(name: "q1", others: [])], at: place, found: [], near: [],
      advice: SweepError.header(inLine: 12)),
    .missingColumns(
      [.init(name: "q1", others: [])], at: place, found: ["q2"], near: [],
      advice: SweepError.header(fromLine: 12, to: 13)),
    .missingColumns([.init(name: "q1", others: [])], at: place, found: [], near: [], advice: nil),
    .repeatedColumn("q1", at: place, 12, 13), .onlyCarriageReturns(place),
    .dataInsteadOfHeader(place),
  ]

  private static let rows: [SweepError] = [
    .otherParents("q1", at: place, than: .init(file: "q2", line: 13)),
    .aliasOfNothing("q1", in: "q2", at: place), .aliasIsUnit("q1", at: place),
    .aliasOfAnother("q1", at: place), .registerIsUsage(["q1", "q2"]),
    .usageIsRegister(["q1", "q2", "q3", "q4", "q5", "q6", "q7"]),
    .unknownCompound("q1", nearest: "q2"), .unknownCompound("q1", nearest: nil),
    .unknownUnit("q1", in: "q2", nearest: "q3"), .unknownUnit("q1", in: "q2", nearest: nil),
  ]

  private static let tables: [SweepError] =
    [
      .tooLargeToTidy("q1"), .taggedDocument("q1"), .document("q1"), .picture("q1"), .pdf("q1"),
      .archive("q1"), .wideSeparator("，", at: place),
      .meaningTwice("q1", at: "q2", TableRule(file: "q3", sheet: nil), 14, 15),
      .noHeaderLine(12, in: "q1", last: 13),
      SweepError(
        .badData, at: place, .daysAsColumns(["q1", "q2", "q3", "q4"]),
        advice: .oneRowADay(.lights) + SweepError.oneDay("q5") + SweepError.orSkip("q6")),
      SweepError(.badData, at: place, .oneDayAlone, advice: .noList),
      .notRead(
        TidyAdvice(rows: 12, kind: "no_header", TableRule(skipping: "q1", sheet: nil)), at: "q2"),
      .picture("q1").orSkipped("q1"),
      SweepError(
        .badData, at: place, .noList + .daysAsColumns(["q1", "q2"]),
        advice: .oneRowADay(.meter) + .lacks([.init(name: "q3", others: [])], found: ["q4"])),
      .noTable(in: "q1"), .tooManyPersons(in: "q1", 12), .zoneUnknown("q1", isUTC: true),
      .zoneUnknown("q1", isUTC: false),
      SweepError(.badData, SweepError.isNoFolder, advice: SweepError.sayWhatIsWhat("{ q1 }")),
    ]
    + [
      SweepError.personsOrRows("q1", persons: 13, rows: 14),
      SweepError.awayIncluded("q1", beside: "q2", present: 13, all: 14),
      SweepError.personsBesideIds("q1", rows: 12, persons: 13),
      SweepError.sizeBesideMembers("q1", rows: 12, persons: 13),
    ].map { .twoWays($0, at: "q8", [TableRule(file: "q9", sheet: "q10")]) }

  private static let results: [SweepError] = [
    .unreadableResults(place, denied), .otherVersion(place, schema: 17), .noSummary(place),
    .noResults(place), .unwritableResults("q1", full), .unwritableResults("q1", denied),
    .unwritableUnits(full), .unwritableTables(full),
  ]

  private static let places: [SweepError] =
    [
      .noOutputName, .linkToNowhere("q1"), .noParent("q1"), .failedAtOutput("q1", denied),
      .foreignFolder("q1"), .foreignTables("q1"), .otherRun("q1"),
      .unconfirmedResults("q1", denied), .unconfirmedTables("q1", denied),
    ]
    + [
      SweepError.ontoSweepFolder, SweepError.tablesOntoResults, SweepError.tablesAboveResults,
      SweepError.otherRunWriting, SweepError.resultsIntoSource("q2"),
      SweepError.tablesIntoSource("q2"),
    ].map { .refused("q1", $0) }

  private static let forgotten: [SweepError] =
    [
      .link("q1"), .nothingHere("q1"), .runWriting("q1"), .notResults("q1"), .unremovable(denied),
    ]
    + [SweepError.isLink, SweepError.isNoFolder, SweepError.holdsOther("q2")].map {
      .notRemoved("q1", $0)
    }

  private static let parameters: [SweepError] = [
    .unreadableParameters(place, denied), .noParameters(place),
    .parametersOfOtherVersion(place, schema: 17), .badParameters(place),
    .parametersOfOtherForm(
      "q1", [SweepError.otherEdges("[1.5]", "[2.5]"), SweepError.otherLevels(12, 14)]),
  ]

  private static let other = [ValueDifference(name: "q6", value: "0.7", other: "0.8")]

  private static let shards: [SweepError] =
    [
      .unwritableFile("q1/q2", full), .foreignFile("q1/q2"), .evidenceOntoItself("q1/q2"),
      .unreadableEvidence(place, denied), .noEvidence(place),
      .evidenceOfOtherVersion(place, schema: 17), .evidenceCut(place), .badEvidence(at: place),
      .evidenceOfOtherSweep("q1", than: "q2", other),
      .evidenceOfOtherSweep(
        "q1", than: "q2", (10..<22).map { .init(name: "q\($0)", value: "1", other: "2") }),
      .compoundTwice("q1", "q2", "q3"), .noSource("q1"), .badDirectory(at: place),
      .badFittedParameters(place), .parametersOfOtherSweep("q1", other),
      .unreadableShard(place, denied), .shardWithout("q1", "q2"), .unknownTable(place),
      .badExactSums(place), .shardTwice("q1", "q2"),
      .resultsOfOtherSweep("q1", than: "q2", other), .badShardTable(at: place),
      .noExactSums("q1", "q2"), .refused("q1", SweepError.mergedOntoShard),
    ]

  private static let shown: [SweepError] = [
    .noColumn("q1", in: "q2"), .noCompound("q1", several: []),
    .noCompound("q1", several: ["q2", "q3"]), .noBuilding("q1", in: "q2", of: []),
    .noBuilding("q1", in: "q2", of: ["q3", "q4"]), .noGrid("q1", in: nil),
    .noGrid("q1", in: "q2"), .unwritableReport("q1", .systemReason(EACCES)),
  ]

  private static let truths: [SweepError] =
    [
      .noTruthColumn("q1", in: "q2", of: ["q3", "q4"]),
      .noTruthColumns(
        [["q1"], ["q2"]], at: place, found: ["q3", "q4"], of: [["q5"]]),
      .noNumberOfUnits("q1", in: "q2"), .noTruthRows("q1"), .otherCity,
    ]
    + [
      TruthWords.tooManyFields, TruthWords.tooFewFields, TruthWords.badEncoding,
      TruthWords.openQuote, TruthWords.noCompound, TruthWords.noUnit,
      TruthWords.neitherOneNorZero("q1"), TruthWords.noPersons("q1"),
      TruthWords.differ("1", persons: 12), TruthWords.earlier(12),
    ].map { .wrongTruth($0, at: place) }

  private static let published: [SweepError] = [
    PublishWords.noCity, PublishWords.twice("q2", "q1"), PublishWords.noParent("q1"),
    PublishWords.twoParents("q1"), PublishWords.lessThanParts("q1"), PublishWords.noArea("q1"),
    PublishWords.statusSum("q1"), PublishWords.tooLarge("q1"), PublishWords.otherDays("q1"),
    PublishWords.partsOfDay("q1"),
  ].map { .changedTable($0, "q3") }

  private static let cities: [SweepError] =
    [
      .cityNotWritten(full), .cityNotWritten("q1", denied), .noGB18030, .cityThere("q1"),
      .folderNotEmpty("q1"), .cityInTheMaking("q1"),
    ]
    + [
      SweepError.share(.init("shares of q1", "q1"), 1.5, upTo: 0.5),
      SweepError.cityOf(compounds: 0), SweepError.sweepOf(days: 32), SweepError.firstDay("q1"),
      SweepError.cityThreads(0),
    ].map { .cityOptions($0) }

  private static let spreadsheets: [SweepError] = [
    SpreadsheetError.system(call: "read", errno: EIO), .notZip, .encrypted, .oldFormat, .cutShort,
    .badArchive, .tooManyParts(12), .tooLarge(bytes: 12 << 20),
    .bomb(bytes: 12 << 20, packed: 13 << 10), .badData(part: "q2"),
    .unknownMethod(part: "q2", method: 13), .noWorkbook, .document, .files, .binaryWorkbook,
    .noSheets,
    .tooManySheets(12), .missingPart("q2"), .repeatedPart("q2"), .badXML(part: "q2", line: 13),
    .unexpectedRoot(part: "q2"), .badEncoding(part: "q2"), .documentType(part: "q2"),
    .tooManyNames(part: "q2"), .badReference(part: "q2", row: 13, text: "A1"),
    .badSharedString(part: "q2", row: 13, index: "14"),
  ].map { $0.explained("q1") }

  private static let files: [SweepError] = [
    ReadError.system(call: "open", path: "q1", errno: EISDIR),
    .system(call: "open", path: "q1", errno: EACCES),
    .system(call: "open", path: "q1", errno: ENOENT), .system(call: "read", path: "q1", errno: EIO),
    .shrunk("q1"), .replaced("q1"), .silentPipe("q1"), .noFile("q1"), .rowTooLong("q1", 12),
    .noHeader("q1"), .unreadableHeader("q1"), .noGB18030("q1"), .noText("q1"),
  ].map { $0.explained(in: "") }

  // MARK: Laws

  /// The numbers, names and quoted values of a text: whatever has a digit in it.
  private static func values(_ text: String) -> Set<String> {
    Set(text.matches(of: #/[A-Za-z]*[0-9]+(?:\.[0-9]+)?/#).map { String($0.output) })
  }

  private static func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  /// Names of file types, units, calls, keys and commands, which are the same in every language.
  private static let names: Set = [
    "CSV", "UTF", "JSON", "HTML", "UTC", "MiB", "KiB", "GiB", "kWh", "true", "false", "open",
    "read",
    "pwrite", "libc", "gconv", "modules", "extra", "glibc", "output", "dialect", "overwrite",
    "chmod", "schema", "Windows", "PDF", "Unknown", "error", "docs", "occupied", "persons",
  ]

  /// The words of a text that are neither a name nor between quotes.
  private static func prose(_ text: String) -> Set<String> {
    let bare = text.replacing(#/“[^”]*”|"[^"]*"|[!-~]*[._0-9\[][!-~]*/#, with: " ")
    return Set(bare.matches(of: #/[A-Za-z]{2,}/#).map { String($0.output) })
  }

  @Test(
    "every error is told in both languages, with the same values, and in Chinese by no English word"
  )
  func laws() {
    for error in Self.errors {
      let (english, chinese) = (error.text(in: .en), error.text(in: .zh))
      #expect(Self.values(english) == Self.values(chinese), "\(english)\n\(chinese)")
      #expect(!Self.isChinese(english), "\(english)")
      let parts = [error.problemWords.chinese] + [error.adviceWords?.chinese].compactMap(\.self)
      for part in parts where error != .unexpected(Self.denied, at: "q1") {
        #expect(Self.isChinese(part), "\(part)")
        #expect(Self.prose(part).subtracting(Self.names) == [], "\(part)")
      }
    }
  }

  @Test("every error says what to do, but for one that was asked for and one nobody expects")
  func advice() {
    // What follows the errors of other files has no place.
    for error in Self.errors where error.place != nil && error.advice == nil {
      #expect(error == .unexpected(Self.denied, at: "q1"), "\(error)")
    }
  }

  /// Where a new error is added, it is added here, too.
  @Test("every error that there is was held against these laws")
  func complete() throws {
    let tests = URL(fileURLWithPath: #filePath)
    let own = try String(contentsOf: tests, encoding: .utf8)
    let sources = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    var count = 0
    for name in [
      "HouseholdSweep/Wording/SweepError+Files.swift",
      "HouseholdSweep/Wording/SweepError+Manifest.swift",
      "HouseholdSweep/Wording/SweepError+Results.swift",
      "HouseholdSweep/Wording/SweepError+Rows.swift",
      "HouseholdSweep/Wording/SweepError+Shards.swift",
      "HouseholdSweep/Wording/SweepError+Tables.swift",
      "SweepReport/Wording/SweepError+Report.swift", "SyntheticCity/CityErrors.swift",
    ] {
      let text = try String(
        contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      // What a manifest's keys must be is told by a manifest with every fault, below.
      let errors = text.prefix(
        upTo: text.range(of: "\nenum ManifestWords")?.lowerBound ?? text.endIndex)
      for error in errors.matches(of: #/\n  (?:package )?static (?:func|let) (\w+)/#) {
        #expect(own.contains(".\(error.1)"), "\(name): \(error.1)")
        count += 1
      }
    }
    #expect(count > 90)
  }

  @Test("a manifest with every fault is told line by line in both languages")
  func manifest() throws {
    let text = """
      {"dayz": 1, "x": 1, "name": 1, "days": 32, "day_starts_at": "x", "light_hours": "x",
      "language": "de", "model": "x", "parameters_from": "", "time_zone": "x",
      "interval_minutes": 0, "thresholds": {"occupied": 2, "vacant": 0.95,
      "meter_idle_kwh_per_day": 5, "meter_active_kwh_per_day": 2000, "meter_min_hours": -1,
      "meter_max_kwh_per_day": -1, "doubtful": 1}, "parameters": {"occupied": 2,
      "occupied_concentration": 0, "listed": {"occupied": [1]}, "listed_concentration": "x",
      "lit": [0.5], "meter": {"edges": [3, 2]}, "hidden_windows": {"share": 0.7, "lit": 2},
      "seldom_home": 3, "knock": {"occupied": [0.5, 0.5, 0.5, 2], "vacant": [1]},
      "prior_strength": -1, "learn_min_units": 0}, "tables": [5, {"files": "", "sheet": 1,
      "header": 0, "columns": {"unit": [], "time": 5, "x": 1}, "values": {"lit": {"a": "b"},
      "state": 1}, "constants": {"unit": ""}, "dates": "x", "ignore": 1, "fill": 1,
      "source": "x", "kwh": "x"}, {"columns": 1, "values": 1, "constants": 1}]}
      """
    let error = try #require(
      #expect(throws: SweepError.self) { try Manifest(json: Data(text.utf8)) })
    let english = error.problem.split(separator: "\n")
    let chinese = error.problemWords.chinese.split(separator: "\n")
    #expect(english.count == chinese.count && english.count > 45)
    for (english, chinese) in zip(english, chinese) {
      #expect(
        Self.values(String(english)) == Self.values(String(chinese)), "\(english)\n\(chinese)")
      #expect(Self.isChinese(String(chinese)), "\(chinese)")
      let bare = chinese.replacing(#/是 (?:".*"|\S+|\[.*\])，/#, with: " ")
      #expect(
        Self.prose(String(bare)).isSubset(of: [
          "kWh", "true", "false", "units", "residents", "meter", "lights", "knocks", "compounds",
          "aliases", "present", "away", "moved", "answered", "refused", "vacant",
        ]), "\(bare)")
    }
  }
}
