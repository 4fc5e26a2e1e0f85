import Testing

@testable import DelimitedText

@Suite("Memory that the system refuses")
struct MemoryRefusalTests {
  @Test("ends the process with 1, and says how much it was and what to do")
  func told() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      MemoryRefusal.isTold(before: "error: no ", after: " bytes\n  take fewer threads\n")
      // More than any address has bits for.
      _ = UnitColumn<UInt32>(count: 1 << 48)
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.hasPrefix("error: no 11"))
    #expect(text.hasSuffix(" bytes\n  take fewer threads\n"))
  }

  @Test("is a crash where nobody has said what to tell")
  func untold() async {
    await #expect(processExitsWith: .failure) { _ = UnitColumn<UInt32>(count: 1 << 48) }
  }
}
