extension RowTemplate {
  /// Takes `row`, which has been read in full, as the template of the rows to come; unless templates have
  /// not paid lately, or there is something about the row by which others cannot be read. Then none
  /// matches.
  ///
  /// - Parameters:
  ///   - numbers: those of the address or id; nil where they cannot be read at their places.
  ///   - minute: the row's time in minutes since 1970, where times of day vary.
  public mutating func learn(_ row: Row, _ numbers: TemplateNumbers?, minute: Int = 0) {
    forget()
    guard columns.same != 0 else { return }
    if let numbers, wholeRowCredit.allowsLearning, learnWhole(row, numbers, minute) {
      comparison = .wholeRow
    } else if columns.isSpelt, aroundCredit.allowsLearning, learnAround(row, minute) {
      comparison = .aroundAddress
    }
  }

  private mutating func learnWhole(_ row: Row, _ numbers: TemplateNumbers, _ minute: Int) -> Bool {
    guard let places = VaryingPlaces(columns, in: row, minute) else { return false }
    let address = row.field(columns.numbers)
    let last = DigitPlace(last: numbers.lastDigits, of: address, in: row)
    let all = numbers.areAllPlain ? NumberPlaces(address, in: row) : nil
    // Mostly another compound, or another day: the same places with other bytes.
    let isSameShape =
      lastNumberMask.hasShape(of: row, columns: columns.same) && last == lastNumber
      && all == allNumbers
    if isSameShape {
      lastNumberMask.follow(row)
      if all != nil { allNumbersMask.follow(row) }
    } else {
      guard lastNumberMask.learn(row, columns: columns.same) else { return false }
      places.free(in: &lastNumberMask)
      last.free(in: &lastNumberMask)
      if let all, allNumbersMask.learn(row, columns: columns.same) {
        places.free(in: &allNumbersMask)
        all.free(in: &allNumbersMask)
      }
      (lastNumber, allNumbers) = (last, all)
    }
    take(places, countedBehind: -1)
    shift = UInt64(numbers.lastShift)
    take(numbers.bits)
    return true
  }

  private mutating func learnAround(_ row: Row, _ minute: Int) -> Bool {
    let address = columns.numbers
    let rest = row.behind(address)
    guard address < 64, let places = VaryingPlaces(columns, behind: address, in: rest, minute)
    else { return false }
    // Without any to compare, all rows would match.
    let (front, back) = columns.around
    guard front | back != 0 else { return false }
    if before.hasShape(of: row, columns: front) && behind.hasShape(of: rest, columns: back) {
      before.follow(row)
      behind.follow(rest)
    } else {
      guard before.learn(row, columns: front), behind.learn(rest, columns: back) else {
        before.clear()
        return false
      }
      places.free(in: &behind)
    }
    take(places, countedBehind: address)
    return true
  }

  private mutating func take(_ places: VaryingPlaces, countedBehind column: Int) {
    origin = column
    (clock, moment, digitOffset) = (places.clock, places.moment, places.digitOffset)
  }

  /// Keeps the numbers of the address but for the last one.
  private mutating func take(_ bits: UInt64) {
    base = bits & ~(0xF_FFFF << shift) | 1 << shift
  }

  /// Whether a row differs from the template in more numbers of its address than the last, and in nothing
  /// else that must be the same; then it takes its place.
  @usableFromInline
  mutating func follow(_ row: Row) -> Bool {
    guard let allNumbers, allNumbersMask.matches(row), let bits = allNumbers.bits(in: row) else {
      return false
    }
    lastNumberMask.follow(row)
    take(bits)
    return true
  }
}

extension TemplateColumns {
  /// The bits of those before the address and of those behind it, counted from there.
  fileprivate var around: (before: UInt64, behind: UInt64) {
    let address = UInt64(numbers)
    return (same & (1 << address - 1), (same >> address) >> 1)
  }
}

/// Where in a row the values stand that vary, but for the address.
private struct VaryingPlaces {
  var clock = ClockPlace()
  var moment = TimePlace()
  var digitOffset = 0
  private let columns: (hasClock: Bool, hasMoment: Bool, hasDigit: Bool)

  /// Nil where there is something else at one of the places.
  ///
  /// - Parameter column: behind which the row begins, if it is but the rest of one.
  init?(_ columns: TemplateColumns, behind column: Int = -1, in row: Row, _ minute: Int) {
    self.columns = (columns.timeOfDay >= 0, columns.time >= 0, columns.digit >= 0)
    let start = column + 1
    if self.columns.hasClock {
      let field = row.field(columns.timeOfDay - start)
      guard let clock = ClockPlace(field, minute: minute, in: row) else { return nil }
      self.clock = clock
    }
    if self.columns.hasMoment {
      guard let moment = TimePlace(row.field(columns.time - start), in: row) else { return nil }
      self.moment = moment
    }
    if self.columns.hasDigit {
      let field = row.field(columns.digit - start)
      guard field.count == 1 else { return nil }
      digitOffset = row.offset(of: field)
    }
  }

  /// Lets the values vary in rows that match.
  func free(in mask: inout RowMask) {
    if columns.hasClock { clock.free(in: &mask) }
    if columns.hasMoment { moment.free(in: &mask) }
    if columns.hasDigit { mask.free(digitOffset..<digitOffset + 1) }
  }
}
