// Alerts that are told together, told again, and all that fires.

import Delivery
import Model
import Testing

@Suite struct GroupingTests {
    private static let group = #"["",{"model":"m"}]"#

    private func chat(wait: TimeSpan = .seconds(30), repeatEvery: TimeSpan? = nil) -> DeliveryPlan {
        var route = Route(filter: nil, receivers: ["hook"])
        (route.groupWait, route.repeatEvery) = (wait, repeatEvery)
        return plan([Receiver(name: "hook", kind: .slack, url: "https://chat.example/")], [route])
    }

    @Test func theFirstOfAGroupWaitsForOthers() {
        var bench = Bench(chat())
        bench.commit("a", 1, group: Self.group)
        bench.wait(.seconds(20))
        bench.commit("b", 1, group: Self.group)
        bench.step()
        #expect(bench.flying.isEmpty)
        #expect(bench.courier.nextTurn(after: bench.now) == bench.now + .seconds(10))
        bench.wait(.seconds(10))
        bench.step()
        #expect(bench.flying.map { $0.alerts.map(\.text) } == [["a", "b"]])
    }

    @Test func whatComesWhileAGroupIsOnItsWayGoesTogetherAfterIt() {
        var bench = Bench(chat(wait: .zero))
        bench.commit("a", 1, group: Self.group)
        bench.step()
        for sequence in 2...4 { bench.commit("a", Int64(sequence), group: Self.group) }
        bench.commit("b", 1, group: Self.group)
        bench.step()
        #expect(bench.flying.count == 1)
        bench.answer(.delivered)
        bench.step()
        #expect(bench.flying.count == 1 && bench.flying.first?.subject == Self.group)
        bench.answer(.delivered)
        #expect(bench.story(of: "a") == [1, 2, 3, 4] && bench.story(of: "b") == [1])
        #expect(bench.taken.count == 2)
    }

    @Test func anAlertKeepsItsOrderWhenItsGroupChanges() {
        var bench = Bench(chat(wait: .zero))
        bench.commit("a", 1, group: Self.group)
        bench.commit("a", 2, group: "other")
        bench.commit("b", 1, group: "other")
        bench.step()
        // The step in its new group does not go before the first; others of that group do not wait for it.
        #expect(bench.flying.map { $0.alerts.map(\.text) } == [["a"], ["b"]])
        bench.answer(.again("timeout", retryAfter: nil))
        bench.step()
        #expect(bench.flying.allSatisfy { !$0.alerts.contains(AlertID(text: "a")) })
        for _ in 0..<5 {
            bench.wait(.seconds(2))
            bench.step()
            while !bench.flying.isEmpty { bench.answer(.delivered) }
        }
        #expect(bench.story(of: "a") == [1, 2] && bench.story(of: "b") == [1])
    }

    @Test func aLargeGroupGoesInSeveralNotifications() {
        var bench = Bench(chat(wait: .zero))
        for index in 0..<250 { bench.commit("a\(index)", 1, group: Self.group) }
        for _ in 0..<4 {
            bench.step()
            while !bench.flying.isEmpty { bench.answer(.delivered) }
        }
        #expect(bench.taken.map(\.entries.count) == [100, 100, 50])
    }

    @Test func whatStillFiresIsToldAgain() {
        var bench = Bench(chat(wait: .zero, repeatEvery: .seconds(3600)))
        let standing = [(group: Self.group, subject: Self.group)]
        let last = bench.now
        bench.wait(.seconds(3599))
        #expect(bench.courier.repetitions(of: standing, to: "hook", last: { _ in last }, at: bench.now).isEmpty)
        bench.wait(.seconds(1))
        let due = bench.courier.repetitions(of: standing, to: "hook", last: { _ in last }, at: bench.now)
        #expect(due.map(\.kind) == [.again] && due.map(\.subject) == [Self.group])
        // What was never delivered is not told again, and nothing is while there is news.
        #expect(bench.courier.repetitions(of: standing, to: "hook", last: { _ in nil }, at: bench.now).isEmpty)
        bench.commit("a", 2, group: Self.group)
        bench.look()
        #expect(bench.courier.repetitions(of: standing, to: "hook", last: { _ in last }, at: bench.now).isEmpty)
        #expect(bench.courier.repeating.map(\.name) == ["hook"])
        #expect(Courier(plan: chat(), now: bench.now).repeating.isEmpty)
    }

    @Test func newsMakeARepetitionNeedless() {
        var bench = Bench(chat(wait: .zero))
        var again = Notification(
            messageID: "r", receiver: "hook", subject: Self.group, shape: "slack", kind: .again,
            alerts: [AlertID(text: "a")], body: [], notBefore: bench.now, createdAt: bench.now)
        again.id = 1000
        bench.notifications = [again]
        bench.step()
        bench.answer(.again("timeout", retryAfter: nil))
        bench.commit("a", 2, group: Self.group)
        bench.step()
        bench.step()
        #expect(bench.ended.map(\.state) == [.dropped])
        #expect(bench.flying.map(\.kind) == [.news])
    }

    // MARK: Alertmanager

    private func manager() -> DeliveryPlan { plan([Receiver(name: "hook", kind: .alertmanager, url: "https://am/")]) }

    @Test func allThatFiresIsSentAgainAndAgain() {
        var bench = Bench(manager())
        #expect(bench.courier.pushes(at: bench.now).map(\.name) == ["hook"])
        #expect(bench.courier.pushes(at: bench.now).isEmpty)
        bench.courier.pushed(nil, to: "hook", at: bench.now, random: &bench.random)
        bench.wait(.seconds(59))
        #expect(bench.courier.pushes(at: bench.now).isEmpty)
        #expect(bench.courier.nextTurn(after: bench.now) == bench.now + .seconds(1))
        bench.wait(.seconds(1))
        #expect(bench.courier.pushes(at: bench.now).map(\.name) == ["hook"])
        bench.courier.pushed(.delivered, to: "hook", at: bench.now, random: &bench.random)
        #expect(bench.courier.standing(at: bench.now).receivers[0].delivered == 1)
    }

    @Test func allThatFiresNeitherPassesNewsNorIsPassed() {
        var bench = Bench(manager())
        bench.commit("a", 1)
        bench.look()
        bench.step()
        #expect(bench.flying.count == 1)
        #expect(bench.courier.pushes(at: bench.now).isEmpty)
        bench.answer(.delivered)
        bench.step()
        #expect(bench.courier.pushes(at: bench.now).count == 1)
        bench.commit("a", 2)
        bench.step()
        #expect(bench.flying.isEmpty)
        bench.courier.pushed(.again("timeout", retryAfter: nil), to: "hook", at: bench.now, random: &bench.random)
        bench.step()
        #expect(bench.flying.count == 1)
    }
}
