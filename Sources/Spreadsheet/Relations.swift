import Foundation

/// What a part says of other parts: `xl/_rels/workbook.xml.rels` of `xl/workbook.xml`.
struct Relations {
  struct Relation {
    /// The last word of its type's address, which everyday and strict files have in common.
    var type: String
    /// The name of the other part; none if it is outside the file.
    var target: String
  }

  private(set) var all: [(id: String, relation: Relation)] = []

  /// The relations of a part, or of the whole file if it is empty; none if it has none.
  init(of part: String, in archive: ZipArchive) throws(SpreadsheetError) {
    let folder = Self.folder(part)
    let name = part.dropFirst(folder.count)
    guard let list = archive.find("\(folder)_rels/\(name).rels") else { return }
    let reading = Reading()
    try PartEvents.read(try archive.part(list.name), of: archive, reading)
    for found in reading.found {
      let target = Self.resolve(found.target, from: folder) { archive.find($0) != nil }
      let type = found.type.split(separator: "/").last.map(String.init) ?? ""
      all.append((found.id, Relation(type: type, target: target)))
    }
  }

  func first(_ type: String) -> Relation? { all.first { $0.relation.type == type }?.relation }

  /// The folder of a part, with its `/`.
  private static func folder(_ part: String) -> String {
    part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
  }

  /// The part's name that an address says, seen from a folder. `..` above the root stays there.
  static func resolve(
    _ address: String, from folder: String, exists: (String) -> Bool
  ) -> String {
    let path = address.replacing("\\", with: "/").prefix { $0 != "#" }
    var steps: [Substring] = path.hasPrefix("/") ? [] : folder.split(separator: "/")
    for step in path.split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(step) }
    }
    let name = steps.joined(separator: "/")
    guard !exists(name), let decoded = name.removingPercentEncoding, exists(decoded) else {
      return name
    }
    return decoded
  }

  private final class Reading: PartHandler {
    var found: [(id: String, type: String, target: String)] = []

    static func knows(namespace: String) -> Bool {
      namespace == "http://schemas.openxmlformats.org/package/2006/relationships"
        || namespace.isEmpty
    }

    func start(_ name: String, _ attributes: [String: String]) -> Bool {
      if name == "Relationships" { return true }
      if name == "Relationship", attributes["TargetMode"] != "External",
        let type = attributes["Type"], let target = attributes["Target"]
      {
        found.append((attributes["Id"] ?? "", type, target))
      }
      return false
    }

    func end(_ name: String) {}
  }
}
