import DelimitedText
import Foundation

extension ReadError {
  /// The error in words, with the path inside the sweep folder.
  package func explained(in folder: String) -> SweepError {
    func place(_ path: String) -> SweepError.Place {
      let prefix = folder.hasSuffix("/") ? folder : folder + "/"
      return .init(file: path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path)
    }
    func error(
      _ code: SweepError.Code, _ path: String, _ problem: BothLanguages, advice: BothLanguages
    ) -> SweepError {
      SweepError(code, at: place(path), problem, advice: advice)
    }
    switch self {
    case .system(_, let path, EISDIR):
      return error(
        .badData, path, .init("this is a folder, where a file was expected", "这里应当是文件，却是文件夹"),
        advice: .init(
          "a folder of CSV files is called by the source's name without .csv",
          "放 CSV 文件的文件夹，用该类数据的名称命名，不带 .csv"))
    case .system(_, let path, EACCES):
      return error(
        .system, path, .init("the file cannot be read: permission denied", "没有权限读取该文件"),
        advice: .init(
          "give yourself the right to read it, for example with chmod u+r",
          "请给自己加上读取权限，例如用 chmod u+r"))
    case .system(_, let path, ENOENT):
      return error(
        .system, path, .init("there is no such file", "没有这个文件"),
        advice: .init(
          "look at its name; a file may also have gone while the folder was read",
          "请核对文件名；也可能在读取时文件被移走了"))
    case .system(let call, let path, let code):
      return error(
        .system, path, .failed(call, code),
        advice: .init("check the file and the disk, then run again", "请检查文件和磁盘，再运行一次"))
    case .shrunk(let path):
      return error(
        .system, path, .init("the file became shorter while it was read", "读取时文件变短了"),
        advice: .init("wait until it is written whole, then run again", "等文件写完后，再运行一次"))
    case .replaced(let path):
      return error(
        .system, path,
        .init("another file has taken its name while it was read", "读取时文件被另一个同名文件换掉了"),
        advice: .init("run again", "请再运行一次"))
    case .silentPipe(let path):
      return error(
        .system, path, .init("nothing comes through this pipe", "这个管道没有传来任何内容"),
        advice: .init(
          "save what it should bring as a file; a pipe can be read only once",
          "请把内容存成文件；管道只能读一次"))
    case .noFile(let path):
      return error(
        .badData, path, .init("this is a device, where a file was expected", "这里应当是文件，却是设备"),
        advice: .init("put a file in its place", "请换成文件"))
    case .rowTooLong(let path, let byte):
      return SweepError(
        .badData, at: .init(file: place(path).file, byte: byte),
        .init("a row does not end within 3 GiB", "有一行超过 3 GiB 还没有结束"),
        advice: .init("look for a quote that is never closed", "请查找没有闭合的引号"))
    case .noHeader(let path):
      return error(
        .badData, path, .init("the file is empty: it has no header", "文件是空的，没有表头"),
        advice: .init(
          "the first line must name the columns; remove the file if the source was not used",
          "第一行要写列名；没有这类数据的，请删去该文件"))
    case .unreadableHeader(let path):
      return error(
        .badData, path,
        .init(
          "the first line is neither UTF-8 nor GB18030 text", "第一行不是 UTF-8 或 GB18030 编码的文字"),
        advice: .init("save the file as 'CSV UTF-8'", "请另存为“CSV UTF-8”"))
    case .noText(let path):
      return error(
        .badData, path, .init("this is no table in text", "这不是文字表格"),
        advice: .init("save it as '.xlsx' or 'CSV UTF-8'", "请另存为“.xlsx”或“CSV UTF-8”"))
    case .noGB18030(let path):
      return error(
        .system, path,
        .init(
          "the file is not UTF-8, and this computer's C library cannot read GB18030",
          "文件不是 UTF-8 编码，而本机的 C 库不能读取 GB18030"),
        advice: .init(
          "save the file as 'CSV UTF-8', or install the library's conversion tables "
            + "(libc-gconv-modules-extra, glibc-gconv-extra)",
          "请另存为“CSV UTF-8”，或安装该库的转换表（libc-gconv-modules-extra、glibc-gconv-extra）"))
    }
  }
}
