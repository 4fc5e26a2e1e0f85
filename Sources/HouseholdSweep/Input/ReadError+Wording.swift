import DelimitedText
import Foundation

extension ReadError {
  /// The error in words, with the path inside the sweep folder.
  package func explained(in folder: String) -> SweepError {
    func place(_ path: String) -> SweepError.Place {
      let prefix = folder.hasSuffix("/") ? folder : folder + "/"
      return .init(file: path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path)
    }
    switch self {
    case .system(let call, let path, EISDIR):
      _ = call
      return SweepError(
        .badData, at: place(path), "this is a folder, where a file was expected",
        advice: "a folder of CSV files is called by the source's name without .csv")
    case .system(_, let path, EACCES):
      return SweepError(
        .system, at: place(path), "the file cannot be read: permission denied",
        advice: "give yourself the right to read it, for example with chmod u+r")
    case .system(_, let path, ENOENT):
      return SweepError(
        .system, at: place(path), "there is no such file",
        advice: "look at its name; a file may also have gone while the folder was read")
    case .system(let call, let path, let code):
      return SweepError(
        .system, at: place(path), "\(call) failed: \(String(cString: strerror(code)))",
        advice: "check the file and the disk, then run again")
    case .shrunk(let path):
      return SweepError(
        .system, at: place(path), "the file became shorter while it was read",
        advice: "wait until it is written whole, then run again")
    case .replaced(let path):
      return SweepError(
        .system, at: place(path), "another file has taken its name while it was read",
        advice: "run again")
    case .silentPipe(let path):
      return SweepError(
        .system, at: place(path), "nothing comes through this pipe",
        advice: "save what it should bring as a file; a pipe can be read only once")
    case .noFile(let path):
      return SweepError(
        .badData, at: place(path), "this is a device, where a file was expected",
        advice: "put a file in its place")
    case .rowTooLong(let path, let byte):
      return SweepError(
        .badData, at: .init(file: place(path).file, byte: byte),
        "a row does not end within 3 GiB", advice: "look for a quote that is never closed")
    case .noHeader(let path):
      return SweepError(
        .badData, at: place(path), "the file is empty: it has no header",
        advice: "the first line must name the columns; remove the file if the source was not used")
    case .unreadableHeader(let path):
      return SweepError(
        .badData, at: place(path), "the first line is neither UTF-8 nor GB18030 text",
        advice: "save the file as 'CSV UTF-8'")
    case .noText(let path):
      return SweepError(
        .badData, at: place(path), "this is no table in text",
        advice: "save it as '.xlsx' or 'CSV UTF-8'")
    case .noGB18030(let path):
      return SweepError(
        .system, at: place(path),
        "the file is not UTF-8, and this computer's C library cannot read GB18030",
        advice: "save the file as 'CSV UTF-8', or install the library's conversion tables "
          + "(libc-gconv-modules-extra, glibc-gconv-extra)")
    }
  }
}
