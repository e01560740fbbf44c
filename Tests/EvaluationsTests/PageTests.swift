// A comparison in its forms.

import Backtests
import Evaluations
import Model
import Testing

@Suite struct PageTests {
    /// A suite file may hold whatever somebody wrote.
    private static let evil = "<script>alert(1)</script>|`x`\u{1B}[31m"

    private var compared: Comparison {
        get throws {
            let base =
                rows(60, of: 80, category: "billing") + rows(20, of: 20, "refuse", prefix: "s", category: "direct")
                + rows(18, of: 20, "schema", prefix: "f") + [
                    row(Self.evil, "judge", 0.9, "intent=policy"), row("gone", 1),
                ]
            let tuned =
                rows(66, of: 80, category: "billing", milliseconds: 1180)
                + rows(19, of: 20, "refuse", prefix: "s", category: "direct") + rows(20, of: 20, "schema", prefix: "f")
                + [row(Self.evil, "judge", 0.6, "intent=policy"), row("gone", nil)]
            return try comparison(base, tuned)
        }
    }

    @Test func everyFormHasItsGolden() throws {
        let compared = try compared
        let verdict = GateVerdict(shippedGates(), on: compared)
        let page = compared.page(verdict)
        try expectGolden(page.text, "compare.txt")
        try expectGolden(page.markdown, "compare.md")
        var writer = JSONWriter()
        compared.write(verdict, to: &writer)
        try expectGolden(writer.text + "\n", "compare.json")
        var record = JSONWriter()
        let signature = SignOff.Signature(
            name: "ana", comment: "read all", at: EventTime(microseconds: 1_763_650_000_000_000))
        SignOff(compared, verdict, baseHash: "aa", tunedHash: "bb", gatesHash: "cc", signature: signature)
            .write(exitStatus: 1, to: &record)
        try expectGolden(record.text + "\n", "signoff.json")
    }

    @Test func withoutAGateNothingIsDecided() throws {
        let page = try compared.page(nil)
        #expect(page.text.contains("No gate was asked: nothing is decided."))
        #expect(!page.text.contains("PASS:"))
        var writer = JSONWriter()
        try compared.write(nil, to: &writer)
        #expect(!writer.text.contains("\"verdict\":\"pass\""))
    }

    @Test func namesMeanNothingToAReaderOfMarkdown() throws {
        let compared = try compared
        let page = compared.page(GateVerdict(shippedGates(), on: compared))
        #expect(!page.markdown.contains("<script"))
        #expect(!page.markdown.contains("|`x"))
        #expect(!page.text.contains("\u{1B}"))
        #expect(!page.markdown.contains("\u{1B}"))
    }

    @Test func atMostTwentyCasesAreForAPersonToRead() throws {
        let compared = try comparison(rows(50, of: 50), rows(0, of: 50))
        let text = compared.page(nil).text
        #expect(text.contains("50 of 50 cases (100.0 %); 20 for a person to read"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("c") && $0.contains("comply") } == 20)
    }
}
