import CommandLineKit
import Foundation
import SweepCommands

Sweep.tellsRefusedMemory()
let sweep = Sweep(.standard())
exit(sweep.run(Array(CommandLine.arguments.dropFirst())).rawValue)
