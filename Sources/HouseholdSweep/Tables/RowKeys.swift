import DelimitedText

/// What makes two tidied rows the same, in whatever words an office wrote them: one sends the ids of its
/// compounds, another their names, a third says the compound nowhere but in the name of the file.
///
/// A compound counts as the one that `compounds.csv` and register know by the value, an address as the
/// registered unit that it means; where neither is known, as their folded text. All other values of a tidied
/// row have one form.
struct RowKeys {
  private let directory: CompoundDirectory
  /// Nil where there is no register.
  private let lookup: RegisterLookup?
  private let parser = AddressBox()
  private var compounds = WordCache<(hash: UInt64, number: Int)>()

  init(_ directory: CompoundDirectory, _ lookup: RegisterLookup?) {
    self.directory = directory
    self.lookup = lookup
  }

  /// A number that all rows of a tidied table come to, in any order of rows and columns. O(bytes).
  mutating func digest(_ table: TidyTable) -> UInt64 {
    let rows = TextRows(table.text, delimiter: UInt8(ascii: ","))
    let columns = Columns(rows, table.source)
    var sum: UInt64 = 0
    for row in stride(from: 1, to: rows.count, by: 1) {
      let place = place(rows, row, columns)
      var digest: UInt64 = 0
      for (index, seed) in columns.seeds.enumerated() {
        let field = rows.field(row, index)
        if field.isEmpty { continue }
        let value =
          index == columns.compound
          ? place.compound : index == columns.address ? place.address : field.hash64
        digest &+= Field.mix(seed, value)
      }
      sum &+= Field.mix(0x51, digest)
    }
    return sum
  }

  /// The units that the rows of a tidied list are of. O(bytes).
  mutating func units(_ table: TidyTable) -> Set<UInt64> {
    let rows = TextRows(table.text, delimiter: UInt8(ascii: ","))
    let columns = Columns(rows, table.source)
    var units = Set<UInt64>()
    for row in stride(from: 1, to: rows.count, by: 1) {
      let place = place(rows, row, columns)
      units.insert(Field.mix(place.compound, place.address))
    }
    return units
  }

  /// Where the compound and the address stand in a tidied table, and a number of each column's own.
  private struct Columns {
    var compound = -1
    var address = -1
    var seeds: [UInt64] = []

    init(_ rows: TextRows, _ source: Source) {
      guard rows.count > 0 else { return }
      let names = (0..<rows.fieldCount(0)).map { rows.field(0, $0) }
      seeds = names.map(\.hash64)
      // Tables of compounds say what compounds are called: nothing in them is looked up.
      guard source != .compounds && source != .aliases else { return }
      compound = names.firstIndex { $0.equals("compound") } ?? -1
      address = names.firstIndex { $0.equals("unit") || $0.equals("place") } ?? -1
    }
  }

  /// The compound and the address of a row as numbers.
  private mutating func place(_ rows: TextRows, _ row: Int, _ columns: Columns)
    -> (compound: UInt64, address: UInt64)
  {
    guard columns.address >= 0 else { return (0, 0) }
    let compound =
      columns.compound < 0 ? (hash: 0, number: -1) : compound(rows.field(row, columns.compound))
    let address = rows.field(row, columns.address)
    let unit = address.isEmpty ? -1 : lookup?.find(compound.number, address) ?? -1
    let hash = unit >= 0 ? Field.mix(0x52, UInt64(unit)) : parser.hash(of: address.bytes)
    return (compound.hash, hash)
  }

  private mutating func compound(_ name: Field) -> (hash: UInt64, number: Int) {
    let (directory, lookup) = (directory, lookup)
    return compounds.value(of: name) { name in
      let text = name.text
      let id = directory.find(text).map(directory.id(of:)) ?? Compound.fold(text)
      return (Field.of(id) { $0.hash64 }, lookup?.compound(name) ?? -1)
    }
  }
}

extension SourceReader {
  /// Looks for tables of a source that are others again, or share their units with others.
  func relate(_ source: Source) {
    var all = tables.tables(of: source)
    let lists = all.indices.filter { all[$0].hasNoIds && all[$0].units == nil }
    let sizes = Dictionary(grouping: all.indices, by: { all[$0].lines.count })
    // Only a table with as many rows can be the same.
    let alike = all.indices.filter {
      !all[$0].lines.isEmpty && sizes[all[$0].lines.count]!.count > 1 && all[$0].digest == nil
    }
    let (hasLists, hasAlike) = (Set(all.filter(\.hasNoIds).count > 1 ? lists : []), Set(alike))
    let places = hasLists.union(hasAlike).sorted()
    let work = WorkList(count: places.count)
    let known = all
    let found = parallelMap(workers: max(1, min(options.threads, places.count))) { _ in
      var keys = RowKeys(directory, folder.files[.units] == nil ? nil : makeLookup())
      var found: [(place: Int, digest: UInt64?, units: Set<UInt64>?)] = []
      while let task = work.take() {
        let place = places[task]
        found.append(
          (
            place, hasAlike.contains(place) ? keys.digest(known[place]) : nil,
            hasLists.contains(place) ? keys.units(known[place]) : nil
          ))
      }
      return found
    }
    for (place, digest, units) in found.joined() {
      if let digest { all[place].digest = digest }
      if let units { all[place].units = units }
    }
    tables.keep(TableRelations(all, tables.manifest.window), of: source)
  }

  /// Looks addresses up, where there is something to look them up in.
  func makeLookup() -> RegisterLookup? {
    tables.frame.map { RegisterLookup($0, directory, hasRegister: folder.files[.units] != nil) }
  }
}
