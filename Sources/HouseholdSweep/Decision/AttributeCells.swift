import DelimitedText

/// The cells of a row of `units.csv` between address and status: whether the unit is registered, its
/// floor and its grid.
struct AttributeCells: Sendable {
  private let attributes: UnitAttributes
  /// For each floor the cells of a unit outside the register, and of one in it: `,1,12,`.
  private let floors: [ShortText<SIMD16<UInt8>>]
  private let grids: [ShortText<SIMD32<UInt8>>]
  /// Whether all cells are so short that they may go into a row in one go.
  let areShort: Bool

  /// O(distinct floors and grids).
  init(_ attributes: UnitAttributes) {
    var buffer = OutputBuffer()
    floors = (0..<attributes.floors.count * 2).compactMap { number in
      buffer.removeAll()
      Self.append(attributes, floor: number / 2, isRegistered: number % 2 == 1, to: &buffer)
      return ShortText(buffer)
    }
    grids = (0..<attributes.grids.count).compactMap { number in
      buffer.removeAll()
      attributes.grids.withField(number) { buffer.append(csv: $0) }
      return ShortText(buffer)
    }
    areShort =
      floors.count == attributes.floors.count * 2 && grids.count == attributes.grids.count
    self.attributes = attributes
  }

  /// Appends short cells.
  @inline(__always)
  func append(_ pair: UnitAttributes.Pair, isRegistered: Bool, to row: inout OutputRow) {
    let (floor, grid) = attributes.numbers(pair)
    row.append(floors[floor * 2 + (isRegistered ? 1 : 0)])
    row.append(grids[grid])
  }

  /// Appends any cells.
  func append(_ pair: UnitAttributes.Pair, isRegistered: Bool, to buffer: inout OutputBuffer) {
    let (floor, grid) = attributes.numbers(pair)
    Self.append(attributes, floor: floor, isRegistered: isRegistered, to: &buffer)
    attributes.grids.withField(grid) { buffer.append(csv: $0) }
  }

  private static func append(
    _ attributes: UnitAttributes, floor: Int, isRegistered: Bool, to buffer: inout OutputBuffer
  ) {
    buffer.append(isRegistered ? ",1," : ",0,")
    attributes.floors.withField(floor) { buffer.append(csv: $0) }
    buffer.append(UInt8(ascii: ","))
  }
}
