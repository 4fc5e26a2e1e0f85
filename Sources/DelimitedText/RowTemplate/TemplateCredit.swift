/// Whether templates pay: learning one costs what two rows save that match.
///
/// Where rows are in no order, or each is spelt in its way, nearly none would match. Then some rows are
/// not learned before another is tried.
@usableFromInline
struct TemplateCredit: BitwiseCopyable {
  /// What rows that matched have saved, less what learning has cost. What is above `most` is not kept.
  @usableFromInline var credit = TemplateCredit.most
  /// Rows not to be learned.
  private var pause = 0

  private static let price = 2
  private static let pauseRows = 64
  /// Some templates for nothing are common where whoever walks from door to door leaves some out.
  @usableFromInline static var most: Int { 16 }

  @usableFromInline init() {}

  @inlinable @inline(__always)
  mutating func matched() { credit &+= 1 }

  /// To be asked once before a row is learned.
  var allowsLearning: Bool {
    mutating get {
      if pause > 0 {
        pause -= 1
        return false
      }
      credit = min(credit, Self.most) - Self.price
      if credit <= 0 { (credit, pause) = (Self.most, Self.pauseRows) }
      return true
    }
  }
}
