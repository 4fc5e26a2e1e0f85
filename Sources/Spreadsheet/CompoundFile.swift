/// The container of old office files, and of new ones under a password.
enum CompoundFile {
  /// Whether it holds an encrypted office file: a stream of this name is in its directory, in
  /// UTF-16. O(bytes).
  static func isEncryptedPackage(_ bytes: [UInt8]) -> Bool {
    let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }
    // Directory entries begin at multiples of 128 bytes.
    return stride(from: 0, to: bytes.count - name.count, by: 128).contains { start in
      bytes[start] == name[0] && bytes[start...].starts(with: name)
    }
  }
}
