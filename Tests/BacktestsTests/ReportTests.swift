// Reports in their four forms, and the difference of two.

import Backtests
import Model
import Testing

struct ReportTests {
    /// A model's name may hold whatever a producer writes.
    private static let evil = "<script>alert(1)</script>|`x`\u{1B}[31m"

    private func report() throws -> BacktestReport {
        let stories = [
            story(at: 40, escalated: 55, resolved: 90), story("drift", at: 70, model: Self.evil),
            story(at: 45, category: "weapons"),
        ]
        let incidents = [incident(from: 20, until: 60), incident("unseen", from: 200, until: 210)]
        let assessment = try #require(
            Assessment(
                stories, [course(breached: 3000), course("drift", breached: 60), course("silent")],
                incidents: incidents, span: .seconds(6 * 3600)))
        var report = BacktestReport(
            input: "day.jsonl", judged: minute(0)..<minute(360), cpu: .milliseconds(1250), wall: .milliseconds(2000),
            isPartial: false, isLabelled: true, stories: stories, assessment: assessment)
        report.records = 1_250_000
        report.counted = 1_249_000
        report.late = 1000
        report.panes = 2160
        report.series = 3
        report.notes = ["rule silent never judged: no baseline for this model"]
        return report
    }

    @Test func everyFormHasItsGolden() throws {
        let report = try report()
        try expectGolden(report.page.text, "report.txt")
        try expectGolden(report.page.markdown, "report.md")
        try expectGolden(report.page.html, "report.html")
        var writer = JSONWriter()
        report.write(to: &writer)
        try expectGolden(writer.text + "\n", "report.json")
    }

    @Test func namesMeanNothingToABrowser() throws {
        let page = try report().page
        #expect(!page.html.contains("<script"))
        #expect(page.html.contains("&lt;script&gt;"))
        #expect(!page.markdown.contains("<script"))
        #expect(!page.markdown.contains("|`x"))
        for text in [page.html, page.markdown, page.text] { #expect(!text.contains("\u{1B}")) }
    }

    @Test func sweepsHaveOneRowEach() throws {
        var report = try report()
        let good = try #require(
            Assessment([story(at: 40)], [course(breached: 30)], incidents: nil, span: .seconds(86_400)))
        report.isLabelled = false
        report.sweep = SweepTable(
            names: ["refusal-rate.critical.below"], rules: ["refusal-rate"],
            rows: [
                SweepTable.Row(values: ["0.60"], assessment: good, refusal: nil, alerts: 1),
                SweepTable.Row(values: ["0.95"], assessment: nil, refusal: "critical must be below warning", alerts: 0),
            ])
        try expectGolden(report.page.text, "sweep.txt")
        var writer = JSONWriter()
        report.write(to: &writer)
        try expectGolden(writer.text + "\n", "sweep.json")
    }

    @Test func theSameAlertsDifferInNothing() {
        let stories = [story(at: 40, escalated: 55), story("drift", at: 70)]
        let diff = BacktestDiff(old: stories, new: stories, ignoresLabels: false)
        #expect(diff.changes.isEmpty)
        #expect(diff.same == 2)
    }

    @Test func alertsAppearVanishAndMove() throws {
        let old = [
            story(at: 10, resolved: 20), story(at: 40, escalated: 55, resolved: 90), story("drift", at: 70),
            story(at: 100, category: "weapons", escalated: 120),
        ]
        let new = [
            story(at: 45, resolved: 95), story("drift", at: 70), story(at: 300),
            story(at: 100, category: "weapons", escalated: 115),
        ]
        let diff = BacktestDiff(old: old, new: new, ignoresLabels: false)
        #expect(diff.same == 1)
        #expect(diff.changes.map(\.kind) == [.vanishes, .changes, .changes, .appears])
        #expect(diff.changes[1].words == ["fires 5m later", "severity high becomes medium", "is over 5m later"])
        #expect(diff.changes[2].words == ["escalated 5m earlier"])
        try expectGolden(diff.page(old: "rules", new: "rules.new").text, "diff.txt")
        var writer = JSONWriter()
        diff.write(to: &writer)
        try expectGolden(writer.text + "\n", "diff.json")
    }

    @Test func labelsMayBeIgnored() {
        let old = [story(at: 10)]
        let new = [story(at: 10, labels: [Label(name: "team", value: "safety")])]
        #expect(BacktestDiff(old: old, new: new, ignoresLabels: false).changes.count == 1)
        #expect(BacktestDiff(old: old, new: new, ignoresLabels: true).changes.isEmpty)
    }
}
