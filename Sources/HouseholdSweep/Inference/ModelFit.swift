import DelimitedText
import LatentClass

/// How parameters were learned from a sweep.
package struct ModelFit: Sendable, Equatable {
  /// Why a run may want to look twice at what was learned, or why nothing was.
  package enum Warning: String, Sendable, CaseIterable {
    /// Fewer units with three looks than `learn_min_units`: nothing was learned.
    case tooFewUnits = "too_few_units"
    /// Parameters still moved in the last round.
    case notConverged = "not_converged"
    /// The sides came out the wrong way round: vacant units are lit more often, or their meters are
    /// busier. Nothing was learned.
    case classesReversed = "classes_reversed"
    /// No source answers differently enough to tell occupied from vacant.
    case classesTooClose = "classes_too_close"
    /// Who is seldom at home opens more often than who is at home: the two kinds have changed places.
    case kindsExchanged = "kinds_exchanged"
  }

  /// What to decide by: the parameters given where nothing was learned.
  package var parameters: Parameters
  /// Compounds that were learned from, and those of the sweep.
  package var compounds = 0
  package var compoundsInAll = 0
  /// Units of these compounds that took part: with a usage, a night seen or an attempt.
  package var units = 0
  /// Units with three looks or more.
  package var wellObserved = 0
  /// Distinct patterns of evidence among them, and pairs of a compound and a pattern.
  package var patterns = 0
  package var pairs = 0
  package var rounds = 0
  package var hasConverged = false
  package var logLikelihood = 0.0
  package var warnings: [Warning] = []

  package var isLearned: Bool {
    !warnings.contains(.tooFewUnits) && !warnings.contains(.classesReversed)
  }
}

/// The units of one compound counted by their patterns, in the order of the patterns.
package struct CompoundPatterns: Sendable {
  package var counts: [(pattern: EvidencePattern, units: Int)]

  /// Counts patterns. O(units · log units).
  package init(_ patterns: [EvidencePattern]) {
    counts = []
    for pattern in patterns.sorted() {
      if counts.last?.pattern == pattern {
        counts[counts.count - 1].units += 1
      } else {
        counts.append((pattern, 1))
      }
    }
  }

  /// Takes patterns that are counted already, in their order.
  init(counted counts: [(pattern: EvidencePattern, units: Int)]) { self.counts = counts }
}

extension SweepModel {
  /// Below this difference between the answers of the two sides, in total variation, the most telling
  /// source cannot tell them apart.
  static let leastDifference = 0.2

  /// Fits the parameters to the units of some compounds, in natural order, starting from this model, which
  /// is also the centre of the priors.
  package func learned(from compounds: [CompoundPatterns], threads: Int = 1) -> ModelFit {
    var fit = ModelFit(parameters: parameters)
    fit.compounds = compounds.count
    for (pattern, units) in compounds.lazy.flatMap(\.counts) where pattern.isObserved {
      fit.units += units
      fit.wellObserved += pattern.looks >= 3 ? units : 0
    }
    guard fit.wellObserved >= parameters.learnMinUnits else {
      fit.warnings = [.tooFewUnits]
      return fit
    }
    let table = table(compounds)
    fit.patterns = table.patterns.count
    fit.pairs = table.pairs.count
    let result = latent.fitted(
      to: table,
      prior: .init(strength: parameters.priorStrength, kindStrength: parameters.kindStrength),
      threads: threads)
    fit.rounds = result.rounds
    fit.hasConverged = result.hasConverged
    fit.logLikelihood = result.logLikelihood
    if !result.hasConverged { fit.warnings.append(.notConverged) }
    if isReversed(result.model) {
      fit.warnings.append(.classesReversed)
      return fit
    }
    if difference(result.model, seen: table) < Self.leastDifference {
      fit.warnings.append(.classesTooClose)
    }
    let doors = result.model.sources[Source.knocks.rawValue].rows
    if parameters.seldomHome.share > 0 && doors[1][0] > doors[0][0] {
      fit.warnings.append(.kindsExchanged)
    }
    fit.parameters = parameters(of: result.model)
    return fit
  }

  /// The units as the fit sees them: those that somebody looked at, by compound and pattern.
  private func table(_ compounds: [CompoundPatterns]) -> LatentClassModel.Table {
    var table = LatentClassModel.Table(
      statements: Source.allCases.map { _ in [] }, looks: [], patterns: [], pairs: [], groups: [])
    var statements = Source.allCases.map { _ in [LatentClassModel.Statement: Int]() }
    var looks = WordNumbers()
    var patterns = WordNumbers()
    for compound in compounds {
      let start = table.pairs.count
      for (pattern, units) in compound.counts where pattern.isObserved {
        let look = looks.intern(pattern.look.bits)
        if look == table.looks.count {
          table.looks.append(
            Source.allCases.map { source in
              guard let statement = statement(source, pattern) else { return -1 }
              let known = statements[source.rawValue]
              if let number = known[statement] { return number }
              statements[source.rawValue][statement] = known.count
              table.statements[source.rawValue].append(statement)
              return known.count
            })
        }
        let number = patterns.intern(pattern.bits)
        if number == table.patterns.count {
          table.patterns.append(.init(level: pattern.listLevel.map(level) ?? -1, look: look))
        }
        table.pairs.append(.init(pattern: number, items: Double(units)))
      }
      table.groups.append(start..<table.pairs.count)
    }
    return table
  }

  /// Whether a fit has taken the sides for each other. Kinds that are switched off are not asked.
  private func isReversed(_ model: LatentClassModel) -> Bool {
    func meanBin(_ row: [Double]) -> Double {
      row.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    }
    let meter = model.sources[Source.meter.rawValue].rows
    func lit(_ kind: DwellingKind) -> Double {
      model.sources[Source.lights.rawValue].rows[kind.rawValue][0]
    }
    return meanBin(meter[2]) > meanBin(meter[0]) || lit(.dark) > lit(.seen)
      || parameters.hiddenWindows.share > 0 && lit(.hidden) > lit(.seen)
      || parameters.leftOn.share > 0 && lit(.dark) > lit(.leftOn)
  }

  /// How differently occupied and vacant units answer to the most telling source that looked, in total
  /// variation. The list does not look.
  private func difference(_ model: LatentClassModel, seen table: LatentClassModel.Table) -> Double {
    model.sources.indices.filter { !table.statements[$0].isEmpty }.map { number in
      let source = model.sources[number]
      func answers(_ side: LatentClassModel.Side) -> [Double] {
        var sum = source.rows[0].map { _ in 0.0 }
        for (kind, row) in zip(model.kinds, source.rowOfKind) where kind.side == side {
          for answer in sum.indices { sum[answer] += kind.share * source.rows[row][answer] }
        }
        return sum
      }
      return zip(answers(.one), answers(.two)).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    }.max() ?? 0
  }
}
