import DelimitedText
import Foundation

/// A text in both languages, side by side, so that neither can be missing.
public struct BothLanguages: Sendable, Hashable {
  /// The text in English.
  public var english: String
  /// The text in Chinese.
  public var chinese: String

  /// A text in English and in Chinese.
  public init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  /// What is the same in every language: a name, or a line to paste.
  public init(same text: String) { self.init(text, text) }

  /// The text in one of the languages.
  public func text(in language: Manifest.Language) -> String {
    language == .zh ? chinese : english
  }

  package static func + (first: Self, second: Self) -> Self {
    Self(first.english + second.english, first.chinese + second.chinese)
  }
}

extension Sequence where Element == BothLanguages {
  /// The texts one after the other, each language with its own mark between them.
  func joined(_ english: String, _ chinese: String) -> BothLanguages {
    BothLanguages(
      map(\.english).joined(separator: english), map(\.chinese).joined(separator: chinese))
  }
}

// MARK: Reasons of the system

extension BothLanguages {
  /// Why a system call failed. What has no Chinese words here keeps the system's, behind its number.
  package static func systemReason(_ code: Int32) -> Self {
    let english = String(cString: strerror(code))
    return Self(english, chineseReasons[code] ?? "系统错误\(code)（\(english)）")
  }

  /// Why something of the system or of Foundation failed.
  package static func systemReason(_ error: any Error) -> Self {
    if let error = error as? SystemError { return systemReason(error.code) }
    let cocoa = error as NSError
    let underlying = (cocoa.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    let cause = [cocoa, underlying].compactMap(\.self).first { $0.domain == NSPOSIXErrorDomain }
    return cause.map { systemReason(Int32($0.code)) } ?? Self(same: cocoa.localizedDescription)
  }

  private static let chineseReasons: [Int32: String] = [
    EACCES: "没有权限", EPERM: "没有权限", ENOENT: "没有这个文件或文件夹",
    ENOTDIR: "路径中有一段不是文件夹", EISDIR: "这是文件夹，不是文件", EEXIST: "已经存在",
    ENOTEMPTY: "文件夹不是空的", ENOSPC: "磁盘已满", EDQUOT: "磁盘配额已用完", EFBIG: "文件太大",
    EROFS: "磁盘只能读取，不能写入", EIO: "磁盘读写出错", EMFILE: "打开的文件太多",
    ENFILE: "打开的文件太多", EBUSY: "正被别的程序占用", ENAMETOOLONG: "名称太长",
    ELOOP: "链接绕成了圈", ENOMEM: "内存不足", ETIMEDOUT: "等待超时", ESTALE: "共享盘已断开",
    ENXIO: "设备不在", ENODEV: "设备不在",
  ]
}

extension BothLanguages {
  /// A system call that failed, by its name.
  static func failed(_ call: String, _ code: Int32) -> Self {
    Self("\(call) failed: ", "\(call) 失败：") + systemReason(code)
  }
}
