import CLibrary

/// A call to the system, as a test sees it before it is made.
package struct SystemCall: Sendable {
  package var name: String
  package var path: String
  /// The other path of a call that takes two.
  package var target = ""
  /// How a file is opened.
  package var flags: Int32 = 0
  /// What a write puts into a file, and where.
  package var bytes: [UInt8] = []
  package var offset = 0
}

/// What a test makes of a call.
package enum SystemFault: Sendable, Equatable {
  /// It is not made, and fails with this `errno`.
  case error(Int32)
  /// It reads or writes half of what it could; of another call nothing.
  case short
}

/// A system call that failed.
public struct SystemError: Error, Sendable, Equatable {
  public var call: String
  public var path: String
  public var code: Int32

  /// The system's words for it.
  public var reason: String { String(cString: strerror(code)) }
}
