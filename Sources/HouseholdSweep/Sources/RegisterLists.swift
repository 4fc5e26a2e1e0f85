// The tables that say which compounds and units there are. How their rows become the register stands in
// `Register/`.

/// Compounds and the areas they belong to, `compounds.csv`.
enum CompoundList: SourceRules {
  static let columns: SourceColumns = (
    required: [.compound], optional: [.title, .kind, .community, .subdistrict, .district]
  )
  static let fileWords = ["compound", "小区"]
  static let isOfRegister = true
}

/// The register of units, `units.csv`.
enum UnitList: SourceRules {
  static let columns: SourceColumns = (
    required: [.compound, .unit], optional: [.floor, .meter, .grid]
  )
  static let fileWords = ["unit", "房屋", "住户", "户"]
  static let isOfRegister = true
}

/// Spellings of addresses that an analyst has confirmed, `aliases.csv`.
enum AliasList: SourceRules {
  static let columns: SourceColumns = (required: [.compound, .address, .unit], optional: [])
  static let fileWords = ["alias", "别名"]
  static let isOfRegister = true

  static func moreHeaders(of column: Column) -> [String] { column == .address ? ["地址"] : [] }
}
