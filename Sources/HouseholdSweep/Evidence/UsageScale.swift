/// The bins of usage that the model knows and the classes that people read, by kWh a day.
///
/// A step lies between two neighbours among all limits, of bins and of classes, so that one small number
/// stands for both. Usage on a limit belongs above it. Step 0 is no usage.
package struct UsageScale: Sendable, Equatable {
  /// Rising, each once.
  private let limits: [Double]
  private let bins: [UInt8]
  private let classes: [MeterClass]

  /// Takes the edges of the bins, at most fifteen.
  package init(edges: [Double], _ thresholds: Thresholds) {
    let limits = Set(edges + [thresholds.meterIdle, thresholds.meterActive]).sorted()
    var bins: [UInt8] = [0]
    var classes = [MeterClass.none]
    for step in 0...limits.count {
      // The first step has no limit below it.
      let passed = step == 0 ? -Double.infinity : limits[step - 1]
      bins.append(UInt8(edges.count { $0 <= passed } + 1))
      classes.append(
        passed < thresholds.meterIdle ? .idle : passed < thresholds.meterActive ? .standby : .active
      )
    }
    self.limits = limits
    self.bins = bins
    self.classes = classes
  }

  /// The step of a usage, from 1.
  @inline(__always)
  func step(of kwhPerDay: Double) -> Int {
    var passed = 1
    for limit in limits { passed += limit <= kwhPerDay ? 1 : 0 }
    return passed
  }

  /// The bin of a step, from 1; 0 for no usage.
  func bin(ofStep step: Int) -> UInt8 { bins[step] }
  func meterClass(ofStep step: Int) -> MeterClass { classes[step] }

  /// The step of a class and a bin; 0 where there is none that has both.
  func step(of meterClass: MeterClass, bin: UInt8) -> Int {
    classes.indices.first { classes[$0] == meterClass && bins[$0] == bin } ?? 0
  }
}

extension Parameters {
  /// The edges of the meter's bins: the thresholds of its classes where none are given.
  package func usageEdges(_ thresholds: Thresholds) -> [Double] {
    meterEdges ?? [thresholds.meterIdle, thresholds.meterActive]
  }
}
