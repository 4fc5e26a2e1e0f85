import DelimitedText

/// From meters to units: whose usage is whose.
///
/// Where every unit has no other meter than the one with its number, as nearly always, a usage goes
/// to its unit at once. Otherwise usages wait until all are known.
struct MeterShares: Sendable {
  let thresholds: Thresholds
  private let meters: MeterIndex
  /// Registered units.
  private let units: Int
  /// The first meter whose usage waits, and the usages from there on.
  private let firstWaiting: Int
  private let waiting: UnitColumn<MeterUsage>

  /// - Parameters:
  ///   - units: the registered units, whose numbers are also those of their first meters.
  ///   - own: the units outside the register with a meter of their own, whose numbers follow those
  ///     of `meters`.
  init(_ meters: MeterIndex, units: Int, own: Int, _ thresholds: Thresholds) {
    self.thresholds = thresholds
    self.meters = meters
    self.units = units
    firstWaiting = meters.exceptions.isEmpty ? units : 0
    waiting = UnitColumn(count: meters.count + own - firstWaiting)
  }

  /// Takes the usage of a meter. One thread at a time for each partition.
  @inline(__always)
  func take(_ usage: MeterUsage, of meter: Int, _ evidence: EvidenceColumn) {
    if meter < firstWaiting {
      evidence.add(usage, to: meter)
    } else {
      waiting[meter - firstWaiting] = usage
    }
  }

  /// Gives the usages that wait to their units; `ownUnit` says whose the further meters are.
  func share(
    among evidence: EvidenceColumn, threads: Int, ownUnit: (Int) -> Int?
  ) {
    for own in 0..<firstWaiting + waiting.count - meters.count {
      guard let unit = ownUnit(own) else { continue }
      evidence.add(waiting[meters.count + own - firstWaiting], to: unit)
    }
    guard firstWaiting == 0 else { return }
    let work = WorkList(count: Partition.count(of: units))
    _ = parallelMap(workers: threads) { _ in
      while let partition = work.take() {
        let first = partition << Partition.bits
        for unit in first..<min(first + Partition.size, units) {
          evidence.add(sum(of: unit), to: unit)
        }
      }
    }
  }

  /// The usages of a unit's meters added up, in natural order of their ids.
  private func sum(of unit: Int) -> MeterUsage {
    var sum = MeterUsage()
    for meter in meters.meters(of: unit) {
      let usage = heard(waiting[meter], of: meter)
      sum.days |= usage.days
      if usage.isKnown { sum.add(usage.kwhPerDay) }
    }
    return sum
  }

  /// A meter of several units tells of each of them only when it is idle.
  private func heard(_ usage: MeterUsage, of meter: Int) -> MeterUsage {
    guard meters.shared.contains(meter), usage.kwhPerDay >= thresholds.meterIdle else {
      return usage
    }
    var silent = usage
    silent.silence()
    return silent
  }
}

extension EvidenceColumn {
  /// Adds a usage to what is known of a unit.
  @inline(__always)
  fileprivate func add(_ usage: MeterUsage, to unit: Int) {
    var (step, milliKwhPerDay) = (0, UInt32(0))
    if usage.isKnown {
      step = scale.step(of: usage.kwhPerDay)
      let most = Double(UInt32.max) / 1000
      milliKwhPerDay = UInt32(Decimals.scaled(min(usage.kwhPerDay, most), places: 3))
    }
    add(usageStep: step, milliKwhPerDay: milliKwhPerDay, days: usage.days, to: unit)
  }
}
