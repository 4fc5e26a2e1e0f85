import DelimitedText

/// Gives numbers to spellings, the same to all workers.
protocol SpellingDirectory: Sendable {
  /// The number of a spelling, a new one where it has none.
  func number(of spelling: Field) -> Int
}

/// One worker's memory of the numbers that a directory has given.
///
/// The directory is kept here, and not handed in: a look must not count a reference that all workers
/// share.
struct SpellingNumbers<Directory: SpellingDirectory> {
  private let directory: Directory
  private var shorts = ShortSpellings()
  private var longs = FieldInterner()
  private var numbers: [Int32] = []
  /// The last spelling: rows that follow each other mostly have the same.
  private var lastNumber = -1
  private var lastCount = -1
  private var lastEnds: (UInt64, UInt64) = (0, 0)
  private var lastLong = -1

  init(_ directory: Directory) { self.directory = directory }

  /// The number of a spelling; the directory is asked the first time.
  @inline(__always)
  mutating func number(of field: Field) -> Int { isLast(field) ? lastNumber : look(field) }

  /// The number of a spelling, if it is the last one.
  func number(ifLast field: Field) -> Int? { isLast(field) ? lastNumber : nil }

  @inline(__always)
  private func isLast(_ field: Field) -> Bool {
    field.count == lastCount && field.ends == lastEnds
      && (lastCount <= 16 || longs.equals(lastLong, field))
  }

  @inline(never)
  private mutating func look(_ field: Field) -> Int {
    lastCount = field.count
    lastEnds = field.ends
    if field.count < 8 {
      lastNumber = shorts.number(field, directory)
      return lastNumber
    }
    lastLong = longs.intern(field)
    if lastLong == numbers.count { numbers.append(Int32(directory.number(of: field))) }
    lastNumber = Int(numbers[lastLong])
    return lastNumber
  }
}

/// The numbers of spellings below eight bytes, as nearly all ids, floors and grids are: one look at one
/// slot.
private struct ShortSpellings {
  private struct Slot {
    /// Both ends of the spelling, four bytes each, which with its length are all of it.
    var ends: UInt64 = 0
    var count: Int32 = 0
    /// −1 where the slot is free.
    var number: Int32 = -1
  }

  private var slots = Array(repeating: Slot(), count: 1 << 10)
  private var taken = 0

  mutating func number(_ field: Field, _ directory: some SpellingDirectory) -> Int {
    let (first, last) = field.ends
    let ends = first | last << 32
    let slot = place(ends, field.count)
    if slots[slot].number >= 0 { return Int(slots[slot].number) }
    let number = directory.number(of: field)
    slots[slot] = Slot(ends: ends, count: Int32(field.count), number: Int32(number))
    taken += 1
    if taken * 2 > slots.count { grow() }
    return number
  }

  /// The slot that a spelling has or would have.
  private func place(_ ends: UInt64, _ count: Int) -> Int {
    var slot = Int(truncatingIfNeeded: Field.mix(ends, UInt64(count))) & (slots.count - 1)
    while slots[slot].number >= 0 && (slots[slot].ends != ends || slots[slot].count != count) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.number >= 0 { slots[place(slot.ends, Int(slot.count))] = slot }
  }
}
