import Foundation
import Testing

@testable import CommandLineKit

@Suite("The command line")
struct CommandLineTests {
  static let tool = ToolDefinition(
    name: "toy", version: "1", abstract: "A toy.",
    commands: [
      CommandDefinition(
        name: "paint", abstract: "Paint a thing.", arguments: [.init("THING", "What to paint.")],
        options: [
          .init("color", value: "C", "Which color.", choices: ["red", "blue"]),
          .init("coats", value: "N", "How many coats."), .init("fast", "In a hurry."),
        ],
        examples: [.init("toy paint door --color red", "Paints the door red.")]),
      CommandDefinition(
        name: "sing", abstract: "Sing.",
        arguments: [.init("SONG", "What.", choices: ["hymn", "round"])],
        examples: [.init("toy sing hymn", "Sings.")]),
    ])

  private func parse(_ words: String...) throws -> Request { try Self.tool.parse(words) }

  @Test("arguments, options in both forms, switches, and what stands after --")
  func parsing() throws {
    let expected = ParsedCommand(
      name: "paint", arguments: ["--door"], options: ["color": "red", "coats": "2"],
      switches: ["fast"])
    #expect(
      try parse("paint", "--color=red", "--coats", "2", "--fast", "--", "--door") == .run(expected))
  }

  @Test("a tool of one command needs no name for it")
  func onlyCommand() throws {
    let tool = ToolDefinition(
      version: "2",
      CommandDefinition(name: "mix", abstract: "Mix.", options: [.init("dry", "Dry.")]))
    #expect(
      try tool.parse(["--dry"])
        == .run(ParsedCommand(name: "mix", arguments: [], options: [:], switches: ["dry"])))
    #expect(try tool.parse(["--help"]) == .help(command: "mix"))
    #expect(try tool.parse(["--version"]) == .version)
    #expect(throws: UsageError.unexpectedArgument("mix")) { try tool.parse(["mix"]) }
    let help = HelpWriter(tool, width: 80).help(tool.commands[0])
    #expect(help.contains("USAGE: mix [--dry]\n"))
  }

  @Test("errors are data, with what was probably meant")
  func errors() {
    let cases: [([String], UsageError)] = [
      ([], .noCommand),
      (["piant"], .unknownCommand("piant", nearest: "paint")),
      (["paint", "x", "--colour", "red"], .unknownOption("--colour", nearest: "--color")),
      (["paint"], .missingArgument("THING")),
      (["paint", "x", "y"], .unexpectedArgument("y")),
      (["paint", "x", "--color"], .missingValue(option: "color", value: "C")),
      (["paint", "x", "--fast=1"], .unexpectedValue(option: "fast")),
      (["paint", "x", "--fast", "--fast"], .repeatedOption("fast")),
      (
        ["paint", "x", "--color", "green"],
        .invalidValue(option: "color", value: "green", expected: "one of red, blue")
      ),
      (["sing", "aria"], .invalidArgument("SONG", value: "aria", expected: "one of hymn, round")),
      (["paint", ""], .emptyArgument("THING")),
      (["help", "piant"], .unknownCommand("piant", nearest: "paint")),
      (["help", "paint", "door"], .unexpectedArgument("door")),
      (["version"], .unknownCommand("version", nearest: "--version")),
    ]
    for (words, error) in cases {
      #expect(throws: error) { try Self.tool.parse(words) }
      #expect(!error.message.isEmpty)
    }
  }

  @Test("values are checked where they are read")
  func values() throws {
    guard case .run(let parsed) = try parse("paint", "x", "--coats", "many") else { return }
    #expect(throws: UsageError.self) { try parsed.whole("coats", in: 1...9) }
  }

  @Test("help is asked for anywhere and fits the width")
  func help() throws {
    #expect(try parse("paint", "--help") == .help(command: "paint"))
    #expect(try parse("help", "paint") == .help(command: "paint"))
    #expect(try parse("--help") == .help(command: nil))
    #expect(try parse("help", "help") == .help(command: nil))
    let text = HelpWriter(Self.tool, width: 50).help(Self.tool.commands[0])
    for part in [
      "OVERVIEW: Paint a thing.", "USAGE: toy paint <THING>", "  --color <C>", "toy paint door",
    ] {
      #expect(text.contains(part))
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 50 })
    #expect(text.split { " \n".contains($0) }.joined(separator: " ").contains("One of red, blue."))
  }

  @Test("long texts go on below, Chinese ones too")
  func wrapping() {
    let text = TextTable.wrap("one two 三个字的词 four", to: 12, indent: 2)
    #expect(text == "  one two\n  三个字的词\n  four\n")
    let long = TextTable.wrap("花园小区北门", to: 10, indent: 2)
    #expect(long == "  花园小区\n  北门\n")
    // A sentence goes on where the line is, and no line begins with the mark behind a word.
    let sentence = TextTable.wrap("save 请把文件另存为CSV，再读一次", to: 14)
    #expect(sentence == "save 请把文件\n另存为CSV，再\n读一次\n")
  }

  @Test("tables know that Chinese characters are wide")
  func tables() {
    var table = TextTable(["name", "n"], [.left, .right])
    table.add(["花园", "5"])
    table.add(["abcd", "12"])
    #expect(table.text(width: 80) == "name   n\n花园   5\nabcd  12\n")
    let narrow = table.text(width: 6).split(separator: "\n")
    #expect(narrow.allSatisfy { TextTable.width(of: String($0)) <= 6 })
  }

  @Test("completions name every command and option")
  func completions() {
    for shell in Completions.shells {
      let script = Completions.script(for: shell, Self.tool)
      for word in ["paint", "color", "red", "hymn", "help"] {
        #expect(script?.contains(word) == true, "\(shell)")
      }
    }
    #expect(Completions.script(for: "tcsh", Self.tool) == nil)
  }

  @Test(
    "bash completes options, values, and names with blanks in them",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
  func bashCompletions() throws {
    let folder = NSTemporaryDirectory() + "completions-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/三天 排查", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let script = try #require(Completions.script(for: "bash", Self.tool))
    func completed(_ words: String...) throws -> [String] {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      let call = #"COMP_WORDS=(toy "$@"); COMP_CWORD=$#; _toy; printf '%s\n' "${COMPREPLY[@]}""#
      process.arguments = ["-c", script + call, "bash"] + words
      process.standardOutput = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\n").map(String.init)
    }
    #expect(try completed("s") == ["sing"])
    #expect(try completed("paint", "--co") == ["--color", "--coats"])
    #expect(try completed("paint", "x", "--color", "") == ["red", "blue"])
    #expect(try completed("paint", "--coats", "").isEmpty)
    #expect(try completed("sing", "h") == ["hymn"])
    #expect(try completed("paint", "三") == ["三天 排查"])
  }
}
