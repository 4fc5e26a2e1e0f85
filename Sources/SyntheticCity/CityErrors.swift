import DelimitedText
import Foundation
import HouseholdSweep

/// What is wrong with the options of a city, or with the place it should go to.
extension SweepError {
  static func cityOptions(_ problem: BothLanguages) -> SweepError {
    SweepError(.badRequest, problem)
  }

  static func share(_ name: BothLanguages, _ value: Double, upTo limit: Double) -> BothLanguages {
    .init(
      "the share of \(name.english) is \(value); it must be 0 to \(limit)",
      "\(name.chinese)的占比是 \(value)，应为0到\(limit)")
  }

  static func cityOf(compounds: Int) -> BothLanguages {
    .init(
      "a city of \(compounds) compounds; it must be 1 to 100000", "小区数是\(compounds)，应为1到100000")
  }

  static func sweepOf(days: Int) -> BothLanguages {
    .init("a sweep of \(days) days; it must be 1 to 31", "排查天数是\(days)，应为1到31")
  }

  static func firstDay(_ text: String) -> BothLanguages {
    .init(
      "the first day is '\(text)'; it must be a date such as 2020-02-17",
      "第一天是“\(text)”，应为日期，如 2020-02-17")
  }

  static func cityThreads(_ threads: Int) -> BothLanguages {
    .init("\(threads) threads; it must be 1 to 1024", "线程数是\(threads)，应为1到1024")
  }

  static func cityNotWritten(_ error: SystemError) -> SweepError {
    SweepError(
      .system, at: .init(file: PathParts.split(error.path).name),
      .init("the city cannot be written: ", "无法写出城市：") + .systemReason(error.code),
      advice: .init(
        "look for room on the disk, and for the right to write there", "请检查磁盘空间和写入权限"))
  }

  static func cityNotWritten(_ folder: String, _ error: any Error) -> SweepError {
    SweepError(
      .system, at: .init(file: folder),
      .init("the city cannot be written: ", "无法写出城市：") + .systemReason(error),
      advice: writablePlace)
  }

  static let noGB18030 = SweepError(
    .system,
    .init("this computer's C library cannot write GB18030", "本机的 C 库不能写 GB18030"),
    advice: .init(
      "leave out --dialect, or install the library's conversion tables",
      "请去掉 --dialect，或安装该库的转换表"))

  static func cityThere(_ folder: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: folder),
      .init("a generated city is there already", "那里已有生成的城市"),
      advice: .init("replace it with --overwrite", "要替换它，请加 --overwrite"))
  }

  static func cityInTheMaking(_ folder: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: folder),
      .init("another run is making a city there", "另一次运行正在那里生成城市"),
      advice: BothLanguages("wait for it, or ", "请等它结束，或") + newFolder)
  }

  static func folderNotEmpty(_ folder: String) -> SweepError {
    SweepError(
      .badRequest, at: .init(file: folder), .init("the folder is not empty", "文件夹不是空的"),
      advice: newFolder)
  }
}
