// The story of an alert, interrupted at each of its steps.

import Model
import Panes
import Testing

@Suite struct AlertRestartTests {
    private let note = Note(at: wall, by: "ada", text: "known")
    private let rules = [
        Rule(
            name: "refusals", metric: .refusalRate, dimensions: [.model], window: .seconds(60), confirm: .none,
            warning: Threshold(below: 0.8, hold: .seconds(60)), critical: Threshold(below: 0.5, hold: .seconds(20)),
            minimumEvents: 5, keepFiringFor: .seconds(50)),
        Rule(
            name: "by-category", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(30),
            confirm: .none, warning: Threshold(below: 0.8, hold: .seconds(30)), critical: nil, minimumEvents: 5),
    ]

    /// Six hundred panes: sound, a little bad, very bad, silent, sound, bad again soon after.
    private var story: [[PaneTraffic]] {
        (0..<600).map { pane in
            switch pane {
            case 60..<120, 330..<380, 440..<450: return [PaneTraffic(refused: 6, complied: 4)]
            case 120..<150, 450..<460: return [PaneTraffic(refused: 2, complied: 8)]
            case 150..<190, 215..<225: return []
            default: return ["alpha", "beta"].map { PaneTraffic(refused: 9, complied: 1, model: $0) }
            }
        }
    }

    private func orders(_ stage: inout Stage, after pane: Int) throws {
        if pane == 130 { try stage.order({ .acknowledge($0, .harmful) }, by: note) }
        if pane == 470 { try stage.order(Order.Act.note, by: note) }
    }

    private func uninterrupted(shards: Int = 1) throws -> MemoryStore {
        var stage = try Stage(rules: rules, shards: shards)
        for (pane, traffic) in story.enumerated() {
            stage.play(from: pane, [traffic])
            try orders(&stage, after: pane)
        }
        stage.finish()
        return stage.store
    }

    @Test func storyHasEveryKindOfTransition() throws {
        let store = try uninterrupted()
        let kinds: Set<AlertTransition.Kind> = [
            .firing, .escalated, .stale, .resumed, .resolved, .reopened, .acknowledged, .noted,
        ]
        #expect(Set(store.transitions.map(\.kind)) == kinds)
        #expect(store.incidents.count == 1)
        #expect(store.incidents.values.first?.alerts.count == 2)
    }

    @Test func restartAtEachOfSixHundredStepsChangesNothing() throws {
        let wanted = try uninterrupted()
        var store = MemoryStore()
        for (pane, traffic) in story.enumerated() {
            var stage = try Stage(rules: rules, shards: pane % 3 + 1, store: store)
            #expect(stage.unwanted == [])
            stage.play(from: pane, [traffic])
            try orders(&stage, after: pane)
            store = stage.store
        }
        var stage = try Stage(rules: rules, store: store)
        stage.announce(1)
        stage.finish()
        expectSame(stage.store.transitions.map { text($0) }, wanted.transitions.map { text($0) }, "restarted each pane")
        let incidents = { (store: MemoryStore) in store.incidents.values.map { "\($0)" }.sorted() }
        expectSame(incidents(stage.store), incidents(wanted), "its incident")
    }

    @Test func oneRestartAtAnyStepChangesNothing() throws {
        let wanted = try uninterrupted().transitions.map { text($0) }
        for cut in stride(from: 7, to: 600, by: 61) {
            var first = try Stage(rules: rules)
            for pane in 0..<cut {
                first.play(from: pane, [story[pane]])
                try orders(&first, after: pane)
            }
            var second = try Stage(rules: rules, store: first.store)
            for pane in cut..<600 {
                second.play(from: pane, [story[pane]])
                try orders(&second, after: pane)
            }
            second.finish()
            expectSame(second.store.transitions.map { text($0) }, wanted, "stopped after pane \(cut)")
        }
    }

    @Test func shardsChangeNothing() throws {
        let wanted = try uninterrupted().dump
        for shards in [2, 8] { expectSame(try uninterrupted(shards: shards).dump, wanted, "\(shards) shards") }
    }
}
