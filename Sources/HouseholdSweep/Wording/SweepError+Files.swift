import DelimitedText

/// What is wrong with a sweep's folder and with the first line of its files.
extension SweepError {
  static func noSweepFolder(_ path: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: path), .init("there is no such folder", "没有这个文件夹"),
      advice: .init(
        "'sweep init FOLDER' makes one that is ready to fill",
        "用“sweep init 文件夹名”可新建一个，填入数据即可"))
  }

  static func noFolder(_ path: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: path),
      .init("this is a file, not a sweep folder", "这是文件，不是排查文件夹"),
      advice: .init(
        "give the folder that holds \(SweepFolder.manifestName)",
        "请给出含有 \(SweepFolder.manifestName) 的文件夹"))
  }

  /// There is no manifest; where something there was probably meant for one, it should be renamed.
  static func noManifest(in path: String, meant: String?) -> SweepError {
    let problem = BothLanguages(
      "the folder has no \(SweepFolder.manifestName)", "文件夹中没有 \(SweepFolder.manifestName)")
    if let meant {
      return SweepError(
        .badData, at: .init(file: path),
        problem + .init(", but a file called \(meant)", "，但有一个叫 \(meant) 的文件"),
        advice: .init(
          "rename \(meant) to \(SweepFolder.manifestName) (Windows hides endings such as .txt: in Explorer choose View, Show, File name extensions first)",
          "请把 \(meant) 改名为 \(SweepFolder.manifestName)（Windows 会隐藏 .txt 这类扩展名：先在资源管理器中选“查看”“显示”“文件扩展名”）"
        ))
    }
    return SweepError(
      .badData, at: .init(file: path), problem,
      advice: .init(
        "'sweep init FOLDER' makes a folder with a manifest that is ready to fill",
        "用“sweep init 文件夹名”可新建带有该文件的文件夹，填入数据即可"))
  }

  /// Neither of the lists is there; the notes may tell what was meant for one.
  static func noLists(in path: String, _ notes: [Note]) -> SweepError {
    let advice =
      [
        BothLanguages(
          "a sweep needs a resident list or a register of units; both is best",
          "排查需要居民名单或房屋底册，两个都有最好")
      ]
      + notes.map { note in
        BothLanguages(
          "\(note.file) \(note.text)", "\(note.file)：\(note.text(in: .zh) ?? note.text)")
      }
    return SweepError(
      .badData, at: .init(file: path),
      .init("neither residents.csv nor units.csv is there", "residents.csv 和 units.csv 都没有"),
      advice: advice.joined("\n  ", "\n  "))
  }

  static func spreadsheetForm(_ path: String, stem: String) -> SweepError {
    SweepError(
      .badData, at: .init(file: path), .init("a spreadsheet cannot be read", "这种表格文件无法读取"),
      advice: .init(
        "open it, choose 'Save as', the type 'CSV UTF-8', and the name \(stem).csv",
        "请打开它，选“另存为”，类型选“CSV UTF-8”，文件名写 \(stem).csv"))
  }

  static func unreadableFolder(_ path: String, _ reason: BothLanguages) -> SweepError {
    SweepError(
      .system, at: .init(file: path), .init("the folder cannot be read: ", "无法读取文件夹：") + reason,
      advice: checkShare)
  }

  static func unseen(_ path: String, _ reason: BothLanguages) -> SweepError {
    SweepError(
      .system, at: .init(file: path), .init("this cannot be looked at: ", "无法查看：") + reason,
      advice: checkShare)
  }

  static func nothingBehind(_ path: String) -> SweepError {
    SweepError(
      .system, at: .init(file: path), .init("nothing is behind this name", "这个名称下没有内容"),
      advice: .init(
        "it is a link that leads nowhere, or went away while the folder was read",
        "它是没有目标的链接，或在读取文件夹时被移走；请检查"))
  }

  private static let checkShare = BothLanguages(
    "check its permissions, and the share it lies on", "请检查权限，以及它所在的共享盘")

  package static func somethingThere(_ path: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: path),
      .init("something is there already, and it is not touched", "那里已有内容，没有改动它"),
      advice: newFolder)
  }

  package static let newFolder = BothLanguages(
    "give the name of a new folder", "请给一个新文件夹的名称")

  static func folderNotMade(_ path: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: path),
      .init("the folder cannot be made: ", "无法建立文件夹：") + .systemReason(error),
      advice: writablePlace)
  }

  static func folderNotWritten(_ path: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: path),
      .init("the folder cannot be written: ", "无法写入文件夹：") + .systemReason(error),
      advice: writablePlace)
  }

  package static let writablePlace = BothLanguages(
    "give a folder in a place where you may write", "请换一个有写入权限的位置")

  package static func stopped(while phase: String) -> SweepError {
    SweepError(
      .cancelled,
      .init("stopped while \(phase)", "已停止，当时正在\(PhaseWords.text(phase, in: .zh))"))
  }

  // MARK: Headers

  /// A column that a header lacks, in words, with the other names it may have.
  struct MissingColumn {
    var name: String
    var others: [String]
    /// The column is `meter`, in whose place the address may be given.
    var mayBeAddress = false

    var words: BothLanguages {
      let more = (others.joined(separator: ", "), others.joined(separator: "、"))
      let name =
        others.isEmpty
        ? BothLanguages("'\(name)'", "“\(name)”")
        : BothLanguages("'\(name)' (or \(more.0))", "“\(name)”（或 \(more.1)）")
      return mayBeAddress
        ? name + .init(", or 'compound' and 'unit'", "，或“compound”和“unit”") : name
    }
  }

  /// A name of the header that is near to one of ours.
  struct NearColumn {
    var found: String
    var meant: String
  }

  static func missingColumns(
    _ missing: [MissingColumn], at place: Place, found: [String], near: [NearColumn],
    advice: BothLanguages?
  ) -> SweepError {
    let hints = near.map {
      BothLanguages("'\($0.found)' looks like '\($0.meant)'", "“\($0.found)”像是“\($0.meant)”")
    }
    let hint = hints.isEmpty ? BothLanguages(same: "") : .init("; ", "；") + hints.joined(", ", "，")
    return SweepError(
      .badData, at: place, .lacks(missing, found: found) + hint,
      advice: advice
        ?? (hints.isEmpty
          ? .init("one of the first 30 lines must name the columns", "前30行中要有一行写明列名")
          : .init("give the columns these names", "请把这些列改成上面的列名")))
  }

  static func header(inLine line: Int) -> BothLanguages {
    .init("line \(line) names the columns", "列名在第\(line)行")
  }

  static func header(fromLine first: Int, to last: Int) -> BothLanguages {
    .init(
      "the header goes over lines \(first) to \(last): bring it into one line",
      "表头占了第\(first)至\(last)行，请合成一行")
  }

  static func repeatedColumn(_ name: String, at place: Place, _ first: Int, _ second: Int)
    -> SweepError
  {
    SweepError(
      .badData, at: place,
      .init(
        "the column '\(name)' stands twice, as columns \(first) and \(second)",
        "列“\(name)”出现两次，在第\(first)列和第\(second)列"),
      advice: .init("keep one of them, or rename the other", "请只留一列，或给另一列改名"))
  }

  static func onlyCarriageReturns(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "the lines end in a carriage return alone, which ends no line here",
        "每行末尾只有回车符，这里不算换行"),
      advice: .init("save the file as 'CSV UTF-8'", "请另存为“CSV UTF-8”"))
  }

  static func dataInsteadOfHeader(_ place: Place) -> SweepError {
    SweepError(
      .badData, at: place,
      .init(
        "the first line looks like a row of data, not like a header of column names",
        "第一行像是数据，不像列名"),
      advice: .init("put a line with the columns' names above it", "请在上面加一行列名"))
  }
}

extension BothLanguages {
  /// What a header lacks, and what it has.
  static func lacks(_ missing: [SweepError.MissingColumn], found: [String]) -> Self {
    let names = found.map { BothLanguages("'\($0)'", "“\($0)”") }
    return .init("the header lacks ", "表头缺少") + missing.map(\.words).joined(" and ", "和")
      + .init("; found ", "；现有") + names.joined(", ", "、")
  }
}
