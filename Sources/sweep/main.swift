import CommandLineKit
import Foundation
import SweepCommands

let sweep = Sweep(.standard(), tellsRefusedMemory: true)
exit(sweep.run(Array(CommandLine.arguments.dropFirst())).rawValue)
