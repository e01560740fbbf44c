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

    @Test func hintsSayWhatToLookAtFirst() {
        var facts = ConfirmFacts()
        #expect(confirmHints(facts) == [])
        (facts.mixChange, facts.behaviourChange) = (-0.01, -0.09)
        (facts.rulesHash, facts.rulesHashBefore) = ("bb", "aa")
        (facts.records, facts.late, facts.rejected, facts.gaps) = (1000, 30, 1, 1)
        (facts.value, facts.valueYesterday) = (0.7, 0.9)
        facts.sourcesBefore = [("producer", 0.9), ("text", 0.1)]
        facts.sourcesSince = [("producer", 0.2), ("text", 0.5), ("none", 0.3)]
        #expect(
            confirmHints(facts) == [
                "look: verdicts from source producer were 90.0 % of all and are 20.0 %",
                "look: the rules changed near the onset (aa to bb)",
                "look: 1 gap in the log, 3.0 % of the records late",
                "fine: 10.0 % of the change is another mix of requests, the rest is behaviour",
                "fine: 90.0 % at the same time yesterday, 70.0 % now",
            ])
        facts = ConfirmFacts()
        (facts.mixChange, facts.behaviourChange) = (-0.09, 0.01)
        (facts.value, facts.valueYesterday) = (0.7, 0.71)
        (facts.records, facts.rulesHash) = (1000, "aa")
        #expect(
            confirmHints(facts) == [
                "look: 90.0 % of the change is another mix of requests, the rest is behaviour",
                "look: as on the day before: 71.0 % at the same time yesterday, 70.0 % now",
                "fine: the rules are those of before (aa)",
                "fine: no gap, few records late or rejected, nothing much waits to be read",
            ])
    }
}
