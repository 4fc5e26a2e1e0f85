import DelimitedText
import Foundation

/// What is wrong with folders of results, with the place where they go, and with learned parameters.
extension SweepError {
  private static let giveResults = BothLanguages(
    "give a folder that 'sweep reconcile' has written", "请给出“sweep reconcile”写出的结果文件夹")
  private static let runAgain = BothLanguages(
    "run 'sweep reconcile' again", "请重新运行“sweep reconcile”")
  private static let otherOutput = BothLanguages(
    "give another folder with --output", "请用 --output 指定别的文件夹")
  private static let otherOutputOrMove =
    otherOutput + .init(", or move this one away", "，或把这个移走")

  // MARK: Read back

  package static func unreadableResults(_ place: Place, _ error: any Error) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init("the results cannot be read: ", "无法读取结果：") + .systemReason(error),
      advice: giveResults)
  }

  package static func otherVersion(_ place: Place, schema: Int) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init(
        "these results are of another version (schema \(schema), this program reads \(RunSummary.currentSchema))",
        "这些结果是另一版本的（schema \(schema)，本程序读 \(RunSummary.currentSchema)）"),
      advice: runAgain)
  }

  static func noSummary(_ place: Place) -> SweepError {
    SweepError(
      .badRequest, at: place, .init("this is no summary of a run", "这不是运行结果的汇总"),
      advice: giveResults)
  }

  /// A sweep folder stands where its results should; nil where it has none.
  static func sweepInsteadOfResults(_ folder: String, results: String?) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: folder),
      .init("this is the sweep folder, not its results", "这是排查文件夹，不是结果文件夹"),
      advice: results.map {
        .init("its results are in \($0): give that folder", "结果在 \($0)，请给出这个文件夹")
      }
        ?? .init(
          "it has no results yet: run 'sweep reconcile \(folder)', then give \(folder)/results",
          "还没有结果：请先运行“sweep reconcile \(folder)”，再给出 \(folder)/results"))
  }

  package static func noResults(_ place: Place) -> SweepError {
    SweepError(
      .badRequest, at: place, .init("this is no folder of results", "这不是结果文件夹"),
      advice: giveResults)
  }

  // MARK: Where results go

  static let noOutputName = SweepError(
    .badRequest, .init("the output folder has no name", "输出文件夹没有名称"), advice: otherOutput)

  static func linkToNowhere(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name),
      .init("this is a link that leads nowhere", "这是一个没有目标的链接"),
      advice: BothLanguages("make the folder that it names, or ", "请建立它指向的文件夹，或")
        + otherOutput.afterOr)
  }

  static func noParent(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name),
      .init("the folder it should lie in does not exist", "它的上级文件夹不存在"),
      advice: .init("make that folder first", "请先建立上级文件夹"))
  }

  static func failedAtOutput(_ name: String, _ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: name), .failed(error.call, error.code), advice: otherOutput)
  }

  static func foreignFolder(_ name: String, _ kind: OutputKind = .results) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name),
      kind == .plan
        ? .init(
          "there is something else than a plan, and it is not touched",
          "那里有计划以外的内容，没有改动它")
        : .init(
          "there is something else than results of a sweep, and it is not touched",
          "那里有排查结果以外的内容，没有改动它"),
      advice: otherOutputOrMove)
  }

  static func foreignTables(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name),
      .init(
        "there is something else than published tables, and it is not touched",
        "那里有公布表以外的内容，没有改动它"),
      advice: otherOutputOrMove)
  }

  static func refused(_ name: String, _ problem: BothLanguages) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name.isEmpty ? "/" : name), problem, advice: otherOutput)
  }

  static let ontoSweepFolder = BothLanguages(
    "results cannot take the place of the sweep folder or of one above it",
    "结果不能放在排查文件夹本身或它的上级文件夹")
  static let tablesOntoResults = BothLanguages(
    "published tables cannot go where results are", "公布表不能放在结果所在的文件夹")
  static let tablesAboveResults = BothLanguages(
    "published tables cannot go where results are, or above them",
    "公布表不能放在结果所在的文件夹或它的上级文件夹")
  static let otherRunWriting = BothLanguages("another run is writing there", "另一次运行正在那里写入")

  static func resultsIntoSource(_ name: String) -> BothLanguages {
    .init(
      "results cannot go into \(name)/, where the next run reads them",
      "结果不能放进 \(name)/，下次运行会把它当作数据读取")
  }

  static func tablesIntoSource(_ name: String) -> BothLanguages {
    .init(
      "published tables cannot go into \(name)/, where the next run reads",
      "公布表不能放进 \(name)/，下次运行会读取那里")
  }

  static func otherRun(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name.isEmpty ? "/" : name),
      .init("another run is writing its results there", "另一次运行正在那里写结果"),
      advice: BothLanguages("wait for it, or ", "请等它结束，或") + otherOutput.afterOr)
  }

  static func unwritableResults(
    _ name: String, _ error: SystemError, _ kind: OutputKind = .results
  ) -> SweepError {
    let isFull = [ENOSPC, EDQUOT, EFBIG].contains(error.code)
    let file = PathParts.split(error.path).name
    return SweepError(
      .system, at: .init(file: name.isEmpty ? "/" : name),
      (kind == .plan
        ? BothLanguages("the plan cannot be written: ", "无法写入计划：")
        : BothLanguages("the results cannot be written: ", "无法写入结果："))
        + .systemReason(error.code)
        + .init(" (\(error.call) \(file))", "（\(error.call) \(file)）"),
      advice: isFull
        ? makeRoom
        : BothLanguages("check the folder's permissions, or ", "请检查文件夹权限，或")
          + otherOutput.afterOr
          + (kind == .plan
            ? .init("; the old plan is untouched", "；原有计划没有变动")
            : .init("; the old results are untouched", "；原有结果没有变动")))
  }

  static func unwritableUnits(_ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: UnitsTable.name),
      .init("the results cannot be written: ", "无法写入结果：") + .systemReason(error.code),
      advice: makeRoom)
  }

  /// After the exchange: `error` is what the disk said when it was asked to keep it.
  static func unconfirmedResults(_ name: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: name.isEmpty ? "/" : name),
      BothLanguages(
        "the new results are in place, but the disk does not confirm it: ",
        "新结果已放好，但磁盘没有确认：") + .systemReason(error),
      advice: lookAtDisk)
  }

  /// The same of published tables.
  static func unconfirmedTables(_ name: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: name.isEmpty ? "/" : name),
      BothLanguages(
        "the new tables are in place, but the disk does not confirm it: ",
        "新的公布表已放好，但磁盘没有确认：") + .systemReason(error),
      advice: lookAtDisk)
  }

  private static let lookAtDisk = BothLanguages(
    "look at the disk, then run again: a cut of power might bring the old ones back",
    "请检查磁盘，再运行一次；若断电，可能恢复成旧的")

  private static let makeRoom = BothLanguages(
    "make room on the disk, then run again; the old results are untouched",
    "请腾出磁盘空间，再运行一次；原有结果没有变动")

  static func unwritableTables(_ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: PathParts.split(error.path).name),
      .init("the tables cannot be written: ", "无法写入公布表：") + .systemReason(error.code),
      advice: BothLanguages(
        "make room, check the folder's permissions, or ", "请腾出空间、检查文件夹权限，或")
        + otherOutput.afterOr + .init("; what was there is untouched", "；原有内容没有变动"))
  }

  // MARK: Forgetting

  static func link(_ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path), isLink,
      advice: .init("give the folder that it leads to", "请给出它指向的文件夹"))
  }

  static let isLink = BothLanguages(
    "this is a link, and links are not followed", "这是链接，不跟随链接")
  static let isNoFolder = BothLanguages("this is no folder", "这不是文件夹")

  static func holdsOther(_ file: String) -> BothLanguages {
    .init("there is something in it that no run wrote: '\(file)'", "其中有不是运行写出的内容：“\(file)”")
  }

  static func nothingHere(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name.isEmpty ? "/" : name),
      .init("there are no results here, and none beside it", "这里没有结果，旁边也没有"),
      advice: giveResults)
  }

  static func runWriting(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name.isEmpty ? "/" : name),
      .init("a run is writing its results there", "有一次运行正在那里写结果"),
      advice: .init("wait for it", "请等它结束"))
  }

  static func notRemoved(_ name: String, _ problem: BothLanguages) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name), problem,
      advice: .init(
        "nothing was removed; move it away, or give another folder",
        "没有删除任何内容；请把它移走，或给出别的文件夹"))
  }

  static func notResults(_ name: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: name), .init("these are no results of a sweep", "这不是排查结果"),
      advice: giveResults)
  }

  static func unremovable(_ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: PathParts.split(error.path).name),
      .init("the results cannot be removed: ", "无法删除结果：") + .systemReason(error.code),
      advice: .init(
        "check the folder's permissions, then run again; some of it may be gone already",
        "请检查文件夹权限，再运行一次；可能已有一部分被删除"))
  }

  // MARK: Learned parameters

  private static let giveSummary = BothLanguages(
    "give the summary.json of another night's results", "请给出另一晚结果中的 summary.json")

  static func unreadableParameters(_ place: Place, _ error: any Error) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init("the parameters cannot be read: ", "无法读取参数：") + .systemReason(error),
      advice: giveSummary)
  }

  static func noParameters(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init("this holds no parameters that were learned from a sweep", "其中没有从排查中学得的参数"),
      advice: giveSummary)
  }

  static func parametersOfOtherVersion(_ place: Place, schema: Int) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "these parameters are of another version (schema \(schema), this program reads \(RunSummary.currentSchema))",
        "这些参数是另一版本的（schema \(schema)，本程序读 \(RunSummary.currentSchema)）"),
      advice: .init(
        "run 'sweep reconcile' on that night again", "请对那一晚重新运行“sweep reconcile”"))
  }

  static func badParameters(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "'parameters_after' is missing, or holds what is no probability",
        "缺少“parameters_after”，或其中有不是概率的数"),
      advice: .init(
        "give a file as 'sweep reconcile' has written it", "请给出“sweep reconcile”写出的原文件"))
  }

  static func parametersOfOtherForm(_ name: String, _ differences: [BothLanguages]) -> SweepError {
    SweepError(
      .badData, at: .init(file: name),
      BothLanguages("these parameters are of another form: ", "这些参数的形式不同：")
        + differences.joined("; ", "；"),
      advice: .init(
        "use the parameters of a sweep with the same form, or give the form in sweep.json",
        "请用形式相同的排查的参数，或在 sweep.json 中写明形式"))
  }

  static func otherEdges(_ its: String, _ own: String) -> BothLanguages {
    .init(
      "its 'meter.edges' are \(its), those of the manifest \(own)",
      "其“meter.edges”为 \(its)，sweep.json 的为 \(own)")
  }

  static func otherLevels(_ its: Int, _ own: Int) -> BothLanguages {
    .init(
      "its 'listed' has \(its) levels, that of the manifest \(own)",
      "其“listed”有\(its)级，sweep.json 的有\(own)级")
  }

  /// An error that is in words already, or one of a kind that nobody expects.
  static func inWords(_ error: any Error, at name: String) -> SweepError {
    error as? SweepError ?? unexpected(error, at: name)
  }

  package static func unexpected(_ error: any Error, at name: String) -> SweepError {
    SweepError(.system, at: .init(file: name), .init(same: "\(error)"))
  }
}

extension BothLanguages {
  /// The text behind an “or”: in Chinese without the “please” that stands in front already.
  fileprivate var afterOr: Self {
    Self(english, chinese.hasPrefix("请") ? String(chinese.dropFirst()) : chinese)
  }
}
