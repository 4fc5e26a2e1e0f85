import CommandLineKit
import Foundation
import SweepCommands

let sweep = SweepTool(.standard(), tellsRefusedMemory: true)
exit(sweep.run(Array(CommandLine.arguments.dropFirst())).rawValue)
