// What each page looks like, held against goldens. MONITORD_UPDATE_GOLDENS=1 writes them anew.

import Canaries
import Foundation
import Model
import Testing

@testable import Pages

private let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens")

private func matches(_ page: PageContent, _ name: String) throws {
    let golden = goldens.appendingPathComponent("\(name).html")
    // Sheet and script have tests of their own; here they would hide what changed.
    let bytes = Data("<!-- \(page.title) | \(page.section.rawValue) -->\n\(page.html)".utf8)
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil { try bytes.write(to: golden) }
    #expect(bytes == (try Data(contentsOf: golden)), "\(name).html differs")
    let document = PageShell.document(page, at: Samples.now, version: "1.2.3")
    #expect(HTMLCheck.faults(document) == [], "\(name)")
    #expect(document.utf8.count <= 60_000)
    #expect(!document.contains("\u{202E}") && !document.contains("\u{1B}"))
    #expect(document.ranges(of: "<script").count == 1 && !document.contains(" style=\""))
}

private var sheet: AlertSheet {
    var sheet = AlertSheet(now: Samples.now, alert: Samples.alert())
    var step = AlertSheet.Step(kind: "firing", at: Samples.now - .seconds(4000), severity: .medium, value: 0.8)
    (step.author, step.comment, step.quiet) = ("anna", Samples.hostile, "log only")
    sheet.steps = [step, .init(kind: "escalated", at: Samples.now - .seconds(3000), severity: .high, value: 0.71)]
    (sheet.incident, sheet.plot) = (Samples.incident, Samples.plot)
    sheet.levels = [
        .init(from: Samples.now - .seconds(9000), until: Samples.now - .seconds(5400), value: 0.92, events: 4100),
        .init(from: Samples.now - .seconds(5400), until: Samples.now, value: 0.71, events: 6200),
    ]
    (sheet.interval, sheet.intervalAlways) = (0.684...0.735, 0.66...0.76)
    return sheet
}

@Suite struct PageTests {
    @Test func overviewIsAsItWas() throws { try matches(Samples.overview().page, "overview") }

    @Test func blindOverviewIsAsItWas() throws {
        var view = Samples.overview(isBlind: true)
        view.alerts = []
        try matches(view.page, "overview-blind")
    }

    @Test func nothingIsCalledWellThatIsNotKnown() {
        var view = Overview(now: Samples.now)
        #expect(view.headline == "Nothing is judged yet.")
        view.judged = 5
        #expect(view.headline == "All is well.")
        view.unjudged = [(1, "too few events to judge")]
        #expect(view.headline == "Nothing fires, as far as it is judged.")
        view.blindness = ["consumer-lag: what is read is old"]
        #expect(view.headline == "Nothing fires, but monitord cannot see everything.")
        view.alerts = [Samples.alert(.high, .stale)]
        view.blindness = []
        #expect(view.headline.hasPrefix("Nothing fires now; of 1 alert no events came lately"))
        view.alerts = [Samples.alert(.critical), Samples.alert(.medium)]
        #expect(view.headline == "2 alerts fire: 1 critical, 1 medium.")
        for page in [Overview(now: Samples.now).page, view.page] { #expect(!page.html.contains("m-ok")) }
    }

    @Test func alertsAreAsTheyWere() throws {
        var view = AlertList(now: Samples.now)
        view.open = [Samples.alert(), Samples.alert(.medium, .stale)]
        view.over = [Samples.alert(.low, .resolved)]
        (view.severity, view.matchers, view.hasMore) = (.medium, [Samples.hostile], true)
        view.complaint = "'\(Samples.hostile)' is no matcher"
        try matches(view.page, "alerts")
    }

    @Test func alertIsAsItWas() throws { try matches(sheet.page, "alert") }

    @Test func onlyAddressesOfTheWebBecomeLinks() {
        var sheet = sheet
        sheet.alert.runbookURL = "javascript:alert(1)"
        #expect(!sheet.page.html.contains("href=\"javascript"))
        #expect(sheet.page.html.contains("<code>javascript:alert(1)</code>"))
        #expect(webAddress("https://example.com/\u{202E}x") == nil && webAddress("HTTPS://example.com/") != nil)
    }

    @Test func incidentIsAsItWas() throws {
        let alerts = [Samples.alert(), Samples.alert(.medium, .resolved, rule: "toxicity")]
        let hints = [(name: "gaps", text: "none in the log"), (name: "input", text: Samples.hostile)]
        try matches(
            IncidentSheet(now: Samples.now, incident: Samples.incident, alerts: alerts, hints: hints).page, "incident")
    }

    @Test func seriesListIsAsItWas() throws {
        let states: [(Verdict.State, SeriesStanding)] = [
            (.critical, .init(word: "critical")),
            (.ok, .init(word: "unknown", doubt: "coverage: 40.0 % \(Samples.hostile)")),
            (.learning(.noBaseline), .init(word: "learning")), (.ok, .init(word: "ok")),
        ]
        let rows = states.map {
            SeriesList.Row(rule: "refusal-rate", scope: Samples.scope, verdict: Samples.verdict($0), standing: $1)
        }
        var view = SeriesList(now: Samples.now, rows: rows)
        (view.wanted, view.states) = ([("model", Samples.hostile)], [("critical", 1), ("ok", 1)])
        try matches(view.page, "series-list")
    }

    @Test func seriesSheetIsAsItWas() throws {
        var view = SeriesSheet(
            now: Samples.now, rule: "refusal-rate", scope: Samples.scope, verdict: Samples.verdict(.critical),
            standing: .init(word: "critical"), at: Samples.now - .seconds(10))
        view.definition = "ratio of refusal_rate over 1h, warning below 0.9"
        (view.baselineID, view.interval, view.plot) = ("152f4003aa", 0.684...0.735, Samples.plot)
        view.panes = (0..<30).map {
            .init(from: Samples.now - .seconds(Int64(30 - $0) * 60), events: Double($0), value: $0 == 3 ? nil : 0.7)
        }
        (view.alerts, view.spans, view.span) = ([Samples.alert()], ["1h", "6h"], "6h")
        try matches(view.page, "series")
    }

    @Test func canariesAreAsTheyWere() throws {
        let runs = [
            Samples.run(0, .complete, failed: 2, flaky: 1), Samples.run(1, .complete), Samples.run(2, .missed),
            Samples.run(3, .incomplete), Samples.run(4, .complete, flaky: 1), Samples.run(5, .intended),
        ]
        let standings = CanaryStanding.all(plan: nil, newest: [runs[0]], scheduled: [], pause: nil, now: Samples.now)
        var view = CanaryGrid(
            now: Samples.now,
            rows: standings.map { .init(standing: $0, runs: runs, result: "21 of 24 passed", bound: Samples.hostile) })
        view.pause = CanaryPause(by: "anna", at: Samples.now, reason: Samples.hostile)
        view.isPlanKnown = false
        try matches(view.page, "canaries")
    }

    @Test func whatWasNotMeasuredHasNoSignOfAPass() {
        for state in [CanaryRun.State.missed, .skipped, .incomplete, .intended] {
            #expect(CanarySquare(Samples.run(0, state)) != .passed)
            #expect(!CanarySquare(Samples.run(0, state)).shape.contains("r-ok"))
        }
        #expect(Set(CanarySquare.allCases.map(\.shape)).count == CanarySquare.allCases.count)
    }

    @Test func baselinesAreAsTheyWere() throws {
        let row = BaselineList.Row(
            id: "152f4003aa", name: Samples.hostile, model: Samples.model, from: Samples.now - .seconds(700_000),
            to: Samples.now - .seconds(86_400), events: 245_320, refusalRate: 0.346, cells: 15, series: 15)
        var other = row
        other.series = 0
        try matches(BaselineList(now: Samples.now, rows: [row, other]).page, "baselines")
    }

    @Test func healthIsAsItWas() throws {
        var view = HealthSheet(now: Samples.now)
        var live = LiveStatus(
            version: "1.2.3", processID: 7, startedAt: Samples.now - .seconds(86_400), now: Samples.now, generation: 2,
            rulesHash: "6e155afc60bb55f8", rules: 12, logLevel: "info", eventsPerSecond: 412.25, records: 1_234_567)
        live.partitions = [
            .init(topic: Samples.hostile, partition: 3, next: 65_576, end: 65_580, newest: Samples.now - .seconds(2)),
            .init(topic: "llm.inference", partition: 4, next: 1, isIdle: true),
        ]
        view.live = live
        (view.records, view.counted, view.late, view.canary) = (1_234_567, 1_200_000, 30_000, 120)
        view.rejected = [("json_syntax", 4000), (Samples.hostile, 447)]
        view.gaps = ["llm.inference 3: retention, offsets 5 to 9"]
        view.store = [("Size", "9.9 MB")]
        view.libraries = [("SQLite", "3.40.1")]
        view.blindness = ["late-events: too many events come too late to count"]
        view.alerts = [Samples.alert(.medium, .firing, rule: "late-events")]
        try matches(view.page, "health")
    }
}
