// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because it is built with flags that no user of the engine should need:
// coverage for libFuzzer and AddressSanitizer. See `run`.
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "household-sweep", path: "../..")],
  targets: [
    .target(
      name: "FuzzTargets",
      dependencies: [.product(name: "HouseholdSweep", package: "household-sweep")],
      path: "Targets"),
    .executableTarget(
      name: "Fuzzer", dependencies: ["FuzzTargets"], path: "Fuzzer",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
  ],
  swiftLanguageModes: [.v6]
)
