// When a baseline is to be looked at, and what the first step of an incident looks at.

import Model
import Testing

@testable import Alerts

@Suite struct TaskTests {
    private let day: Int64 = 86_400

    @Test func eachMonthOfABaselineIsReviewedOnce() {
        var desk = AlertDesk()
        desk.noteBaseline(model: "m", to: start)
        desk.noteBaseline(model: "m", to: start)
        #expect(!desk.isReviewDue(at: at(30 * day - 1)))
        desk.review(model: "m", at: at(30 * day - 1))
        let isEarlyForAll = desk.takeChanges().tasks.isEmpty
        #expect(isEarlyForAll)
        #expect(desk.isReviewDue(at: at(30 * day)))
        desk.review(model: "n", at: at(30 * day))
        let isNoneForOthers = desk.takeChanges().tasks.isEmpty
        #expect(isNoneForOthers, "no baseline of this model is known")
        desk.review(model: "m", at: at(30 * day))
        desk.review(model: "m", at: at(31 * day))
        let first = desk.takeChanges().tasks
        #expect(first.map(\.occasion) == ["month 1"])
        #expect(first.map(\.kind) == [.monthlyReview])
        #expect(!desk.isReviewDue(at: at(59 * day)))
        desk.review(model: "m", at: at(95 * day))
        let third = desk.takeChanges().tasks.map(\.occasion)
        #expect(third == ["month 3"], "months without events are not made up for")
        var restarted = AlertDesk()
        restarted.restore(incidents: [], silences: [], tasks: first)
        restarted.noteBaseline(model: "m", to: start)
        restarted.review(model: "m", at: at(31 * day))
        let isRaisedBefore = restarted.takeChanges().tasks.isEmpty
        #expect(isRaisedBefore, "raised before the restart")
    }

    @Test func firstContextIsNoChangeAndOneThatComesBackNeither() {
        var desk = AlertDesk()
        for context in ["a", "a", "b", "a", "b"] { desk.noteContext(model: "m", context: context, at: at(10)) }
        desk.noteContext(model: "n", context: "b", at: at(10))
        let tasks = desk.takeChanges().tasks
        #expect(tasks.map(\.occasion) == ["b"])
        #expect(tasks.map(\.kind) == [.contextChange])
        var restarted = AlertDesk()
        for (model, bytes) in desk.takeContexts() {
            let isRead = restarted.restoreContexts(model: model, bytes)
            #expect(isRead)
        }
        for context in ["a", "b"] { restarted.noteContext(model: "m", context: context, at: at(20)) }
        let isNoneKnown = restarted.takeChanges().tasks.isEmpty
        #expect(isNoneKnown)
        restarted.noteContext(model: "m", context: "c", at: at(20))
        let fresh = restarted.takeChanges().tasks.map(\.occasion)
        #expect(fresh == ["c"])
        let isReadable = restarted.restoreContexts(model: "m", [9])
        #expect(!isReadable)
    }
}
