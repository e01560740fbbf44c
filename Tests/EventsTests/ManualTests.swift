// docs/events.md says what the code does.

import Events
import Testing

@Suite struct ManualTests {
    @Test func everyReasonIsInTheManualAndNoOther() throws {
        let text = try manual("events.md")
        let start = try #require(text.firstRange(of: "| reason | meaning |\n|---|---|\n")).upperBound
        let rows = text[start...].split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("|") }
        #expect(rows.map(String.init) == RejectReason.allCases.map { "| `\($0.name)` | \($0.explanation) |" })
    }

    @Test func everyFieldIsInTheManual() throws {
        let text = try manual("events.md")
        for field in schemaFields where !field.path.hasSuffix("unknown") {
            #expect(text.contains("`\(field.reported ?? field.path)`"), "\(field.path)")
        }
    }

    @Test func exampleOfTheManualIsAccepted() throws {
        let text = try manual("events.md")
        let start = try #require(text.firstRange(of: "```json\n")).upperBound
        let end = try #require(text[start...].firstRange(of: "```")).lowerBound
        #expect(try Workbench().answer(Array(text[start..<end].utf8)) == .accepted)
    }

    @Test func reasonNamesAreUnique() {
        #expect(Set(RejectReason.allCases.map { "\($0.name)" }).count == RejectReason.allCases.count)
    }
}
