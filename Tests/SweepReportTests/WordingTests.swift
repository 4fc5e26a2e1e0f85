import Foundation
import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("The report's words")
struct WordingTests {
  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    (0x3000...0x9FFF).contains(scalar.value) || (0xFF00...0xFFEF).contains(scalar.value)
  }

  @Test("a Chinese page has no English words but names of files, columns and commands")
  func chinese() throws {
    var city = TestCity()
    city.names = ["荷花园", "玉庭", "老磨坊", "山边"]
    city.title = "青山区三日排查"
    city.language = "zh"
    let page = try city.results().page()
    #expect(page.all("html").first?.attributes["lang"] == "zh-Hans")
    var words = page.words
    for code in page.all("code") { words = words.replacing(code.text, with: " ") }
    let latin = words.matches(of: #/[A-Za-z][A-Za-z_.]+/#).map { String($0.output) }
    let names = [
      "compounds.csv", "units.csv", "residents.csv", "knocks.csv", "lights.csv", "rejects.csv",
      "flags.csv", "sweep", "worklist", "CSV", "UTF", "time", "lit",
    ]
    #expect(Set(latin).subtracting(names) == [])
  }

  @Test("an English page has no Chinese")
  func english() throws {
    var city = TestCity()
    city.hasFaults = false
    let words = try city.results().page().words
    #expect(!words.unicodeScalars.contains(where: Self.isChinese))
  }

  private static let findings = [
    "no_list", "unregistered_place", "count_exceeds_units", "count_below_known", "meter_resets",
    "shared_meter", "ambiguous_meter", "implausible_reading", "impossible_rise", "dark_walk",
    "doubtful_worker", "hurried_worker",
  ]
  private static let sources = ["city", "compound", "list", "meter", "lights", "knocks", "places"]

  @Test("every status, step, reason and finding has words of its own in both languages")
  func complete() {
    let (english, chinese) = (Wording(.en), Wording(.zh))
    func all(_ wording: Wording) -> [[String]] {
      [
        UnitStatus.allCases.map { wording.status($0) },
        UnitStatus.allCases.map { wording.shortStatus($0) },
        UnitStatus.allCases.map { wording.meaning($0) },
        UnitAction.allCases.map { wording.action($0) },
        RejectReason.allCases.map { wording.reason($0.rawValue) },
        RejectReason.allCases.map { wording.advice($0.rawValue) },
        Self.findings.map { wording.finding($0, 3) },
        Self.findings.map { wording.findingAdvice($0) ?? "" },
        Doubt.Kind.allCases.map { wording.question($0) },
        Doubt.Kind.allCases.flatMap { wording.facts($0) },
        Self.sources.map { wording.source($0) },
        ["idle", "standby", "active"].map { wording.meter($0) },
        AreaLevel.allCases.map { wording.level($0) },
      ]
    }
    for (words, zeichen) in zip(all(english), all(chinese)) {
      #expect(Set(words).count == words.count && Set(zeichen).count == zeichen.count)
      for text in words { #expect(!text.isEmpty) }
      for text in zeichen {
        #expect(text.unicodeScalars.contains(where: Self.isChinese), "\(text)")
        #expect(!text.contains("_"))
      }
    }
  }

  @Test("what is found about meters is told in Chinese")
  func meterFindings() throws {
    let folder = try TestResults()
    for (name, text) in [
      ("sweep.json", #"{"first_day": "2020-02-17", "model": "fixed", "language": "zh"}"#),
      ("units.csv", "compound,unit,meter\nC,1-1-101,A\nC,1-1-102,B\n"),
      (
        "meter.csv",
        "meter,time,kwh\nA,2020-02-17 06:00,8204\nA,2020-02-18 06:00,820.4\nA,2020-02-19 06:00,8205\n"
          + "B,2020-02-17 06:00,10\nB,2020-02-19 06:00,9010.5\n"
      ),
    ] {
      try folder.write(text, to: name)
    }
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    _ = try sweep.publish(to: folder.path + "/results")
    let words = try folder.page().words
    #expect(words.contains("A 2020-02-18：820.4，前后为8204和8205"))
    #expect(words.contains("B 2020-02-19：每天4500度，从10到9010.5"))
    #expect(!words.contains("between") && !words.contains("kWh"))
  }

  @Test("what the engine notes about a file has Chinese words")
  func notes() throws {
    var city = TestCity()
    city.language = "zh"
    let folder = try city.results()
    try folder.write(
      "compound,unit,resident,state,phone\nC1,1-1-101,4.20106E+17,elsewhere,1\nC1,5-Feb,p,present,1\n",
      to: "residents.csv")
    try folder.write(
      "compound,unit,time,outcome\nC1,1-1-101,2020-02-17T20:00+08:00,answered\n", to: "knocks.csv")
    try folder.write("x\n", to: "meters.csv")
    let sweep = try Sweep(reading: folder.path, options: ReadingOptions(threads: 1))
    _ = try sweep.publish(to: folder.path + "/results")
    let notes = try folder.results().summary.notes
    #expect(notes.count >= 5)
    for note in notes {
      // Some are in the sweep's language already.
      let isChinese = note.text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
      #expect(isChinese || Wording(.zh).note(note.text) != nil, "\(note.text)")
      #expect(Wording(.en).note(note.text) == note.text)
    }
  }

  @Test("what is not quite all never reads as all, nor what is there as nothing")
  func shares() {
    let wording = Wording(.en)
    for whole in [1, 3, 1000, 4_201_764] {
      #expect(wording.share(0, of: whole) == "0%" && wording.share(whole, of: whole) == "100%")
      for part in Set([1, whole / 2, whole - 1]) where part > 0 && part < whole {
        let share = wording.share(part, of: whole)
        #expect(share != "0%" && share != "0.0%" && share != "100%" && share != "100.0%")
      }
    }
    #expect(wording.probability(10_000) == ">99.9%" && wording.probability(0) == "<0.1%")
  }

  @Test("numbers of the model become sentences")
  func odds() {
    let cases: [(Double, String, String)] = [
      (0.2, "one in five", "每5晚中有1晚"), (0.9, "nine in ten", "每10晚中有9晚"),
      (0.02, "1 in 50", "每50晚中有1晚"), (0.85, "85 in 100", "每100晚中有85晚"),
    ]
    for (share, english, chinese) in cases {
      #expect(Wording(.en).odds(share, "晚") == english)
      #expect(Wording(.zh).odds(share, "晚") == chinese)
    }
    #expect(Wording(.en).odds(0, "") == "almost none" && Wording(.en).odds(1, "") == "almost all")
  }
}
