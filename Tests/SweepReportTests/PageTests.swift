import Foundation
import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("The report")
struct PageTests {
  private static let plain = TestCity.hostile.indices.map { "Garden \($0)" }

  @Test("whatever things are called, the page is made of the same elements")
  func escape() throws {
    var city = TestCity()
    city.names = TestCity.hostile
    city.title = TestCity.hostile.joined()
    let hostile = try city.results().page()
    #expect(hostile.faults.isEmpty)
    #expect(hostile.all("script").count == 2 && hostile.all("img").isEmpty)
    city.hasNamedUnits = false
    let elements = try city.results().page().elements
    city.names = Self.plain
    city.title = "Plain"
    let isSame = try city.results().page().elements == elements
    #expect(isSame)
    // And says what they are called.
    for name in ["<script>alert(1)</script>", "=cmd()", "]]> --> <!-- </style>"] {
      #expect(hostile.words.contains(name), "\(name)")
    }
    let controls = hostile.html.unicodeScalars.filter {
      $0.properties.generalCategory == .control && $0 != "\n"
    }
    #expect(controls.isEmpty)
    #expect(!hostile.html.unicodeScalars.contains { (0x202A...0x2069).contains($0.value) })
  }

  @Test("text stays text, in an element, an attribute and in JSON")
  func markup() throws {
    for text in TestCity.hostile + TestCity.hostile.map({ "a" + $0 + $0 }) {
      let visible = Visible.text(text)
      let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
      let page = Page(markup.html)
      #expect(page.faults.isEmpty && page.tags.count == 1)
      #expect(page.tags.first?.attributes == ["title": visible])
      #expect(page.tags.first?.text == visible)
      let json = try JSONSerialization.jsonObject(with: Data("[\(PageJSON.text(text))]".utf8))
      #expect(json as? [String] == [visible])
      #expect(Visible.text(visible) == visible)
    }
  }

  @Test("names in the page's data are JSON that cannot leave its element")
  func data() throws {
    var city = TestCity()
    city.names = TestCity.hostile
    let page = try city.results().page()
    let text = try #require(page.all("script").first).text
    #expect(!text.contains("<") && !text.contains(">"))
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let rows = try #require(json?["rows"] as? [[Any]])
    #expect(
      rows.contains { $0[2] as? String == "</title></svg></script><img src=x onerror=alert(2)>" })
  }

  @Test("a spreadsheet runs nothing that stands in flags.csv or in a diff")
  func spreadsheet() throws {
    var city = TestCity()
    city.names = TestCity.hostile
    let results = try city.results()
    let flags = try results.read("results/flags.csv")
    #expect(flags.contains("'=cmd()") && !flags.contains(",=cmd()") && !flags.contains(",+1,"))
    let other = try TestCity().results()
    let csv = try ResultsDiff(from: other.path + "/results", to: results.path + "/results")
      .csv(.en)
    #expect(csv.contains(",'=cmd()") && !csv.contains(",=cmd()"))
    #expect(!csv.split(separator: "\n").contains { $0.hasPrefix("=") || $0.hasPrefix("+") })
  }

  @Test("nothing is fetched, and only the page's own script may run")
  func noNetwork() throws {
    let page = try TestCity().results().page()
    for tag in page.tags {
      for (name, value) in tag.attributes where ["href", "src", "action"].contains(name) {
        #expect(value.hasPrefix("#") || value == "data:,", "\(tag.name) \(value)")
      }
    }
    #expect(!page.html.contains("http:") && !page.html.contains("https:"))
    #expect(!page.html.contains("@import") && !page.html.contains("fonts."))
    let policy = page.all("meta").compactMap { $0.attributes["content"] }.joined()
    #expect(policy.contains("default-src 'none'"))
    let script = try #require(page.all("script").last).text
    #expect(policy.contains("'sha256-\(Digest.base64(script))'"))
    // FIPS 180-4, example of one block.
    #expect(
      Digest.sha256(Array("abc".utf8)).map { String(format: "%02x", $0) }.joined()
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("links lead somewhere, ids are single, headings descend a step at a time")
  func structure() throws {
    let page = try TestCity().results().page()
    let ids = page.tags.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for tag in page.tags {
      if let target = tag.attributes["href"], target.hasPrefix("#") {
        #expect(ids.contains(String(target.dropFirst())), "\(target)")
      }
      if let label = tag.attributes["aria-labelledby"] { #expect(ids.contains(label), "\(label)") }
    }
    let levels = page.tags.compactMap { tag in
      tag.name.first == "h" ? Int(tag.name.dropFirst()) : nil
    }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    for (above, next) in zip(levels, levels.dropFirst()) { #expect(next <= above + 1) }
    #expect(page.all("html").first?.attributes["lang"] == "en")
    #expect(page.all("title").first?.text.isEmpty == false)
  }

  @Test("every table, field, picture and window can be told without seeing it")
  func named() throws {
    let page = try TestCity().results().page()
    for head in page.all("th") {
      #expect(head.attributes["scope"] == (head.parents.contains("thead") ? "col" : "row"))
    }
    for field in page.all("input") + page.all("select") {
      #expect(field.parents.contains("label"))
    }
    let windows = page.all("g").filter { $0.attributes["class"] == "w" }
    #expect(!windows.isEmpty)
    for window in windows {
      #expect(window.attributes["role"] == "img" && window.attributes["tabindex"] != nil)
      #expect(window.text.contains(": "))
    }
    for picture in page.all("svg") where !picture.parents.contains("figure") {
      #expect(picture.attributes["aria-hidden"] == "true")
    }
    for part in page.tags where part.attributes["role"] == "group" {
      #expect(
        part.attributes["aria-label"]?.isEmpty == false
          || part.attributes["aria-labelledby"] != nil)
    }
    // Flagged units are told in words, for those who do not see the drawing.
    let results = try TestCity().results()
    for unit in try results.results().units(ofFirst: 1) where unit.status.isFlag {
      #expect(page.words.contains(AddressWords.words(for: unit.unit, in: .en)))
    }
  }

  @Test("the questions are answered with numbers")
  func answers() throws {
    let results = try TestCity().results()
    let words = try results.page().words
    let city = try results.results().city
    #expect(words.contains("Yes: \(city.tally.count(.unlistedOccupied)) units"))
    #expect(words.contains("Yes: in \(city.tally.count(.undercounted)) units"))
    #expect(words.contains("Yes: Wed 19 Feb"))
    #expect(words.contains("1 compound sent no list"))
    #expect(
      words.contains("An occupied flat whose windows can be seen is dark on one in five nights"))
  }

  @Test("where nothing was looked at, nothing found is no answer")
  func nothingKnown() throws {
    var city = TestCity()
    city.names = []
    city.hasFaults = false
    let words = try city.results().page().words
    #expect(words.contains("Not known: nothing was looked at"))
    #expect(words.contains("Not known: no door opened"))
    #expect(!words.contains("None found"))
  }

  @Test("the file that a run adds, any number of threads and another call give the same bytes")
  func deterministic() throws {
    var city = TestCity()
    city.language = "zh"
    let results = try city.results()
    let written = try results.read("results/report.html")
    for threads in [1, 3, 8] {
      #expect(try results.page(.init(threads: threads)).html == written)
    }
    #expect(try results.page(.init(language: .en)).html != written)
  }

  @Test("a compound asked for is drawn whole; one that is not there is an error")
  func oneCompound() throws {
    let results = try TestCity().results()
    let page = try results.page(.init(compound: "jade court"))
    let windows = page.all("g").filter { $0.attributes["class"] == "w" }
    #expect(windows.count == (try results.results().compound("C2")).tally.units)
    #expect(throws: SweepError.self) { try results.page(.init(compound: "C99")) }
  }

  @Test("a city of full size stays below five megabytes")
  func size() throws {
    let results = try TestCity().results()
    let path = "results/areas.csv"
    var areas = try results.read(path)
    for number in 0..<11_000 {
      areas +=
        "compound,X\(number),Garden of Great Harmony \(number),588,580,160,1520,430,470,15,5,3,70,20,5,0,7,1,470.1,17.2,0.8312,0.9104,0.1033\n"
    }
    try results.write(areas, to: path)
    #expect(try results.page().html.utf8.count < 5_000_000)
  }
}

extension SweepResults {
  /// The units of the first compounds.
  func units(ofFirst count: Int) throws -> [UnitRow] {
    try areas(.compound).prefix(count).flatMap { try units(of: $0) }
  }
}
