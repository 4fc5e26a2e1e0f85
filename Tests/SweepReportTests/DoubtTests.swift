import Foundation
import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("Looked at, or only written down")
struct DoubtTests {
  private func part(_ page: Page) -> Page.Tag? {
    page.all("section").first { $0.attributes["id"] == "again" }
  }

  @Test("the part and its link are there where there is something to ask, and nowhere else")
  func isThere() throws {
    var city = DoubtfulCity()
    let doubtful = try city.results().page()
    city.isDoubtful = false
    for page in [try city.results().page(), try TestCity().results().page()] {
      #expect(part(page) == nil)
      #expect(!page.all("a").contains { $0.attributes["href"] == "#again" })
    }
    #expect(doubtful.faults.isEmpty && part(doubtful) != nil)
    let links = doubtful.all("a").filter { $0.attributes["href"] == "#again" }
    #expect(links.contains { $0.parents.contains("nav") })
    // The findings point there, too.
    #expect(links.count == 4)
  }

  @Test("every walk and every worker is named, with what was found and expected")
  func named() throws {
    let results = try DoubtfulCity().results()
    let findings = try results.results().summary.findings
    let text = try #require(part(results.page())).text
    for name in ["Lotus Garden (C1)", "Jade Court (C2)"] { #expect(text.contains(name)) }
    for kind in Doubt.Kind.allCases {
      let places = try #require(findings.first { $0.name == kind.rawValue }).places
      #expect(places.count == 2, "\(places)")
      #expect(text.contains(Wording(.en).question(kind)))
      for place in places {
        let doubt = try #require(Doubt(kind, place) { ["C1", "C2"].contains($0) })
        #expect(text.contains(Wording(.en).found(doubt)), "\(place)")
        if kind != .darkWalk { #expect(text.contains(doubt.name)) }
      }
    }
    #expect(text.contains("Building 1: 0 of 24 lit, ") && text.contains("Mon 17 Feb"))
    #expect(text.contains("24 of 24 doors vacant, ") && text.contains("48 doors in 1 minute"))
    #expect(text.contains("Nothing here is proven") && !text.contains("power out in all"))
  }

  @Test("in Chinese there is no English in it")
  func chinese() throws {
    var city = DoubtfulCity()
    city.names = ["荷花园", "玉庭"]
    city.language = "zh"
    let text = try #require(part(try city.results().page())).text
    for phrase in ["走过场", "停电", "24户亮0户，预计", "24户称空置24户，预计最多", "荷花园"] {
      #expect(text.contains(phrase), "\(phrase)")
    }
    let latin = Set(text.matches(of: #/[A-Za-z][A-Za-z_.]+/#).map { String($0.output) })
    #expect(latin.subtracting(["runner", "summary.json"]).isEmpty, "\(latin)")
  }

  @Test("whatever compounds and workers are called, the page is made of the same elements")
  func escaped() throws {
    var city = DoubtfulCity()
    city.names = TestCity.hostile
    let hostile = try city.results().page()
    #expect(hostile.faults.isEmpty && hostile.all("script").count == 2)
    city.names = TestCity.hostile.indices.map { "Garden \($0)" }
    #expect(try city.results().page().elements == hostile.elements)
    let text = try #require(part(hostile)).text
    for name in ["<script>alert(1)</script>", "]]> --> <!-- </style>"] {
      #expect(text.contains("\(name): 24 of 24 doors vacant"), "\(name)")
    }
  }

  @Test("of thousands the first are shown, and the rest is counted")
  func many() throws {
    let results = try DoubtfulCity().results()
    var areas = try results.read("results/areas.csv")
    var places: [String] = []
    for number in 3...60 {
      areas +=
        "compound,C\(number),Garden \(number),48,48,0,48,0,48,0,0,0,0,0,0,0,0,0,48.0,0.0,0.9000,0.9000,0.1000\n"
      places += (1...number).map { "C\(number) \($0) 2020-02-18: 0 of 24 lit, 17 expected" }
    }
    try results.write(areas, to: "results/areas.csv")
    let path = "results/summary.json"
    var summary =
      try JSONSerialization.jsonObject(with: Data(try results.read(path).utf8)) as! [String: Any]
    var findings = summary["findings"] as! [[String: Any]]
    let walks = try #require(findings.firstIndex { $0["name"] as? String == "dark_walk" })
    findings[walks]["places"] = places
    findings[walks]["count"] = places.count
    summary["findings"] = findings
    let data = try JSONSerialization.data(withJSONObject: summary)
    try results.write(String(decoding: data, as: UTF8.self), to: path)
    let page = try results.page()
    let text = try #require(part(page)).text
    let shown = text.matches(of: #/0 of 24 lit/#).count
    #expect(shown == ReportPage.shownDoubtfulCompounds * ReportPage.shownDoubts)
    #expect(text.contains("\(Wording(.en).number(places.count)) walks"))
    // Those of the compounds that are not shown, and of the two that have workers only.
    let rest = Wording(.en).number(places.count + 4 - shown)
    #expect(text.contains("and \(rest) more, in summary.json"), "\(rest)")
    #expect(text.contains("Garden 60 (C60)") && !text.contains("Garden 20 "))
    // Much of a compound was dark on one night.
    #expect(text.contains("60 walks: was the power out in all of them?"))
    #expect(page.faults.isEmpty && page.html.utf8.count < 1_000_000)
  }

  @Test("a place is read from both ends, whatever stands between")
  func places() throws {
    let ids: Set = ["C1", "C1 2", "C: 1", "<b>"]
    func doubt(_ kind: Doubt.Kind, _ place: String) -> Doubt? {
      Doubt(kind, place) { ids.contains($0) }
    }
    let walk = try #require(doubt(.darkWalk, "C1 2 3 2020-02-18: 0 of 41 lit, 29 expected"))
    #expect(walk.compound == "C1 2" && walk.name == "3" && walk.day == "2020-02-18")
    #expect(walk.found == 0 && walk.of == 41 && walk.expected == 29)
    let whole = try #require(doubt(.darkWalk, "C1 2020-02-18: 2 of 41 lit, 29 expected"))
    #expect(whole.compound == "C1" && whole.name.isEmpty)
    let worker = try #require(
      doubt(.doubtfulWorker, "C: 1 a: 3 of 4 : 63 of 64 doors vacant, 9 expected at most"))
    #expect(worker.compound == "C: 1" && worker.name == "a: 3 of 4 " && worker.found == 63)
    let hurried = try #require(doubt(.hurriedWorker, "<b> </b> 2020-02-18: 64 doors in 3 minutes"))
    #expect(hurried.name == "</b>" && hurried.expected == nil && hurried.of == 3)
    for place in ["", "C1", "C1: 1 of 2 lit", "C9 2020-02-18: 0 of 41 lit, 29 expected"] {
      #expect(doubt(.darkWalk, place) == nil, "\(place)")
    }
  }
}
