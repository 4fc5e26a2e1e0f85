import DelimitedText
import Foundation

/// What was learned from the evidence of all shards, for each of them to decide by. This is `parameters.json`.
public struct FittedParameters: Sendable, Equatable, Codable {
  static let productName = LearnedParameters.products[1]

  var product = FittedParameters.productName
  /// As that of a summary: the parameters have one form.
  var schema = RunSummary.currentSchema
  /// The sweep that this is learned from, and no other.
  var sweep: SweepIdentity
  /// How it was learned; nil where the manifest wants the fixed model.
  public private(set) var fit: RunSummary.Fit?
  public private(set) var parametersAfter: Parameters
  public private(set) var shards: Int
  public private(set) var compounds: Int
  public private(set) var units: Int
  /// Distinct patterns of what was looked at.
  public private(set) var patterns: Int

  public var parametersBefore: Parameters { sweep.parametersBefore }
  public var language: Manifest.Language { .init(named: sweep.manifest.language) ?? .en }

  init(
    sweep: SweepIdentity, fit: ModelFit?, shards: Int, compounds: Int, units: Int, patterns: Int
  ) {
    self.sweep = sweep
    self.fit = fit.map(RunSummary.Fit.init)
    parametersAfter = fit?.parameters ?? sweep.parametersBefore
    self.shards = shards
    self.compounds = compounds
    self.units = units
    self.patterns = patterns
  }

  /// The bytes of the file: sorted keys, no time, no path.
  public func json() -> String { ShardJSON.text(self) }

  /// Puts the file in place in one step. Throws where there is one that is no such file.
  public func write(to path: String) throws(SweepError) {
    try WholeFile.write(json(), to: path, replacing: Self.productName)
  }
}
