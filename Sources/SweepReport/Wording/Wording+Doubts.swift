import HouseholdSweep

/// What is said of walks and workers to ask about: questions, never verdicts.
extension Wording {
  package var doubtsTitle: String {
    say("Looked at, or only written down?", "是真去看了，还是走过场？")
  }

  /// Whom or what a question is about: `Building 3, Tue 18 Feb`, `W17`.
  package func subject(_ doubt: Doubt) -> String {
    let name = doubt.kind == .darkWalk ? walk(doubt.name) : doubt.name
    let day = doubt.day.isEmpty ? "" : say(", ", "，") + shortDate(doubt.day)
    return name + day
  }

  /// What was found, and what was expected.
  package func found(_ doubt: Doubt) -> String {
    let (found, all) = (number(doubt.found), number(doubt.of))
    let expected = number(doubt.expected ?? 0)
    switch doubt.kind {
    case .darkWalk:
      return say("\(found) of \(all) lit, \(expected) expected", "\(all)户亮\(found)户，预计\(expected)户")
    case .doubtfulWorker:
      return say(
        "\(found) of \(all) doors vacant, \(expected) expected at most",
        "\(all)户称空置\(found)户，预计最多\(expected)户")
    case .hurriedWorker:
      let doors = count(doubt.found, "door", "doors")
      return doubt.of == 0
        ? say("\(doors) within a minute", "1分钟内敲门\(found)户")
        : say(
          "\(doors) in \(count(doubt.of, "minute", "minutes"))", "\(all)分钟内敲门\(found)户")
    }
  }

  /// What to ask, in a few words.
  package func question(_ kind: Doubt.Kind) -> String {
    switch kind {
    case .darkWalk: say("Did somebody count, or was the power out?", "有人去数过吗？还是停电了？")
    case .doubtfulWorker: say("Are these flats really vacant?", "这些住房真的空置吗？")
    case .hurriedWorker: say("Were the times filled in afterwards?", "时间是事后补填的吗？")
    }
  }

  /// How many there are.
  func number(_ kind: Doubt.Kind, _ count: Int) -> String {
    switch kind {
    case .darkWalk: say(self.count(count, "walk", "walks"), "\(number(count))次数灯")
    case .doubtfulWorker: say(self.count(count, "worker", "workers"), "\(number(count))人")
    case .hurriedWorker:
      say(self.count(count, "round of doors", "rounds of doors"), "\(number(count))次敲门")
    }
  }

  /// What was strange, what became of it, and who could tell.
  func facts(_ kind: Doubt.Kind) -> [String] {
    switch kind {
    case .darkWalk:
      [
        say(
          "Hardly a window was lit, where list, meters and the lights counted elsewhere in the compound expect many. These counts are left out.",
          "几乎没有亮灯，而按名单、电表和本小区其他数灯结果，应有许多户亮灯。这些数灯结果不作证据。"),
        say(
          "The property manager knows whether the power was out, the warden where they stood. If nobody can tell, count once more.",
          "是否停电可问物业，站在哪里数的可问排查员。都说不清的，请重新数一次。"),
      ]
    case .doubtfulWorker:
      [
        say(
          "They reported many more doors vacant than list, meters and lights allow. Their “vacant” and “no answer” in that compound are left out; what was answered or refused stays.",
          "所报空置远多于名单、电表和灯光所能说明的。其在该小区的“空置”和“无人应答”不作证据，应答和拒访仍然有效。"),
        say(
          "Ask who told them, and open some of these doors with the property manager.",
          "请问明是谁说的，并与物业一起再看其中几户。"),
      ]
    case .hurriedWorker:
      [
        say(
          "From the first door to the last, each took less than ten seconds. The reports stay evidence.",
          "从第一户到最后一户，平均每户不到十秒。这些记录仍作证据。"),
        say(
          "Ask whether the times were noted at the doors; if they were, knock at some of them again.",
          "请问明时间是否在门口记下；如果是，请再敲其中几户。"),
      ]
    }
  }

  /// That many buildings of a compound go dark on one night is a power cut rather than a worker.
  func manyWalks(_ walks: Int) -> String {
    say(
      " · \(number(walks)) walks: was the power out in all of them?",
      " · \(number(walks))次：是不是一起停电了？")
  }

  /// The building or place of a walk: `Building 3`, `Building 3, entrance 2`.
  private func walk(_ name: String) -> String {
    if name.isEmpty { return say("The whole compound", "整个小区") }
    let parts = name.split(separator: "-").map(String.init)
    let isKey = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    switch parts.count {
    case 1 where isKey: return say("Building \(name)", "\(name)栋")
    case 2 where isKey:
      return say("Building \(parts[0]), entrance \(parts[1])", "\(parts[0])栋\(parts[1])单元")
    default: return name
    }
  }
}
