import DelimitedText

/// What a shard has to know of its whole city, so that what is ambiguous there is ambiguous here: `directory.csv`.
///
/// A row without a meter is a compound of the city with its name. A row with a meter says that it serves the compound;
/// there is one for each compound of a meter that serves several. No row makes a compound.
struct CityDirectory: Sendable {
  static let name = "directory.csv"
  private static let header: StaticString = "compound,name,meter\n"

  /// The first compound, in natural order, of each meter that serves several.
  private(set) var meters: [MeterKey: String] = [:]

  /// Reads the table of a sweep folder, if it has one, and tells the compounds' directory of those elsewhere.
  init(in folder: String, for compounds: CompoundDirectory) throws(SweepError) {
    let path = folder + "/" + Self.name
    do {
      guard try FileSystem.current.status(at: path) != nil else { return }
    } catch {
      throw .unseen(path, .systemReason(error.code))
    }
    var rows = try RowStream.ofOurs(path)
    var isHeader = true
    var serving: [MeterKey: Set<String>] = [:]
    while try Self.next(&rows, folder) {
      if isHeader {
        guard rows.withRow({ $0.equals(Self.header) }) else {
          throw .badDirectory(at: .init(file: Self.name, line: rows.line))
        }
        isHeader = false
        continue
      }
      let (id, name, meter, isWhole) = rows.withRow { row in
        var cells = CellReader(row)
        let (id, name) = (Compound.fold(cells.text()), cells.text())
        let hasThird = cells.hasMore
        return (id, name, cells.text(), hasThird && !cells.hasMore)
      }
      guard isWhole, !id.isEmpty else {
        throw .badDirectory(at: .init(file: Self.name, line: rows.line))
      }
      if meter.isEmpty {
        compounds.addElsewhere(id, name: name)
      } else {
        serving[Field.of(meter) { MeterKey($0) }, default: []].insert(id)
      }
    }
    for (meter, ids) in serving where ids.count > 1 {
      meters[meter] = ids.min { NaturalOrder.precedes($0, $1) }
    }
  }

  private static func next(_ rows: inout RowStream, _ folder: String) throws(SweepError) -> Bool {
    do throws(ReadError) {
      return try rows.next()
    } catch {
      throw error.explained(in: folder)
    }
  }

  /// The meters that serve several compounds, and whether this shard is to tell of each: the one with the first of its
  /// compounds, so that every meter is told of once.
  func meters(_ compounds: CompoundDirectory) -> [MeterKey: Bool] {
    guard !meters.isEmpty else { return [:] }
    let own = Set(compounds.ids)
    return meters.mapValues { own.contains($0) }
  }
}
