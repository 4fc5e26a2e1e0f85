import DelimitedText
import Foundation
import LatentClass

/// Parameters that were learned from a sweep, read from a file: a `summary.json`, or any other JSON with
/// its `product`, `schema` and `parameters_after`.
public struct LearnedParameters: Sendable, Equatable {
  /// The parameters themselves.
  public let parameters: Parameters
  /// Where they were learned from the shards of one sweep: which, and how.
  let fitted: FittedParameters?
  /// How an error calls the file.
  private let name: String

  /// Parameters that were learned, or are known otherwise.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
    fitted = nil
    name = "the parameters"
  }

  /// What was just learned from shards.
  init(_ fitted: FittedParameters, named name: String) {
    parameters = fitted.parametersAfter
    self.fitted = fitted
    self.name = name
  }

  private struct Identity: Decodable {
    var product: String
    var schema: Int
  }

  private struct Content: Decodable {
    var parametersAfter: Parameters
  }

  static let products = [RunSummary.productName, "household-sweep parameters"]

  /// Throws where the file cannot be read, is none of ours, or of another version, or holds values that are
  /// no probabilities. `name` is how an error calls it.
  public init(contentsOf path: String, named name: String? = nil) throws(SweepError) {
    let data: Data
    do {
      data = Data(try FileSystem.current.contents(of: path))
    } catch {
      throw .unreadableParameters(.init(file: name ?? path), error)
    }
    try self.init(json: data, named: name ?? path)
  }

  /// Reads the bytes of such a file.
  init(json data: Data, named name: String) throws(SweepError) {
    let place = SweepError.Place(file: name)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let identity = try? decoder.decode(Identity.self, from: data),
      Self.products.contains(identity.product)
    else { throw .noParameters(place) }
    guard identity.schema == RunSummary.currentSchema else {
      throw .parametersOfOtherVersion(place, schema: identity.schema)
    }
    guard let content = try? decoder.decode(Content.self, from: data),
      content.parametersAfter.areProbabilities
    else { throw .badParameters(place) }
    parameters = content.parametersAfter
    self.name = name
    fitted =
      identity.product == FittedParameters.productName
      ? try? decoder.decode(FittedParameters.self, from: data) : nil
    if identity.product == FittedParameters.productName && fitted == nil {
      throw .badFittedParameters(place)
    }
  }

  /// What to decide by in a sweep, and how it was learned, if from its own shards.
  ///
  /// Throws where they are of another form than the manifest's, or where they were learned from the shards of
  /// another sweep: then a shard would not decide as the whole does.
  func known(for manifest: Manifest, given: Parameters) throws(SweepError) -> (
    parameters: Parameters, fit: RunSummary.Fit?
  ) {
    let parameters = try fitting(manifest, from: name)
    if let fitted {
      let differences = fitted.sweep.differences(
        from: SweepIdentity(manifest, given: given))
      guard differences.isEmpty else { throw .parametersOfOtherSweep(name, differences) }
    }
    return (parameters, fitted?.fit)
  }

  /// These with what does not come from learning: the strengths and sizes of the sweep at hand.
  ///
  /// Throws where they are of another form than the manifest's: other edges of the meter's bins, or other
  /// levels of the list. `name` is how an error calls the file.
  func fitting(_ manifest: Manifest, from name: String) throws(SweepError) -> Parameters {
    let own = manifest.parameters
    var differences: [BothLanguages] = []
    let edges = (
      parameters.usageEdges(manifest.thresholds), own.usageEdges(manifest.thresholds)
    )
    if edges.0 != edges.1 || parameters.meter.occupied.count != own.meter.occupied.count {
      differences.append(SweepError.otherEdges("\(edges.0)", "\(edges.1)"))
    }
    if parameters.listed.occupied.count != own.listed.occupied.count {
      differences.append(
        SweepError.otherLevels(parameters.listed.occupied.count, own.listed.occupied.count))
    }
    guard differences.isEmpty else { throw .parametersOfOtherForm(name, differences) }
    var fitting = parameters
    fitting.priorStrength = own.priorStrength
    fitting.kindStrength = own.kindStrength
    fitting.learnMinUnits = own.learnMinUnits
    fitting.learnMaxUnits = own.learnMaxUnits
    return fitting
  }
}

extension Parameters {
  /// Whether all rows are distributions, all chances are between 0 and 1, and the rest is in its range.
  fileprivate var areProbabilities: Bool {
    // No probability is learned to be less, but for rounding; and products of what is far less are 0.
    let least = 0.9 * LatentClassModel.leastProbability
    func isChance(_ value: Double) -> Bool { value >= least && value <= 1 - least }
    func isRow(_ row: [Double], _ count: Int) -> Bool {
      row.count == count && row.allSatisfy(isChance) && abs(row.reduce(0, +) - 1) < 1e-6
    }
    let bins = meterEdges.map { $0.count + 1 } ?? 3
    let edges = meterEdges ?? []
    let kinds = [hiddenWindows, seldomHome, leftOn]
    return isChance(occupied) && isChance(lit.occupied) && isChance(lit.vacant)
      && [occupiedConcentration, listedConcentration.occupied, listedConcentration.vacant]
        .allSatisfy { $0 >= 0.1 && $0 <= Self.alike }
      && [2, 4].contains(listed.occupied.count)
      && isRow(listed.occupied, listed.occupied.count)
      && isRow(listed.vacant, listed.occupied.count)
      && edges.count <= 15 && zip(edges, edges.dropFirst()).allSatisfy(<)
      && edges.allSatisfy { $0 > 0 && $0.isFinite }
      && [meter.occupied, meter.seldomHome, meter.vacant].allSatisfy { isRow($0, bins) }
      && [knock.occupied, knock.seldomHome, knock.vacant].allSatisfy { isRow($0, 4) }
      && kinds.allSatisfy { $0.share >= 0 && $0.share < 1 && isChance($0.lit) }
      && hiddenWindows.share + seldomHome.share < 1
  }
}
