import DelimitedText

/// A row of the register, before its unit has a number.
struct RegisterRow: Sendable, BitwiseCopyable {
  var key: AddressKey
  var meter: MeterKey
  var attributes: UnitAttributes.Pair
  /// The compound's number in the directory.
  var compound: UInt32
}

/// Compounds in groups, each of which one worker takes into the frame: such as came up one after the
/// other, so that the rows of a register in order go to one group for long.
enum CompoundGroup {
  /// Groups there are. Where there are more compounds than fit, each group has several runs of them.
  static let count = 128
  private static let runBits = 6

  /// The group of a compound.
  @inline(__always)
  static func of(_ compound: Int) -> Int { compound &>> runBits & (count - 1) }

  /// The place of a compound in its group.
  @inline(__always)
  static func place(_ compound: Int) -> Int {
    (compound / (count << runBits)) << runBits | compound & (1 << runBits - 1)
  }

  /// The compound at a place of a group.
  static func compound(_ place: Int, of group: Int) -> Int {
    (place >> runBits) * (count << runBits) + (group << runBits) + place & (1 << runBits - 1)
  }

  /// Places of a group, if there are `compounds` in all.
  static func places(_ compounds: Int) -> Int {
    (compounds / (count << runBits) + 1) << runBits
  }
}

/// The register rows that one worker read, by groups of compounds, those of a group in their order.
struct RegisterRows: Sendable {
  /// Where the rows of a chunk begin.
  struct Mark: Sendable {
    var file: Int
    var chunk: Int
    var start: Int
  }

  private let lists: BlockLists<RegisterRow>
  private var marks: [[Mark]]
  /// The rows of each compound, as far as there are any.
  private(set) var counts: [Int] = []
  /// Canonical address texts and meter ids that do not fit into a key.
  private(set) var texts = FieldInterner()
  /// The texts of the rows whose address or meter is a hash, by group and row: numbers in `texts`.
  private var textOfRow: [[Int: Int]]
  private var meterTextOfRow: [[Int: Int]]

  private var file = 0
  private var chunk = 0
  /// The compound of the last row of this chunk, its group, and how many rows it had in a row.
  private var compound = UInt32.max
  private var group = 0
  private var length = 0

  init(_ pool: BlockPool) {
    lists = BlockLists(CompoundGroup.count, pool: pool)
    marks = Array(repeating: [], count: CompoundGroup.count)
    textOfRow = Array(repeating: [:], count: CompoundGroup.count)
    meterTextOfRow = textOfRow
  }

  /// The rows of another chunk come next.
  mutating func begin(file: Int, chunk: Int) {
    end()
    self.file = file
    self.chunk = chunk
  }

  /// No row comes next, or one of another chunk.
  mutating func end() {
    if compound != .max { counts[Int(compound)] += length }
    compound = .max
    length = 0
  }

  @inline(__always)
  mutating func append(_ row: RegisterRow) {
    if row.compound != compound { turn(to: row.compound) }
    length &+= 1
    lists.append(row, to: group)
  }

  /// The next row is of another compound than the last one.
  @inline(never)
  private mutating func turn(to compound: UInt32) {
    end()
    self.compound = compound
    let number = Int(compound)
    if number >= counts.count {
      counts += Array(repeating: 0, count: max(number + 1 - counts.count, counts.count))
    }
    group = CompoundGroup.of(number)
    if let mark = marks[group].last, mark.file == file, mark.chunk == chunk { return }
    marks[group].append(Mark(file: file, chunk: chunk, start: lists.count(group)))
  }

  /// Keeps the address of the next row, which is of `compound`.
  mutating func keep(address: Field, ofRowIn compound: Int) {
    let group = CompoundGroup.of(compound)
    textOfRow[group][lists.count(group)] = texts.intern(address)
  }

  /// Keeps the meter of the next row, which is of `compound`.
  mutating func keep(meter: Field, ofRowIn compound: Int) {
    let group = CompoundGroup.of(compound)
    meterTextOfRow[group][lists.count(group)] = texts.intern(meter)
  }

  func part(_ group: Int) -> RegisterPart {
    RegisterPart(
      rows: lists[group], marks: marks[group], texts: textOfRow[group],
      meterTexts: meterTextOfRow[group])
  }
}

/// The register rows of one group of compounds that one worker read.
struct RegisterPart: Sendable {
  let rows: BlockLists<RegisterRow>.List
  let marks: [RegisterRows.Mark]
  let texts: [Int: Int]
  let meterTexts: [Int: Int]

  var hasTexts: Bool { !texts.isEmpty || !meterTexts.isEmpty }
}
