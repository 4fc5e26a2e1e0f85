/// A path in two: the folder that something lies in, and its name there.
///
/// Not Foundation's way: `NSString.deletingLastPathComponent` kills the process where the whole path is one
/// character.
package enum PathParts {
  package static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let parent = slash == path.startIndex ? "/" : String(path[..<slash])
    return (parent, String(path[path.index(after: slash)...]))
  }
}
