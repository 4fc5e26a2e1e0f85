import DelimitedText

/// A single file that is put in place in one step: beside it first, then in its place. Only its owner may read it, and
/// it outlasts a cut of power.
///
/// A value of this type that goes without `publish` removes what it wrote; what was in the place stays.
package struct WholeFile: ~Copyable {
  package let path: String
  package let file: OutputFile
  private let fileSystem: FileSystem
  private let temporary: String

  /// Makes the file beside its place, in place of one that a killed run has left.
  package init(for path: String, _ fileSystem: FileSystem = .current) throws(SweepError) {
    let (parent, name) = PathParts.split(path)
    self.path = path
    self.fileSystem = fileSystem
    temporary = parent + "/.\(name).tmp"
    do throws(SystemError) {
      try fileSystem.removeTree(temporary)
      file = try OutputFile(creating: temporary, fileSystem)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  deinit { try? fileSystem.removeFile(temporary) }

  package func write(_ buffer: borrowing OutputBuffer, at offset: Int = 0) throws(SweepError) {
    do throws(SystemError) {
      try file.write(buffer, at: offset)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Brings what was written to the disk. To be called before `publish`.
  package func finish() throws(SweepError) {
    do throws(SystemError) {
      try file.finish()
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Puts the file in its place.
  package consuming func publish() throws(SweepError) {
    do throws(SystemError) {
      try fileSystem.rename(temporary, to: path)
      try fileSystem.syncFolder(PathParts.split(path).parent)
    } catch {
      throw .unwritableFile(path, error)
    }
  }

  /// Writes a text as a file.
  package static func write(_ text: String, to path: String) throws(SweepError) {
    let whole = try WholeFile(for: path)
    var buffer = OutputBuffer(capacity: text.utf8.count + 1)
    buffer.append(text: text)
    try whole.write(buffer)
    try whole.finish()
    try whole.publish()
  }
}
