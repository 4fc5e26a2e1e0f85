extension EvidenceBuilder {
  /// Finds the counts and reports that cannot have been gathered, and takes the counts out of the evidence
  /// of units and the usable counts of places. Knocks are counted without them later.
  ///
  /// Meters, lights and the list must be known. By the parameters that the manifest gives, whatever is
  /// learned later.
  mutating func leaveOut(
    _ places: inout [CountedPlace], listed: Set<Int>, _ knocks: KnockLog, _ ids: [String]
  ) throws(SweepError) -> LeftOut {
    try options.begin("checking walks and workers")
    var leftOut = LeftOut()
    let walks = WalkCheck(manifest, frame, evidence, listed: listed, places)
    leftOut.add(walks.darkWalks(ids.count, threads: options.threads))
    remove(leftOut.walks, &places)
    let kept = WalkCheck(manifest, frame, evidence, listed: listed, places)
    let workers = WorkerCheck(kept, knocks.events).workers(threads: options.threads)
    // Workers are numbered as they come up, which is not the same twice; names are.
    let shown = knocks.workers.shownNames
    for var worker in workers.doubtful {
      worker.name = knocks.workers.name(worker.worker)
      worker.shownName = shown[worker.name] ?? worker.name
      leftOut.add(worker)
    }
    leftOut.doubtful.sort { ($0.compound, $0.name) < ($1.compound, $1.name) }
    leftOut.hurried = workers.hurried.map { worker in
      var worker = worker
      worker.name = knocks.workers.name(worker.worker)
      worker.shownName = shown[worker.name] ?? worker.name
      return worker
    }
    leftOut.hurried.sort { ($0.compound, $0.name, $0.day) < ($1.compound, $1.name, $1.day) }
    addFindings(leftOut, ids)
    return leftOut
  }

  private func remove(_ walks: [LeftOut.DarkWalk], _ places: inout [CountedPlace]) {
    guard !walks.isEmpty else { return }
    let numbers = Dictionary(
      uniqueKeysWithValues: places.enumerated().map {
        (CompoundPlace(compound: $1.compound, text: $1.text), $0)
      })
    for (compound, walks) in Dictionary(grouping: walks, by: \.compound) {
      var nights: [String: UInt32] = [:]
      for walk in walks {
        let day: UInt32 = 1 << UInt32(walk.day)
        if walk.isPlace {
          let place = numbers[CompoundPlace(compound: compound, text: walk.place)]!
          places[place].darkDays |= day
        } else {
          nights[walk.place, default: 0] |= day
        }
      }
      guard !nights.isEmpty else { continue }
      var buildings = WalkBuildings(frame, compound: compound)
      for unit in Array(frame.register.index.units(of: compound)) + (frame.extrasOf[compound] ?? [])
      {
        if let dark = nights[buildings.name(of: unit)] {
          evidence.remove(nights: dark, of: unit)
        }
      }
    }
  }

  private struct CompoundPlace: Hashable {
    var compound: Int
    var text: String
  }

  private mutating func addFindings(_ leftOut: LeftOut, _ ids: [String]) {
    for walk in leftOut.walks { findings.add("dark_walk", walk.text(ids, manifest.firstDay)) }
    for worker in leftOut.doubtful { findings.add("doubtful_worker", worker.text(ids)) }
    for worker in leftOut.hurried {
      findings.add("hurried_worker", worker.text(ids, manifest.firstDay))
    }
  }
}
