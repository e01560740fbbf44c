// Who is told what next.

import Delivery
import Model
import Seeds
import Testing

@Suite struct CourierTests {
    @Test func oneAlertGoesStepByStep() {
        var bench = Bench(plan([hook()]))
        for sequence in 1...3 { bench.commit("a", Int64(sequence)) }
        bench.commit("b", 1)
        bench.step()
        #expect(bench.flying.map(\.subject) == ["a", "b"])
        bench.answer(.again("HTTP 503", retryAfter: nil))
        bench.answer(.delivered)
        bench.step()
        // The second step waits for the first, which waits for its time.
        #expect(bench.flying.allSatisfy { $0.attempts == 1 && $0.subject == "a" })
        for _ in 0..<10 {
            bench.wait(.seconds(2))
            bench.step()
            while !bench.flying.isEmpty { bench.answer(.delivered) }
        }
        #expect(bench.story(of: "a") == [1, 2, 3] && bench.story(of: "b") == [1])
    }

    @Test func theSameBytesGoOutUnderTheSameID() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        bench.step()
        bench.crash()
        bench.step()
        bench.answer(.delivered)
        bench.crash()
        bench.step()
        bench.answer(.delivered)
        bench.step()
        #expect(Set(bench.attempts.map(\.notification.messageID)).count == 1)
        #expect(Set(bench.attempts.map(\.notification.body)).count == 1)
        #expect(bench.taken.count == 2 && bench.ended.map(\.state) == [.delivered])
    }

    @Test func noMoreAreOnTheirWayThanTheReceiverWants() {
        var bench = Bench(
            plan([hook("one", concurrency: 1), hook("four", concurrency: 9), hook("other"), hook("last")]))
        for index in 0..<20 {
            for name in ["one", "four", "other", "last"] { bench.commit("a\(index)", 1, to: name) }
        }
        bench.step()
        let counts = Dictionary(grouping: bench.flying, by: \.receiver).mapValues(\.count)
        #expect(counts["one"] == 1 && counts["four"] == 4 && bench.flying.count == Courier.inFlightMax)
        // One that was taken, but is not marked, counts: a crash would send it again.
        bench.answer(.delivered)
        let more = bench.courier.sends(at: bench.now)
        #expect(more.allSatisfy { $0.receiver != "one" })
    }

    @Test func aStatusSaysWhetherToTryAgain() {
        for status in [200, 202, 204, 299] { #expect(DeliveryAnswer(status: status, retryAfter: nil) == .delivered) }
        for status in [408, 425, 429, 500, 502, 599] {
            let answer = DeliveryAnswer(status: status, retryAfter: .seconds(3))
            #expect(answer == .again("HTTP \(status)", retryAfter: .seconds(3)))
        }
        for status in [301, 307, 400, 401, 404, 410, 422] {
            guard case .refused = DeliveryAnswer(status: status, retryAfter: nil) else {
                Issue.record("\(status) is tried again")
                continue
            }
        }
    }

    @Test func whatIsRefusedIsDeadAtOnceAndHoldsUpNothing() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        bench.commit("a", 2)
        bench.step()
        bench.answer(.refused("HTTP 400"))
        bench.step()
        bench.answer(.delivered)
        bench.step()
        #expect(bench.ended.map(\.state) == [.dead, .delivered] && bench.ended[0].error == "HTTP 400")
        #expect(bench.flying.isEmpty && bench.story(of: "a") == [2])
    }

    @Test func pausesGrowToTheirBoundAndAreSpread() {
        let backoff = Backoff(shortest: .seconds(1), longest: .seconds(600))
        var random = SeededRandom(seed: 5)
        #expect((1...12).map { backoff.bound(after: $0).seconds } == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600])
        #expect(backoff.bound(after: .max) == .seconds(600))
        let pauses = (0..<2000).map { _ in backoff.pause(after: 11, random: &random).seconds }
        #expect(pauses.allSatisfy { 0...600 ~= $0 })
        #expect(pauses.count { $0 < 300 } > 800 && pauses.count { $0 >= 300 } > 800 && pauses.contains { $0 > 570 })
    }

    @Test func whoAsksForTimeGetsIt() {
        var bench = Bench(plan([hook(), hook("other")]))
        bench.commit("a", 1)
        bench.commit("b", 1)
        bench.step()
        bench.answer(.again("HTTP 429", retryAfter: .seconds(90)))
        bench.answer(.delivered)
        bench.commit("c", 1)
        bench.commit("a", 1, to: "other")
        bench.step()
        // The receiver is left alone as a whole, others are not.
        #expect(bench.flying.map(\.receiver) == ["other"])
        bench.answer(.delivered)
        bench.wait(.seconds(89))
        bench.step()
        #expect(bench.flying.isEmpty)
        bench.wait(.seconds(2))
        bench.step()
        #expect(Set(bench.flying.map(\.subject)) == ["a", "c"])
    }

    @Test func nobodyIsWaitedForLongerThanAnHour() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        bench.step()
        bench.answer(.again("HTTP 503", retryAfter: .seconds(1_000_000)))
        bench.wait(.seconds(3599))
        bench.step()
        #expect(bench.flying.isEmpty)
        bench.wait(.seconds(2))
        bench.step()
        #expect(bench.flying.count == 1)
    }

    @Test func aReceiverThatFailsAgainAndAgainIsLeftAloneButForTrials() {
        var bench = Bench(plan([hook()]), seed: 3)
        for index in 0..<50 { bench.commit("a\(index)", 1) }
        var most = 0
        for _ in 0..<3600 {
            bench.step()
            if bench.courier.standing(at: bench.now).receivers[0].isOpen { most = max(most, bench.flying.count) }
            while !bench.flying.isEmpty { bench.answer(.again("connection refused", retryAfter: nil)) }
            bench.wait(.seconds(1))
        }
        #expect(most == 1)
        // Alone its notifications would have been tried far more often within that hour.
        #expect(bench.attempts.count < 60, "\(bench.attempts.count) attempts")
        #expect(bench.courier.standing(at: bench.now).receivers[0].lastError == "connection refused")
        // Once it is back nothing waits for its own pause.
        for _ in 0..<700 where bench.taken.count < 50 {
            bench.step()
            while !bench.flying.isEmpty { bench.answer(.delivered) }
            bench.wait(.seconds(1))
        }
        #expect(bench.taken.count == 50 && !bench.courier.standing(at: bench.now).receivers[0].isOpen)
    }

    @Test func whatIsTooOldIsGivenUpAfterAnAttempt() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        // The process was away for two days: it is tried all the same.
        bench.wait(.seconds(2 * 86_400))
        bench.step()
        #expect(bench.flying.count == 1)
        bench.answer(.again("timeout", retryAfter: nil))
        bench.step()
        bench.step()
        #expect(bench.ended.map(\.state) == [.dead])
        #expect(bench.ended.first?.error == "not delivered within 1d: timeout")
    }

    @Test func aClockThatWasPutBackHoldsNothingUp() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        bench.step()
        bench.answer(.again("timeout", retryAfter: .seconds(30)))
        bench.step()
        bench.wait(.seconds(-30 * 86_400))
        bench.step()
        #expect(bench.flying.count == 1)
    }

    @Test func anotherPlanKeepsWhatWaitsAndDropsWhatNobodyWants() {
        var bench = Bench(plan([hook(), hook("gone")]))
        bench.commit("a", 1)
        bench.commit("a", 1, to: "gone")
        bench.commit("b", 1, to: "gone")
        bench.step()
        while !bench.flying.isEmpty { bench.answer(.again("timeout", retryAfter: nil)) }
        bench.courier.adopt(plan([hook()]), now: bench.now)
        bench.wait(.seconds(2))
        bench.step()
        bench.step()
        #expect(bench.flying.map(\.receiver) == ["hook"])
        #expect((bench.entries.map(\.receiver) + bench.notifications.map(\.receiver)) == ["hook"])
    }

    @Test func anotherShapeIsMadeAnew() {
        var bench = Bench(plan([hook()]))
        bench.commit("a", 1)
        bench.step()
        bench.answer(.again("timeout", retryAfter: nil))
        bench.look()
        var other = hook()
        other.kind = .pagerDuty
        bench.courier.adopt(plan([other]), now: bench.now)
        bench.wait(.seconds(2))
        bench.look()
        bench.step()
        #expect(bench.flying.map(\.shape) == ["pagerduty"])
        bench.answer(.delivered)
        #expect(bench.story(of: "a") == [1])
        #expect(Set(bench.attempts.map(\.notification.messageID)).count == 2)
    }
}
