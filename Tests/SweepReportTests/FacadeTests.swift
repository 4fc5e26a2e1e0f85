import HouseholdSweep
import Testing

@testable import SweepReport

@Suite("Façades")
struct FacadeTests {
  /// Addresses of every shape, each once.
  private static let addresses: [String] = {
    var all: [String] = []
    for building in ["1", "2", "12", "A"] {
      for entrance in ["1", "2", "10"] {
        for room in ["101", "102", "201", "1001", "1001A", "7", "12", "B", "99999"] {
          all.append("\(building)-\(entrance)-\(room)")
        }
      }
      all += ["\(building)-301", "\(building)-1", "\(building)-ROOF"]
    }
    all += (1...45).map(String.init) + (1...30).map { "77-\($0)" }
    return all + ["NOWHERE AT ALL", "9-", "-9", "1-2-3-4", "<script>", "后门"]
  }()

  private func facades(_ seed: Int) -> (units: [UnitRow], facades: [Facade]) {
    let units = Self.addresses.enumerated().filter { ($0.offset * 7 + seed) % 5 != 0 }
      .map { place, address in
        UnitRow(
          address,
          floor: (place + seed) % 6 == 0 ? ["3", "-1", "0", "roof", "5000"][place % 5] : "",
          status: UnitStatus.allCases[(place + seed) % UnitStatus.allCases.count])
      }
    return (units, Facade.buildings(units))
  }

  @Test("every unit stands in exactly one window, and every drawing has them all")
  func once() {
    for seed in 0..<10 {
      let (units, facades) = facades(seed)
      #expect(facades.flatMap { $0.units.map(\.unit) }.sorted() == units.map(\.unit).sorted())
      let drawing = FacadeDrawing(Wording(.zh))
      for facade in facades {
        let page = Page(drawing.svg(facade).html)
        #expect(page.faults.isEmpty)
        let windows = page.all("g").filter { $0.attributes["class"] == "w" }
        let told = Set(windows.map(\.text))
        #expect(windows.count == facade.units.count)
        for unit in facade.units { #expect(told.contains(Wording(.zh).told(unit))) }
        // No two windows in one place.
        let shapes = UnitStatus.allCases.map { "#w\($0.rawValue)" }
        let places = page.all("use").filter { shapes.contains($0.attributes["href"] ?? "") }
          .map { "\($0.attributes["x"] ?? "") \($0.attributes["y"] ?? "")" }
        #expect(Set(places).count == facade.units.count)
      }
    }
  }

  @Test("entrances stand side by side on one ground, floors from the top down")
  func grid() {
    for seed in 0..<10 {
      for facade in facades(seed).facades {
        let floors = facade.entrances.map { $0.floors.map(\.label) }
        #expect(Set(floors).count == 1)
        for entrance in facade.entrances {
          #expect(Set(entrance.floors.map(\.windows.count)) == [entrance.width])
          #expect(entrance.width <= max(Facade.rowLength, entrance.width))
        }
        let numbers = floors[0].compactMap(Int.init)
        #expect(numbers == numbers.sorted(by: >) && Set(numbers).count == numbers.count)
        // Units of unknown floors stand below, in rows of their own.
        let below = floors[0].dropFirst(numbers.count)
        #expect(below == [] || Set(below) == [""])
      }
    }
  }

  @Test("rooms above each other stand above each other")
  func lines() throws {
    let units = ["1-1-101", "1-1-102", "1-1-201", "1-1-202", "1-1-1002"].map { UnitRow($0) }
    let facade = try #require(Facade.buildings(units).first)
    let rows = facade.entrances[0].floors.map { $0.windows.map { $0?.unit ?? "" } }
    #expect(rows == [["", "1-1-1002"], ["1-1-201", "1-1-202"], ["1-1-101", "1-1-102"]])
    #expect(facade.entrances[0].floors.map(\.label) == ["10", "2", "1"])
  }

  @Test("in a terminal every status has a mark of its own, and lines keep to the width")
  func terminal() {
    let wording = Wording(.en)
    for hasColor in [false, true] {
      let text = FacadeText(wording, hasColor: hasColor)
      let marks = UnitStatus.allCases.map { status in
        Self.plain(text.legend([status])[0].prefix { $0 != " " })
      }
      #expect(Set(marks).count == UnitStatus.allCases.count)
      for width in [24, 40, 80, 200] {
        for seed in 0..<3 {
          for row in text.rows(facades(seed).facades, width: width) {
            for line in row {
              let plain = Self.plain(line[...])
              #expect(plain.count <= width, "\(width): \(plain)")
              #expect(hasColor || plain == line)
            }
          }
        }
      }
    }
  }

  /// A line without its colours.
  private static func plain(_ line: Substring) -> String {
    String(line).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
  }
}
