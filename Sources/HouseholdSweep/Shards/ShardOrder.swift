/// The next of several sequences, each in natural order of compounds: a heap of what comes first in each.
///
/// O(log sequences) a step.
struct ShardOrder {
  /// The number of a sequence, and the compound that comes next in it.
  private var heap: [(shard: Int, compound: String, rank: Int)] = []

  /// The sequence whose next compound comes first.
  var first: (shard: Int, compound: String)? { heap.first.map { ($0.shard, $0.compound) } }

  /// - Parameter rank: what is sorted by before the compound.
  mutating func add(_ shard: Int, _ compound: String, rank: Int = 0) {
    heap.append((shard, compound, rank))
    var place = heap.count - 1
    while place > 0, precedes(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the first one out.
  mutating func removeFirst() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && precedes(child, least) {
        least = child
      }
      if least == place { return }
      heap.swapAt(place, least)
      place = least
    }
  }

  /// Equal compounds come by shard, so that who has one first does not depend on the heap.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (a, b) = (heap[a], heap[b])
    if a.rank != b.rank { return a.rank < b.rank }
    return a.compound == b.compound
      ? a.shard < b.shard : NaturalOrder.precedes(a.compound, b.compound)
  }
}
