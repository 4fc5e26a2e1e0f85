import CommandLineKit
import HouseholdSweep
import SweepReport

/// What commands say to the person at the terminal, beside what they print: errors, questions, and where
/// things are.
extension Wording {
  func error(_ problem: String) -> String { say("error: \(problem)", "错误：\(problem)") }
  func warning(_ text: String) -> String { say("warning: \(text)", "注意：\(text)") }

  /// Why the output could not be written.
  func message(_ error: OutputError) -> String {
    switch error {
    case .closedPipe: error.message
    case .failed(let code):
      say(
        error.message + "\n  what was printed is cut short: make room, then run again",
        "无法输出：\(BothLanguages.systemReason(code).chinese)\n  已输出的内容不完整：请腾出空间，再运行一次")
    }
  }

  /// What stands before and behind the number of bytes that the system refuses.
  var refusedMemory: (before: String, after: String) {
    (
      error(say("the system refuses ", "系统没有给出所需的内存（")),
      say(
        " bytes of memory\n  give more memory, fewer threads with --threads, or a smaller part of the city; what was there before is untouched\n",
        "字节）\n  请增加内存，或用 --threads 减少线程，或只处理城市的一部分；原有的结果没有改动\n")
    )
  }

  func made(_ folder: String, _ word: String) -> String {
    say(
      "Made \(folder). Fill its files, then: sweep check \(word)",
      "已建立 \(folder)。填好其中的文件后，运行：sweep check \(word)")
  }

  func tidyTables(in folder: String) -> String {
    say("Tidy tables in \(folder)", "整理后的表在 \(folder)")
  }

  func reportIn(_ file: String) -> String { say("Report in \(file)", "报告在 \(file)") }
  func tablesIn(_ folder: String) -> String { say("Tables in \(folder)", "公布表在 \(folder)") }
  var nothingToDo: String { say("Nothing to do there.", "那里没有要做的事。") }

  // MARK: generate

  var cityHead: [String] { [say("file", "文件"), say("rows", "行数"), say("bytes", "字节")] }

  // MARK: forget

  var toBeRemoved: String { say("To be removed, for good:", "将永久删除：") }
  var removeQuestion: String { say("Remove? [y/N] ", "删除吗？[y/N] ") }
  var nothingRemoved: String { say("Nothing was removed.", "没有删除任何内容。") }
  var removed: String { say("Removed:", "已删除：") }

  func folder(_ path: String, files: Int) -> String {
    say("\(path) (\(counted(files, "file")))", "\(path)（\(grouped(files))个文件）")
  }

  // MARK: publish

  func rangesTitle(_ least: Int) -> String {
    say(
      "Every count lies in a range of \(least) values or more: of the middle area of a level, to the widest",
      "每个数都写成范围，至少含\(least)个可能的值；各级区域范围的宽度（居中的至最宽的）如下")
  }

  var rangesHead: String { say("values in a range", "范围内的值") }
  func head(_ level: AreaLevel) -> String { say("\(level.rawValue)", self.level(level)) }
  var areas: String { say("areas", "区域数") }

  func width(_ middle: Int, _ widest: Int) -> String {
    middle == widest
      ? grouped(widest)
      : say("\(grouped(middle)) to \(grouped(widest))", "\(grouped(middle))至\(grouped(widest))")
  }
}
