import DelimitedText
import Foundation
import HouseholdSweep

/// What `summary.json` says, read leniently: a key that is not there is nothing said, so that
/// results of neighbouring versions can be shown and compared.
package struct ResultsSummary: Sendable {
  /// What became of the rows of one input file.
  package struct File: Sendable, Equatable {
    package var name: String
    package var encoding: String
    package var rows: Int
    package var accepted: Int
    package var duplicate: Int
    package var outOfWindow: Int
    package var rejected: [String: Int]

    package var rejectedTotal: Int { rejected.values.reduce(0, +) }
  }

  package struct Finding: Sendable, Equatable {
    package var name: String
    package var count: Int
    package var places: [String]
  }

  package struct Note: Sendable, Equatable {
    package var file: String
    package var text: String
  }

  package var name = ""
  package var firstDay: SweepDate?
  package var days = 0
  package var language = Manifest.Language.en
  package var model = ""
  /// Rounds of the fit, if there was one.
  package var rounds: Int?
  /// What the fit warns of: `too_few_units`, `classes_reversed` and so on.
  package var fitWarnings: [String] = []
  package var thresholds = ParameterSet()
  package var before = ParameterSet()
  package var after = ParameterSet()
  package var units = 0
  package var registeredUnits = 0
  package var compounds = 0
  package var rejectedRows = 0
  package var files: [File] = []
  package var findings: [Finding] = []
  package var notes: [Note] = []

  package init() {}

  /// Reads the summary of a folder of results. Throws where there is none of ours.
  package init(in folder: String) throws(SweepError) {
    let path = folder + "/" + ResultsFolder.summaryName
    let place = SweepError.Place(file: path)
    let data: Data
    do {
      data = Data(try FileSystem.current.contents(of: path))
    } catch {
      throw ResultsFolder.error(of: folder, place, error)
    }
    guard let top = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      top["product"] as? String == RunSummary.productName
    else { throw .noResults(place) }
    let schema = top["schema"] as? Int ?? 0
    guard schema == RunSummary.currentSchema else {
      throw .otherVersion(place, schema: schema)
    }
    self.init(top)
  }

  private init(_ top: [String: Any]) {
    let manifest = top["manifest"] as? [String: Any] ?? [:]
    name = manifest["name"] as? String ?? ""
    firstDay = (manifest["first_day"] as? String).flatMap(SweepDate.init(_:))
    days = manifest["days"] as? Int ?? 0
    language = (manifest["language"] as? String).flatMap(Manifest.Language.init(rawValue:)) ?? .en
    thresholds = ParameterSet(manifest["thresholds"])
    model = top["model"] as? String ?? ""
    let fit = top["fit"] as? [String: Any] ?? [:]
    rounds = fit["rounds"] as? Int
    fitWarnings = fit["warnings"] as? [String] ?? []
    before = ParameterSet(top["parameters_before"])
    after = ParameterSet(top["parameters_after"])
    units = top["units"] as? Int ?? 0
    registeredUnits = top["registered_units"] as? Int ?? 0
    compounds = top["compounds"] as? Int ?? 0
    rejectedRows = top["rejected_rows"] as? Int ?? 0
    files = Self.objects(top["ledger"]).map { file in
      File(
        name: file["file"] as? String ?? "", encoding: file["encoding"] as? String ?? "",
        rows: file["rows"] as? Int ?? 0, accepted: file["accepted"] as? Int ?? 0,
        duplicate: file["duplicate"] as? Int ?? 0, outOfWindow: file["out_of_window"] as? Int ?? 0,
        rejected: file["rejected"] as? [String: Int] ?? [:])
    }
    findings = Self.objects(top["findings"]).map { finding in
      Finding(
        name: finding["name"] as? String ?? "", count: finding["count"] as? Int ?? 0,
        places: finding["places"] as? [String] ?? [])
    }
    notes = Self.objects(top["notes"]).map { note in
      Note(file: note["file"] as? String ?? "", text: note["note"] as? String ?? "")
    }
  }

  private static func objects(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }
}
