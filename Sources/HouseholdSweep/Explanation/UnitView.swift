import Foundation
import LatentClass

/// A unit as a model sees it: the shares in its log odds, the counts over places around it, and what is
/// believed of it then.
struct UnitView {
  private(set) var shares: [(source: String, logOdds: Double)] = []
  /// In the order in which they are taken.
  private(set) var placeCounts: [Explanation.PlaceCount] = []
  private(set) var posterior: Posterior
  let own: LatentClassModel.Own

  init(_ sweep: Sweep, _ unit: Int, in compound: Int, _ model: SweepModel) {
    let frame = sweep.builder.frame
    let evidence = sweep.builder.evidence
    let extras = frame.extrasOf[compound] ?? []
    let registered = frame.register.index.units(of: compound)
    let units = CompoundUnits(registered: registered, extras: extras)
    let hasList = sweep.listed.contains(compound)
    var belief = CompoundBelief(model, sweep.manifest.thresholds)
    belief.settle(registered: registered, extras: extras, hasList: hasList, evidence)
    own = belief.own
    var beliefs = PlaceCounts.Beliefs(belief.posteriors())
    let number = units.number(unit)
    posterior = beliefs[number].posterior
    let pattern = EvidencePattern(evidence[unit], hasList: hasList)
    addShares(pattern, model)
    var before = posterior
    var counts: [Explanation.PlaceCount] = []
    PlaceCounts(sweep.places.filter { $0.compound == compound }, units).update(
      &beliefs, days: sweep.manifest.days, lit: model.lit, evidence: evidence
    ) { step, beliefs in
      guard step.place.units.contains(unit) else { return }
      let after = beliefs[number].posterior
      counts.append(
        .init(
          place: step.place.text, day: sweep.manifest.firstDay.advanced(by: step.day),
          lit: step.lit, dwellings: step.dwellings, fault: step.fault?.rawValue,
          before: before.occupied, after: after.occupied,
          logOdds: after.logOdds - before.logOdds))
      before = after
    }
    placeCounts = counts
    posterior = before
    shares.append(("places", counts.reduce(0) { $0 + $1.logOdds }))
  }

  private mutating func addShares(_ pattern: EvidencePattern, _ model: SweepModel) {
    func odds(_ p: Double) -> Double { log(p / (1 - p)) }
    let city = odds(model.latent.share)
    shares.append(("city", city))
    shares.append(("compound", odds(own.share) - city))
    let list = model.listChances(pattern.listLevel, own)
    shares.append(("list", log(list[0] / list[1])))
    var joined: [SweepModel.Source] = []
    var before = 0.0
    for source in SweepModel.Source.allCases {
      joined.append(source)
      let weights = model.weights(pattern, of: joined)
      let after = log(weights.occupied / weights.vacant)
      shares.append(("\(source)", after - before))
      before = after
    }
  }
}
