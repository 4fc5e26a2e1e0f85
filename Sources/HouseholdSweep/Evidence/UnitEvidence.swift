import DelimitedText

/// What the meter says of a unit.
package enum MeterClass: UInt8, Sendable, BitwiseCopyable {
  case none, idle, standby, active

  /// The class with this raw value, which the lowest two bits are.
  @inline(__always)
  init(bits: UInt64) {
    switch bits & 3 {
    case 0: self = .none
    case 1: self = .idle
    case 2: self = .standby
    default: self = .active
    }
  }
}

/// Everything the sources say of one dwelling unit. What cannot have been gathered (`LeftOut`) is not
/// among it.
///
/// Days are bits: bit 0 is day 1 of the sweep. Counts stop at 65,535, far above what a dwelling can
/// have; a count that would pass it stays there. A unit of which nothing is known is all zeros.
package struct UnitEvidence: Equatable, ZeroIsEmpty {
  /// Persons on the resident list who are `present`, and those `away`.
  package var listed: UInt16 = 0
  package var away: UInt16 = 0
  /// The largest `persons` of the answered and refused knocks, at least 1 if one was answered.
  package var personsSeen: UInt16 = 0
  /// The largest `persons` of the answered knocks of `answeredDay`.
  package var answeredPersons: UInt16 = 0
  /// Usage in thousandths of a kWh a day, as printed; says nothing where there is no meter class.
  package var milliKwhPerDay: UInt32 = 0
  /// Days with a reading, or an attempt at the door.
  package var visitedDays: UInt32 = 0
  package var seenNights: UInt32 = 0
  package var litNights: UInt32 = 0
  package var answered: UInt16 = 0
  package var refused: UInt16 = 0
  package var noAnswer: UInt16 = 0
  package var vacant: UInt16 = 0
  /// These days plus one; 0 where there is none.
  var answeredOn: UInt8 = 0
  var refusedOn: UInt8 = 0
  package var meterClass: MeterClass = .none
  /// The bin of the usage, counted from 1; 0 where there is none.
  package var usageBin: UInt8 = 0
  /// Somebody on the list has moved away.
  package var hasMoved = false

  package init() {}

  /// Days with a reading, a light count of the unit, or an attempt at the door.
  package var observedDays: UInt32 { visitedDays | seenNights }

  /// What the list says, by the highest that applies.
  package var listLevel: ListLevel {
    listed > 0 ? .present : away > 0 ? .away : hasMoved ? .moved : .nobody
  }

  /// The day with the most persons at an answered door, the earliest of equals.
  package var answeredDay: Int? {
    get { answeredOn == 0 ? nil : Int(answeredOn) - 1 }
    set { answeredOn = newValue.map { UInt8($0 + 1) } ?? 0 }
  }

  /// The first day somebody refused.
  package var refusedDay: Int? {
    get { refusedOn == 0 ? nil : Int(refusedOn) - 1 }
    set { refusedOn = newValue.map { UInt8($0 + 1) } ?? 0 }
  }

  package var nightsSeen: Int { seenNights.nonzeroBitCount }
  package var nightsLit: Int { litNights.nonzeroBitCount }
  package var attempts: Int { Int(answered) + Int(refused) + Int(noAnswer) + Int(vacant) }
}

/// What the resident list says of a unit: the highest that applies.
package enum ListLevel: Int, Sendable, CaseIterable {
  case nobody, moved, away, present
}
