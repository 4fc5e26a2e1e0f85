import CommandLineKit
import Foundation
import SweepCommands

let sweep = Sweep(.standard())
exit(sweep.run(Array(CommandLine.arguments.dropFirst())).rawValue)
