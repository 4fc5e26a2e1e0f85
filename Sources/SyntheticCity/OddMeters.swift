import Foundation

/// Meters that do not keep to the model.
extension CompoundDraft {
  /// Of readings: a digit too few or too many.
  static let slipShare = 0.002
  /// Of vacant dwellings: whoever left has pulled the plug.
  static let unpluggedShare = 1.0 / 3

  /// kWh a day, log-normal in occupied dwellings: three people use 11 on average, one in ten such
  /// dwellings less than 1.5 and one in ten more than 25. Vacant ones draw what was left plugged in,
  /// in China 0.14 to 0.55.
  ///
  /// It takes the place of the usual usage whatever else is broken: `meter-threshold` says of the usual
  /// one that what stays on makes it busier, and here that is told outright.
  static func oddUsage(_ dwelling: Dwelling, _ random: inout RandomStream) -> Double {
    let (spread, draw, normal) = (1.1, random.unit(), random.normal())
    // The mean of such a number is its median · exp(1.1² / 2), 1.83 times.
    if dwelling.isOccupied {
      return (1.95 + 1.35 * Double(dwelling.persons)) * exp(spread * normal)
    }
    if draw < unpluggedShare { return 0 }
    return 0.14 + 0.41 * (draw - unpluggedShare) / (1 - unpluggedShare)
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
