// A spread in which users keep to their subject.

import Model
import Panes
import Seeds
import Testing

@testable import Detectors

@Suite struct MixChartTests {
    @Test func aUserCountsOnceInASpell() {
        var recent = RecentUsers<64>()
        var random = SeededRandom(seed: 7)
        let users = (0..<50).map { _ in random.next() }
        recent.enter(spell: 10)
        let first = users.filter { recent.isNew($0) }.count
        #expect(first > 48, "two of fifty may share a bit of 4096")
        #expect(!users.contains { recent.isNew($0) })
        recent.enter(spell: 11)
        #expect(!users.contains { recent.isNew($0) }, "the spell before is remembered")
        recent.enter(spell: 13)
        #expect(users.filter { recent.isNew($0) }.count == first)
    }

    @Test func aUserIsKnownAgainFromPaneToPane() {
        var random = SeededRandom(seed: 8)
        for _ in 0..<1000 {
            let user = random.next() | 1
            var event = Event(
                time: EventTime(microseconds: 1_763_640_000_000_000), names: .init(repeating: .absent),
                outcome: .refused,
                source: .signal, weight: 256, isCanary: false)
            event.user = user
            for pane in [Int64(0), 1, 176_364_000, 176_364_001] {
                var accumulator = Accumulator.zero
                accumulator.add(event, pane: pane, parts: PaneContents(hasUsers: true).parts)
                let priority = accumulator.sample.rows.first?.priority
                #expect(priority.map { Sample.user(ofPriority: $0, pane: pane) } == user)
            }
        }
    }
}
