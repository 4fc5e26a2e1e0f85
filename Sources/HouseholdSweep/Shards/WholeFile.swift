import DelimitedText

/// A single file that is put in place in one step: beside it first, then in its place. Only its owner may read it, and
/// it outlasts a cut of power.
///
/// A value of this type that goes without `publish` removes what it wrote; what was in the place stays.
struct WholeFile: ~Copyable {
  let path: String
  let file: OutputFile
  private let fileSystem: FileSystem
  private let temporary: String

  /// Makes the file beside its place, in place of one that a killed run has left. Throws where there is a file already
  /// that is not ours: its first bytes have nothing of `mark`.
  init(for path: String, replacing mark: String, _ fileSystem: FileSystem = .current)
    throws(SweepError)
  {
    let (parent, name) = PathParts.split(path)
    let temporary = parent + "/.\(name).tmp"
    try Self.refuseForeign(path, mark, fileSystem)
    file = try Self.make(temporary, for: path, fileSystem)
    self.path = path
    self.fileSystem = fileSystem
    self.temporary = temporary
  }

  private static func make(_ temporary: String, for path: String, _ fileSystem: FileSystem)
    throws(SweepError) -> OutputFile
  {
    do throws(SystemError) {
      if try fileSystem.status(at: temporary) != nil { try fileSystem.removeFile(temporary) }
      return try OutputFile(creating: temporary, fileSystem)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Who mistakes a name must not lose a table of his own.
  private static func refuseForeign(_ path: String, _ mark: String, _ fileSystem: FileSystem)
    throws(SweepError)
  {
    let start: [UInt8]
    do throws(SystemError) {
      guard try fileSystem.status(at: path) != nil else { return }
    } catch {
      throw .unwritableFile(path, error)
    }
    do throws(ReadError) {
      start = try ByteSource(path: path).prefix(1 << 16)
    } catch {
      throw error.explained(in: "")
    }
    guard start.isEmpty || String(decoding: start, as: UTF8.self).contains(mark) else {
      throw .foreignFile(path)
    }
  }

  deinit { try? fileSystem.removeFile(temporary) }

  func write(_ buffer: borrowing OutputBuffer, at offset: Int = 0) throws(SweepError) {
    do throws(SystemError) {
      try file.write(buffer, at: offset)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Brings what was written to the disk. To be called before `publish`.
  func finish() throws(SweepError) {
    do throws(SystemError) {
      try file.finish()
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Puts the file in its place.
  consuming func publish() throws(SweepError) {
    do throws(SystemError) {
      try fileSystem.rename(temporary, to: path)
      try fileSystem.syncFolder(PathParts.split(path).parent)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Writes a text as a file.
  static func write(_ text: String, to path: String, replacing mark: String) throws(SweepError) {
    let whole = try WholeFile(for: path, replacing: mark)
    var buffer = OutputBuffer(capacity: text.utf8.count + 1)
    buffer.append(text: text)
    try whole.write(buffer)
    try whole.finish()
    try whole.publish()
  }
}
