import DelimitedText

/// What is wrong with shards of a sweep: with their evidence, with the parameters learned from it, and with their
/// results.
extension SweepError {
  // MARK: Files that are put in place alone

  static func unwritableFile(_ path: String, _ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: PathParts.split(path).name),
      BothLanguages("the file cannot be written: ", "无法写入文件：") + .systemReason(error.code),
      advice: .init(
        "make room, check the folder's permissions, or give another file with --output; what was there is untouched",
        "请腾出空间、检查文件夹权限，或用 --output 指定别的文件；原有内容没有变动"))
  }

  static func foreignFile(_ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: PathParts.split(path).name),
      .init(
        "there is another file of this name, and it is not touched", "那里有同名的其他文件，没有改动它"),
      advice: .init(
        "give another file with --output, or move this one away", "请用 --output 指定别的文件，或把这个移走"))
  }

  // MARK: Evidence

  private static let writeEvidenceAgain = BothLanguages(
    "run 'sweep evidence' on that shard again", "请对这一片重新运行“sweep evidence”")

  static func evidenceOntoItself(_ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: PathParts.split(path).name),
      .init(
        "this name is kept for what is told of the table beside it", "这个名称留给表旁的说明文件"),
      advice: .init("give a name that ends with .csv", "请给出以 .csv 结尾的名称"))
  }

  static func unreadableEvidence(_ place: Place, _ error: any Error) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init("what stands beside the evidence cannot be read: ", "无法读取证据表旁的说明文件：")
        + .systemReason(error),
      advice: .init(
        "give evidence.csv as 'sweep evidence' has written it, with evidence.json beside it",
        "请给出“sweep evidence”写出的 evidence.csv，旁边要有 evidence.json"))
  }

  static func noEvidence(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place, .init("this is no evidence of a sweep", "这不是排查的证据表"),
      advice: .init(
        "give evidence.csv as 'sweep evidence' has written it",
        "请给出“sweep evidence”写出的 evidence.csv"))
  }

  static func evidenceOfOtherVersion(_ place: Place, schema: Int) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "this evidence is of another version (schema \(schema), this program reads \(EvidenceHead.currentSchema))",
        "这份证据表是另一版本的（schema \(schema)，本程序读 \(EvidenceHead.currentSchema)）"),
      advice: writeEvidenceAgain)
  }

  static func evidenceCut(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "the table is not the one that evidence.json beside it is of: cut short, changed, or of another run",
        "这份表与旁边的说明文件不符：被截断、被改动，或来自另一次运行"),
      advice: writeEvidenceAgain)
  }

  static func badEvidence(at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "this row is no pattern of evidence, or stands in the wrong place", "这一行不是证据，或位置不对"),
      advice: writeEvidenceAgain)
  }

  private static func list(_ differences: [ValueDifference]) -> BothLanguages {
    let shown = differences.prefix(10).map {
      BothLanguages(
        "'\($0.name)' is \($0.value), not \($0.other)", "“\($0.name)”为 \($0.value)，而不是 \($0.other)")
    }
    let rest = differences.count - shown.count
    return shown.joined("; ", "；")
      + (rest > 0 ? .init("; and \(rest) more", "；另有\(rest)项") : .init(same: ""))
  }

  private static let sameManifest = BothLanguages(
    "give all shards the same sweep.json", "请让各片用同一份 sweep.json")

  static func evidenceOfOtherSweep(
    _ path: String, than first: String, _ differences: [ValueDifference]
  ) -> SweepError {
    SweepError(
      .badData, at: .init(file: path),
      BothLanguages(
        "this evidence is of another sweep than \(first), where ", "这份证据表与 \(first) 不是同一次排查，后者中")
        + list(differences), advice: sameManifest)
  }

  static func compoundTwice(_ compound: String, _ first: String, _ second: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: second),
      .init(
        "compound '\(compound)' is in \(first), too", "小区“\(compound)”在 \(first) 中也有"),
      advice: .init(
        "cut the city so that each compound is in one shard, and give each shard once",
        "请按小区切分，每个小区只在一片中；每一片只给一次"))
  }

  // MARK: The columns of a table

  static func noSource(_ name: String) -> SweepError {
    let names = Source.allCases.map { "\($0.rawValue).csv" }.joined(separator: ", ")
    return SweepError(
      .badData, at: .init(file: name),
      .init("its name does not say what this is a table of", "从名称看不出这是哪类数据"),
      advice: .init(
        "name it or the folder it lies in as in a sweep: \(names)",
        "请按排查文件夹中的写法命名该文件或其所在文件夹：\(names)"))
  }

  // MARK: The city's directory

  static func badDirectory(at place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "this is no row of a city's directory, whose columns are compound, name and meter",
        "这不是全市目录的一行；目录的列为“compound,name,meter”"),
      advice: .init(
        "write it anew from the whole city, or take it away where this is the whole",
        "请从全市数据重新生成；若本文件夹就是全市，请删去它"))
  }

  // MARK: Parameters

  static func badFittedParameters(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "it does not say from which sweep these parameters were learned", "其中没有写明参数是从哪次排查学得的"),
      advice: .init("give a file as 'sweep fit' has written it", "请给出“sweep fit”写出的原文件"))
  }

  static func parametersOfOtherSweep(
    _ name: String, _ differences: [ValueDifference]
  ) -> SweepError {
    SweepError(
      .badData, at: .init(file: name),
      BothLanguages(
        "these parameters were learned from the shards of another sweep, where ",
        "这些参数是从另一次排查的各片学得的，其中") + list(differences),
      advice: .init(
        "run 'sweep fit' on the evidence of this sweep; to decide by another night's, give its summary.json",
        "请对本次排查的证据运行“sweep fit”；要用另一晚的参数，请给出那一晚的 summary.json"))
  }

  // MARK: Results

  private static let reconcileAgain = BothLanguages(
    "run 'sweep reconcile' on that shard again", "请对这一片重新运行“sweep reconcile”")

  static func unreadableShard(_ place: Place, _ error: any Error) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init("the results of this shard cannot be read: ", "无法读取这一片的结果：")
        + .systemReason(error),
      advice: .init(
        "give folders that 'sweep reconcile' has written", "请给出“sweep reconcile”写出的结果文件夹"))
  }

  static func shardWithout(_ file: String, _ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path),
      .init("the results of this shard have no \(file)", "这一片的结果中没有 \(file)"),
      advice: reconcileAgain)
  }

  static func unknownTable(_ place: Place) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init(
        "it is not known how to put this table together with those of other shards",
        "不知道怎样把这份表与其他各片的合并"),
      advice: .init(
        "move it away, or use the version of this program that wrote it",
        "请把它移走，或使用写出它的那一版本程序"))
  }

  static func badExactSums(_ place: Place) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init("these are no exact sums of results, or of another version", "这不是结果的精确合计，或来自另一版本"),
      advice: reconcileAgain)
  }

  static func shardTwice(_ path: String, _ first: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path),
      .init("this is the same folder as \(first)", "这与 \(first) 是同一个文件夹"),
      advice: .init("give each shard once", "每一片只给一次"))
  }

  static func resultsOfOtherSweep(
    _ path: String, than first: String, _ differences: [ValueDifference]
  ) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path),
      BothLanguages(
        "these results do not belong to those in \(first), where ", "这些结果与 \(first) 不是一起的，后者中")
        + list(differences),
      advice: .init(
        "give all shards the same sweep.json, and decide all by what 'sweep fit' learned from the evidence of all",
        "请让各片用同一份 sweep.json，并都按“sweep fit”从全部证据学得的参数判断"))
  }

  static func badShardTable(at place: Place) -> SweepError {
    SweepError(
      .badRequest, at: place,
      .init(
        "this table is cut short or changed: a row is not as 'sweep reconcile' writes it",
        "这份表被截断或改动：有一行不是“sweep reconcile”写出的样子"),
      advice: reconcileAgain)
  }

  static func noExactSums(_ area: String, _ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path),
      .init("the sums of area '\(area)' are missing", "缺少区域“\(area)”的合计"),
      advice: reconcileAgain)
  }

  static let mergedOntoShard = BothLanguages(
    "the results of all cannot go where those of a shard are, or into or above them",
    "合并的结果不能放在某一片的结果文件夹、其内部或上级文件夹")
}
