import Foundation

/// Meters that do not keep to the model.
extension CompoundDraft {
  /// Of readings: a digit too few or too many.
  static let slipShare = 0.002
  /// Of vacant dwellings: whoever left has pulled the plug.
  static let unpluggedShare = 1.0 / 3

  /// kWh a day, log-normal in occupied dwellings: three people use 11 on average, a tenth of them less
  /// than 2.3, a tenth more than 23. Vacant ones draw what is left plugged in, 0.14 to 0.55 in China.
  ///
  /// It takes the place of the usual usage whatever else is broken: `meter-threshold` says of the usual
  /// one that what stays on makes it busier, and here that is told outright.
  static func oddUsage(_ dwelling: Dwelling, _ random: inout RandomStream) -> Double {
    guard dwelling.isOccupied else {
      let isUnplugged = random.chance(unpluggedShare)
      let standby = 0.14 + 0.41 * random.unit()
      return isUnplugged ? 0 : standby
    }
    // Its mean is the median · exp(0.9² / 2), 1.5 times.
    return (2.4 + 1.65 * Double(dwelling.persons)) * exp(0.9 * random.normal())
  }

  /// A reading in thousandths with a digit before the point left out or written twice.
  static func slipped(_ kwh: Int, _ random: inout RandomStream) -> Int {
    var digits = Array(String(kwh / 1000))
    let place = random.below(digits.count)
    if random.chance(0.5) && digits.count > 1 {
      digits.remove(at: place)
    } else {
      digits.insert(digits[place], at: place)
    }
    return Int(String(digits))! * 1000 + kwh % 1000
  }
}
