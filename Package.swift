// swift-tools-version: 6.2
import PackageDescription

// No package dependencies: the toolchain and the C library are all there is.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "household-sweep",
  // Of macOS, what `InlineArray` asks for; Linux is not named.
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "HouseholdSweep", targets: ["HouseholdSweep"]),
    .executable(name: "sweep", targets: ["sweep"]),
  ],
  targets: [
    // 64 bytes to a bit mask, short texts by their shapes, and the calls that differ between systems.
    .target(name: "CSupport"),
    // The C library by one name.
    .target(name: "CLibrary", swiftSettings: settings),
    // Where the tool is refused memory, it says so instead of crashing.
    .target(name: "CMemory", dependencies: ["CSupport"]),
    // Files to records to fields, in parallel; nearly all unsafe code lives here.
    .target(
      name: "DelimitedText", dependencies: ["CLibrary", "CSupport"], swiftSettings: settings,
      // In the C library itself elsewhere.
      linkerSettings: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),
    // The system's zlib, for what is in a zip archive (on a bare Debian: zlib1g-dev).
    .systemLibrary(name: "CZlib"),
    // Bytes of an .xlsx, .xlsm or .ods to sheets, rows and cells: knows nothing of sweeps.
    .target(
      name: "Spreadsheet", dependencies: ["CLibrary", "CSupport", "CZlib", "DelimitedText"],
      swiftSettings: settings),
    // What answers of several observers say of items nobody knows: knows nothing of dwellings.
    .target(name: "LatentClass", dependencies: ["DelimitedText"], swiftSettings: settings),
    // The engine: a sweep folder in, decisions out.
    .target(
      name: "HouseholdSweep",
      dependencies: ["CLibrary", "DelimitedText", "LatentClass", "Spreadsheet"],
      swiftSettings: settings),
    // Seeds to a sweep folder with its truth.
    .target(
      name: "SyntheticCity", dependencies: ["CLibrary", "DelimitedText", "HouseholdSweep"],
      swiftSettings: settings),
    // Arguments, help, completions, terminal: knows nothing of sweeps.
    .target(name: "CommandLineKit", dependencies: ["CSupport"], swiftSettings: settings),
    // Results to lists and pictures for people.
    .target(
      name: "SweepReport", dependencies: ["CommandLineKit", "DelimitedText", "HouseholdSweep"],
      swiftSettings: settings),
    .target(
      name: "SweepCommands",
      dependencies: [
        "CommandLineKit", "DelimitedText", "HouseholdSweep", "SweepReport", "SyntheticCity",
      ], swiftSettings: settings),
    .executableTarget(
      name: "sweep", dependencies: ["CMemory", "CommandLineKit", "SweepCommands"],
      swiftSettings: settings),
    // How fast all this is: swift run -c release SweepBenchmark --help
    .executableTarget(
      name: "SweepBenchmark",
      dependencies: [
        "CommandLineKit", "CSupport", "DelimitedText", "HouseholdSweep", "LatentClass",
        "SweepReport", "SyntheticCity",
      ],
      path: "Benchmarks/SweepBenchmark", swiftSettings: settings),

    // Folders, random numbers and spreadsheets for tests.
    .target(
      name: "TestSupport", dependencies: ["CZlib"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "DelimitedTextTests", dependencies: ["DelimitedText"], swiftSettings: settings),
    .testTarget(
      name: "SpreadsheetTests", dependencies: ["Spreadsheet", "TestSupport"],
      exclude: ["make-spreadsheets.py"], resources: [.copy("Files")], swiftSettings: settings),
    .testTarget(
      name: "LatentClassTests", dependencies: ["LatentClass", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "HouseholdSweepTests",
      dependencies: ["CLibrary", "HouseholdSweep", "DelimitedText", "LatentClass", "TestSupport"],
      swiftSettings: settings),
    // The library as a program from outside sees it, and the programs of docs/library.md.
    .testTarget(
      name: "LibraryTests", dependencies: ["HouseholdSweep", "SyntheticCity"],
      swiftSettings: settings),
    .testTarget(
      name: "TablesTests", dependencies: ["HouseholdSweep", "DelimitedText", "TestSupport"],
      exclude: ["make-samples.py"],
      resources: [.copy("Samples")], swiftSettings: settings),
    .testTarget(
      name: "SyntheticCityTests", dependencies: ["SyntheticCity", "HouseholdSweep"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit"], swiftSettings: settings),
    .testTarget(
      name: "SweepReportTests",
      dependencies: ["SweepReport", "HouseholdSweep"], swiftSettings: settings),
    // The inputs that fuzzing has found; the fuzzer is a package of its own.
    .testTarget(
      name: "FuzzingTests", dependencies: ["DelimitedText", "HouseholdSweep", "Spreadsheet"],
      path: "Tests/Fuzzing", exclude: ["Fuzzer", "Package.swift", "run"],
      sources: ["Targets", "Tests"], resources: [.copy("Corpus")], swiftSettings: settings),
    .testTarget(
      name: "SweepCommandsTests",
      dependencies: [
        "CLibrary", "DelimitedText", "HouseholdSweep", "Spreadsheet", "SweepCommands",
        "SweepReport", "SyntheticCity", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SweepBenchmarkTests",
      dependencies: ["SweepBenchmark", "CommandLineKit", "HouseholdSweep"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
