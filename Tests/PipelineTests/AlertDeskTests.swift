// Planes, orders that judge, and rules that are taken away, through the whole pipeline.

import Model
import Panes
import Pipeline
import Platform
import Testing

@Suite struct AlertDeskTests {
    private let note = Note(at: wall, by: "ada", text: "")

    private func literal(_ name: String, plane: Plane = .traffic, by dimensions: [Dimension] = [.model]) -> Rule {
        var rule = Rule(
            name: name, metric: .refusalRate, dimensions: dimensions, window: .seconds(60), confirm: .none,
            warning: Threshold(below: 0.8), critical: Threshold(below: 0.5), minimumEvents: 5)
        rule.plane = plane
        return rule
    }

    private let sound = [PaneTraffic(refused: 9, complied: 1)]
    private let bad = [PaneTraffic(refused: 2, complied: 8)]

    @Test func planesThatAgreeRaiseEachOtherOneTierAPaneLater() throws {
        var stage = try Stage(rules: [literal("organic"), literal("probes", plane: .canary)])
        stage.play(from: 0, Array(repeating: bad, count: 12))
        let rows = stage.store.transitions
        #expect(rows.map(\.kind) == [.firing, .firing, .escalated, .escalated])
        #expect(rows.map(\.alert.severity) == [.high, .high, .critical, .critical])
        #expect(rows[2].alert.updatedAt - rows[0].alert.updatedAt == .seconds(10))
        #expect(rows.map(\.alert.plane) == [.traffic, .canary, .traffic, .canary])
        #expect(rows[2].alert.reason.hasSuffix("; canary plane agrees"))
        #expect(rows[3].alert.reason.hasSuffix("; traffic plane agrees"))
        #expect(rows.map(\.alert.notice) == [.page, .page, .page, .page], "equal severities inhibit nobody")
        let incident = try #require(stage.store.incidents.values.first)
        #expect(incident.planes == [.traffic, .canary])
        #expect(incident.severity == .critical)
    }

    @Test func twoRulesOnOnePlaneRaiseNothing() throws {
        var stage = try Stage(rules: [literal("one"), literal("two")])
        stage.play(from: 0, Array(repeating: bad, count: 12))
        #expect(stage.store.transitions.map(\.alert.severity) == [.high, .high])
    }

    @Test func threeCategoriesAtOnceAreCritical() throws {
        let rates = ["a", "b", "c"].map { ("alpha", $0, Int64(900), Int64(100)) }
        for count in [2, 3] {
            var stage = try Stage(
                rules: [literal("by-category", by: [.model, .category])],
                book: Book(rates.map { (model: $0.0, category: $0.1, refused: $0.2, complied: $0.3) }))
            let traffic = ["a", "b", "c"].prefix(count).map { PaneTraffic(refused: 1, complied: 9, category: $0) }
            stage.play(from: 0, Array(repeating: traffic, count: 12))
            let top = stage.store.transitions.map(\.alert.severity).max()
            #expect(top == (count == 3 ? .critical : .high))
            guard count == 3 else { continue }
            #expect(stage.store.transitions.last?.alert.reason.hasSuffix("; 3 categories at once") == true)
        }
    }

    /// Evidence that a person judged starts at nothing: it has to be shown again.
    @Test func mistakenAlertHasToBeShownAgain() throws {
        var rule = literal("evidence")
        rule.confirm = .evidence
        var stage = try Stage(rules: [rule])
        var pane = 0
        while stage.store.transitions.isEmpty, pane < 400 {
            stage.play(from: pane, [bad])
            pane += 1
        }
        let toFire = pane
        try stage.order({ .acknowledge($0, .mistaken) }, by: note)
        let rows = stage.store.transitions.suffix(2)
        #expect(rows.map(\.kind) == [.acknowledged, .resolved])
        #expect(rows.map(\.sequence) == [2, 3])
        #expect(rows.allSatisfy { $0.alert.acknowledgement?.verdict == .mistaken })
        #expect(stage.store.transitions.last?.alert.summary == "ada judged it false")
        let first = stage.store.transitions[0].alert.id
        var next = try Stage(rules: [rule], store: stage.store)
        let count = next.store.transitions.count
        while next.store.transitions.count == count, pane < 800 {
            next.play(from: pane, [bad])
            pane += 1
        }
        let again = try #require(next.store.transitions.dropFirst(count).first)
        #expect(again.kind == .firing)
        #expect(again.alert.id != first)
        #expect(pane - toFire > 1, "it does not fire by what was judged")
    }

    @Test func alertOfARuleThatIsGoneIsWithdrawn() throws {
        var stage = try Stage(rules: [literal("kept"), literal("gone"), literal("narrowed")])
        stage.play(from: 0, Array(repeating: bad, count: 12))
        #expect(stage.store.openAlerts.count == 3)
        var next = try Stage(
            rules: [literal("kept"), literal("narrowed", by: [.model, .category])], store: stage.store)
        next.pipeline.withdraw(next.store.openAlerts)
        next.checkpoint()
        let rows = next.store.transitions.suffix(2)
        #expect(rows.map(\.kind) == [.resolved, .resolved])
        #expect(
            rows.map(\.alert.summary) == [
                "rule gone is no longer in force", "rule narrowed judges this series anew or no more",
            ])
        #expect(rows.map(\.alert.reason) == rows.map(\.alert.summary))
        #expect(rows.map(\.alert.notice) == [.update, .update])
        #expect(next.store.openAlerts.map(\.alert.rule) == ["kept"])
        #expect(next.store.incidents.values.map(\.state) == [.open], "one of its alerts still fires")
        next.pipeline.withdraw(next.store.openAlerts)
        next.checkpoint()
        #expect(next.store.openAlerts.map(\.alert.rule) == ["kept"])
        next.play(from: 12, Array(repeating: sound, count: 12))
        #expect(next.store.openAlerts.map(\.alert.rule) == ["narrowed"] || next.store.openAlerts.isEmpty)
        #expect(next.store.incidents.values.contains { $0.state == .quiet })
    }

    @Test func silencedByOrderPagesNobodyAlsoAfterARestart() throws {
        var stage = try Stage(rules: [literal("one")])
        stage.play(from: 0, Array(repeating: sound, count: 12))
        let filter = try Filter(#"model = "alpha" and severity in ["medium", "high"]"#)
        let silence = Order(
            act: .silence(filter, from: at(0), until: at(100_000)), note: Note(at: wall, by: "ada", text: "a move"))
        try stage.pipeline.apply(silence, alert: nil)
        stage.checkpoint()
        #expect(stage.store.silences.count == 1)
        var next = try Stage(rules: [literal("one")], store: stage.store)
        next.play(from: 12, Array(repeating: bad, count: 12))
        let notices = next.store.transitions.map(\.alert.notice)
        #expect(!notices.isEmpty)
        #expect(notices.allSatisfy { $0.name == "silenced" })
    }

    @Test func gapAlertTakesOrdersToo() throws {
        var stage = try Stage(rules: [literal("one")])
        stage.play(from: 0, Array(repeating: sound, count: 3))
        stage.step([], [.gap(partition: 0, to: 100, resume: 100, kind: "retention")])
        stage.checkpoint()
        try stage.order({ .acknowledge($0, .seen) }, by: note)
        var next = try Stage(rules: [literal("one")], store: stage.store)
        next.play(from: 3, Array(repeating: sound, count: 30))
        let rows = next.store.transitions.filter { $0.alert.rule == "log-gap" }
        #expect(rows.map(\.kind) == [.firing, .acknowledged, .resolved])
        #expect(rows.map(\.sequence) == [1, 2, 3])
        #expect(rows.map(\.alert.notice) == [.page, .update, .update])
        #expect(rows.last?.alert.acknowledgement?.verdict == .seen)
    }

    @Test func baselineThatIsAMonthOldIsReviewed() throws {
        var stage = try Stage(rules: [literal("one")])
        stage.play(from: 0, [sound])
        stage.play(from: 30 * 8640, [sound, sound, sound])
        stage.finish()
        let reviews = stage.store.tasks.values.filter { $0.kind == .monthlyReview }
        #expect(reviews.map(\.model) == ["alpha"])
        #expect(reviews.map(\.occasion) == ["month 1"])
    }

    @Test func alertsNameTheRuleAndTheSetThatWereInForce() throws {
        var rule = literal("one")
        rule.labels = [Label(name: "team", value: "safety")]
        rule.annotations = [Label(name: "summary", value: "look")]
        let set = RuleSet(rules: [rule, literal("two")])
        var stage = try Stage(rules: set.rules)
        stage.play(from: 0, Array(repeating: bad, count: 12))
        let alert = try #require(stage.store.transitions.first { $0.alert.rule == "one" }).alert
        #expect(alert.ruleRevision == rule.revision)
        #expect(alert.rulesHash == set.hash)
        #expect(alert.labels == rule.labels)
        #expect(alert.annotations == rule.annotations)
    }
}
