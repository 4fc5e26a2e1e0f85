/// What is noted about rules of `tables` that say nothing of any table. Notes are kept in English, and read back
/// where they are to be told in another language.
extension Note {
  static func unused(_ number: Int, _ fault: UnusedRules.Fault) -> BothLanguages {
    let rule = BothLanguages("tables[\(number)] ", "tables[\(number)] ")
    switch fault {
    case .noFile(let files, let nearest):
      let hint =
        nearest.map { BothLanguages("; did you mean \($0)?", "；是不是 \($0)？") }
        ?? .init(same: "")
      return rule
        + .init(
          "matches no file: nothing here is called '\(files)'; give the path inside the sweep folder, with * for anything",
          "没有用到：没有叫“\(files)”的数据文件；请写排查文件夹内的路径，* 代表任意内容") + hint
    case .outside(let files, let source):
      let (name, folder) = (source?.rawValue ?? "residents", "\(source?.rawValue ?? "residents")/")
      return rule
        + .init(
          "matches no file that is read: '\(files)' lies outside the folders of the sources; rename it to \(name).csv (or .xlsx), or put it into \(folder), and name it so here",
          "没有用到：“\(files)”不在各类数据的文件夹内，不会读取；请改名为 \(name).csv（或 .xlsx），或放进 \(folder)，再在这里写新的路径")
    case .noSheets(let files, let sheet):
      return rule
        + .init(
          "matches no table: '\(files)' has no sheets; take \"sheet\": \"\(sheet)\" out",
          "没有用到：“\(files)”没有工作表；请删去 \"sheet\": \"\(sheet)\"")
    case .noSheet(let files, let sheet, let sheets):
      return rule
        + .init(
          "matches no table: '\(files)' has no sheet '\(sheet)'; its sheets: \(sheets.joined(separator: ", "))",
          "没有用到：“\(files)”中没有工作表“\(sheet)”；现有工作表：\(sheets.joined(separator: "、"))")
    }
  }

  /// Such a note in Chinese; nil where the text is none.
  static func unusedInChinese(_ text: String) -> String? {
    guard let start = text.prefixMatch(of: #/tables\[(\d+)\] matches no /#) else { return nil }
    let number = Int(start.1) ?? 0
    func chinese(_ fault: UnusedRules.Fault) -> String { unused(number, fault).chinese }
    if let words = text.wholeMatch(
      of:
        #/.+? matches no file: nothing here is called '(.*)'; give the path .+?(?:; did you mean (.+)\?)?/#
    ) {
      return chinese(.noFile(String(words.1), nearest: words.2.map(String.init)))
    }
    if let words = text.wholeMatch(
      of: #/.+? matches no file that is read: '(.*)' lies outside .+ put it into (.+)\/, and .+/#)
    {
      return chinese(.outside(String(words.1), Source(rawValue: String(words.2))))
    }
    if let words = text.wholeMatch(
      of: #/.+? matches no table: '(.*)' has no sheets; take "sheet": "(.*)" out/#)
    {
      return chinese(.noSheets(String(words.1), sheet: String(words.2)))
    }
    if let words = text.wholeMatch(
      of: #/.+? matches no table: '(.*)' has no sheet '(.*)'; its sheets: (.*)/#)
    {
      let sheets = words.3.split(separator: ", ").map(String.init)
      return chinese(.noSheet(String(words.1), sheet: String(words.2), sheets: sheets))
    }
    return nil
  }
}
