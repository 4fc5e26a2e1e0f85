/// What is being done, in words. The engine names its phases in English.
package enum PhaseWords {
  package static func text(_ phase: String, in language: Manifest.Language) -> String {
    guard language == .zh else { return phase }
    if let known = chinese[phase] { return known }
    for (start, chinese) in [
      ("reading ", "读取 "), ("evidence from ", "整理证据 "), ("shuffling ", "打乱 "),
    ]
    where phase.hasPrefix(start) {
      return chinese + phase.dropFirst(start.count)
    }
    return phase
  }

  private static let chinese = [
    "building the register": "建立房屋底册", "checking walks and workers": "检查数灯和敲门记录",
    "fitting": "拟合模型", "deciding": "逐户判断", "writing": "写出结果", "generating": "生成数据",
  ]
}
