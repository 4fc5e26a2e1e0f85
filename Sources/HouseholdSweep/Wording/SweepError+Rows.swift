/// What is wrong with rows that cannot simply be rejected, and with what was asked about a unit.
extension SweepError {
  static func otherParents(_ compound: String, at place: Place, than first: Place) -> SweepError {
    let line = first.line ?? 0
    return SweepError(
      .badData, at: place,
      .init(
        "compound \(compound) has other parents here than in line \(line) of \(first.file)",
        "小区 \(compound) 的上级区域与 \(first.file) 第\(line)行不同"),
      advice: .init("keep the right one of the two rows", "两行请只留正确的一行"))
  }

  // MARK: Aliases

  static func aliasOfNothing(_ unit: String, in compound: String, at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "the alias means '\(unit)', which is no unit of compound '\(compound)' in the register",
        "别名指向“\(unit)”，但底册中小区“\(compound)”没有这一户"),
      advice: .init("give a unit as it stands in units.csv", "请按 units.csv 中的写法填写"))
  }

  static func aliasIsUnit(_ address: String, at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "'\(address)' is a unit of the register itself and cannot be an alias",
        "“\(address)”本身就是底册中的一户，不能作别名"),
      advice: .init("take the row out", "请删去这一行"))
  }

  static func aliasOfAnother(_ address: String, at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "'\(address)' is an alias of another unit already", "“\(address)”已经是另一户的别名"),
      advice: .init("keep one of the rows", "请只留其中一行"))
  }

  // MARK: Meters

  /// Readings called a register are what was used each day.
  static func registerIsUsage(_ files: [String]) -> SweepError {
    meterKind(
      files,
      .init(
        "'kwh' falls on half of the meters: this is no register, but the usage of each day",
        "半数电表的“kwh”有下降：这不是电表读数，而是每天的用电量"),
      .init(
        "name the column 'usage', or add { \"files\": \"meter*\", \"kwh\": \"usage\" } to \"tables\" in \(SweepFolder.manifestName); \"register\" there says that it is one all the same",
        "请把列名改成“usage”，或在 \(SweepFolder.manifestName) 的 \"tables\" 中加上 { \"files\": \"meter*\", \"kwh\": \"usage\" }；确实是读数的，写 \"register\""
      ))
  }

  static func usageIsRegister(_ files: [String]) -> SweepError {
    meterKind(
      files,
      .init(
        "the usage never falls on any meter: this is a register",
        "所有电表的用电量都只增不减：这是电表读数"),
      .init(
        "name the column 'kwh', or add { \"files\": \"meter*\", \"kwh\": \"register\" } to \"tables\" in \(SweepFolder.manifestName); \"usage\" there says that it is usage all the same",
        "请把列名改成“kwh”，或在 \(SweepFolder.manifestName) 的 \"tables\" 中加上 { \"files\": \"meter*\", \"kwh\": \"register\" }；确实是用电量的，写 \"usage\""
      ))
  }

  private static func meterKind(
    _ files: [String], _ problem: BothLanguages, _ advice: BothLanguages
  ) -> SweepError {
    let names = BothLanguages(same: files.prefix(5).joined(separator: ", "))
    let rest = files.count - 5
    let more =
      rest > 0 ? BothLanguages(" and \(rest) more", " 等，另有\(rest)个") : BothLanguages(same: "")
    return SweepError(
      .badData, at: .init(file: files[0]), problem + .init("; files: ", "；文件：") + names + more,
      advice: advice)
  }

  // MARK: Asked about

  static func unknownCompound(_ name: String, nearest: String?) -> SweepError {
    SweepError(
      .badRequest, .init("the sweep knows no compound '\(name)'", "本次排查中没有小区“\(name)”"),
      advice: nearest.map(didYouMean)
        ?? .init("compounds.csv lists them", "小区都列在 compounds.csv 中"))
  }

  static func unknownUnit(_ address: String, in compound: String, nearest: String?) -> SweepError {
    SweepError(
      .badRequest,
      .init("compound \(compound) has no unit '\(address)'", "小区 \(compound) 没有“\(address)”这一户"),
      advice: nearest.map(didYouMean)
        ?? .init("units.csv of the results lists them", "各户都列在结果的 units.csv 中"))
  }

  private static func didYouMean(_ name: String) -> BothLanguages {
    .init("did you mean \(name)?", "是不是 \(name)？")
  }
}
