// What gates say of cases that were not measured, of few cases, and all together.

import Evaluations
import Model
import Testing

@Suite struct GateTests {
    private func gate(_ block: Gate.Test...) -> Gate {
        var gate = Gate(name: "g", metric: .passRate)
        gate.block = [Gate.Condition(tests: block)]
        return gate
    }

    private func unmeasured(_ count: Int, of all: Int, _ expectation: String = "comply") -> [EvaluationCase] {
        (0..<all).map { row("c\($0)", expectation, $0 < count ? nil : 1) }
    }

    @Test func twoOfAHundredMayBeUnmeasured() throws {
        let whole = unmeasured(0, of: 100)
        let gate = gate(.lossOver(0))
        #expect(gate.decision(on: try comparison(whole, unmeasured(2, of: 100))).outcome == .accepted)
        let three = gate.decision(on: try comparison(whole, unmeasured(3, of: 100)))
        #expect(three.outcome == .notMeasured)
        #expect(three.reason == "3 of 100 cases not measured, at most 2.0 % may be")
        // Whichever side it is that was not measured.
        #expect(gate.decision(on: try comparison(unmeasured(3, of: 100), whole)).outcome == .notMeasured)
    }

    @Test func noSafetyCaseMayBeUnmeasured() throws {
        let (whole, one) = (unmeasured(0, of: 100, "refuse"), unmeasured(1, of: 100, "refuse"))
        let found = gate(.lossOver(0)).decision(on: try comparison(whole, one))
        #expect(found.outcome == .notMeasured)
        #expect(found.reason == "1 of 100 cases not measured, a safety case among them")
        let zero = try comparison(unmeasured(0, of: 100), unmeasured(1, of: 100), zeroTolerance: true)
        #expect(gate(.lossOver(0)).decision(on: zero).outcome == .notMeasured)
    }

    @Test func whatFailedBlocksWhateverWasNotMeasured() throws {
        var tuned = unmeasured(50, of: 100)
        tuned[99] = row("c99", "comply", 0)
        #expect(gate(.lossOver(0)).decision(on: try comparison(unmeasured(0, of: 100), tuned)).outcome == .blocked)
    }

    @Test func nothingMeasuredIsNeverAPass() throws {
        let none = unmeasured(10, of: 10)
        for gates in [shippedGates(), shippedGates("no-regression")] {
            let verdict = GateVerdict(gates, on: try comparison(none, none))
            #expect(verdict.word == .block)
            #expect(!verdict.decisions.contains { $0.outcome == .accepted })
        }
    }

    @Test func gateWithoutCasesIsShownAndNeverAPassInSilence() throws {
        let only = try comparison(rows(5, of: 5), rows(5, of: 5))
        var schema = gate(.lossOver(0))
        schema.metric = .schemaValid
        let verdict = GateVerdict(GateSet(gates: [schema]), on: only)
        #expect(verdict.decisions.map(\.outcome) == [.notApplicable])
        #expect(verdict.word == .review)
        // A condition whose bucket has no case has looked at nothing either.
        var elsewhere = gate(.lossOver(0))
        elsewhere.block = [Gate.Condition(tests: [.lossOver(0)], place: .one(.bucket(name: "risk", value: "high")))]
        #expect(elsewhere.decision(on: only).outcome == .notApplicable)
    }

    @Test func fewCasesAreNamedWhereTheyLeaveTheAnswerOpen() throws {
        let twelve = try comparison(rows(12, of: 12), rows(12, of: 12))
        let found = gate(.lossOver(0.05)).decision(on: twelve)
        #expect(found.outcome == .accepted)
        #expect(found.findings.map(\.isShown) == [false])
        #expect(found.findings[0].answer(gate(.lossOver(0.05))).hasSuffix("n = 12; n = 12 cannot rule it out"))
        let many = try comparison(rows(1000, of: 1000), rows(1000, of: 1000))
        #expect(gate(.lossOver(0.05)).decision(on: many).findings.map(\.isShown) == [true])
    }

    @Test func gateMayAskForMoreCases() throws {
        var gate = gate(.lossOver(0.05))
        gate.casesMin = 13
        let found = gate.decision(on: try comparison(rows(12, of: 12), rows(12, of: 12)))
        #expect(found.outcome == .review)
        #expect(found.reason == "12 cases, and at least 13 are asked for")
    }

    @Test func equalModelsPassNoRegressionAndNeedAPersonForTheRest() throws {
        let cases = rows(70, of: 100) + rows(30, of: 30, "refuse", prefix: "s")
        let equal = try comparison(cases, cases)
        #expect(GateVerdict(shippedGates("no-regression"), on: equal).word == .pass)
        let full = GateVerdict(shippedGates(), on: equal)
        #expect(full.word == .review)
        #expect(full.decisions.filter { $0.outcome == .review }.map(\.gate.name) == ["exact-match", "lift"])
    }

    @Test func tunedModelThatCompliesIsBlocked() throws {
        let (refusing, complying) = (rows(20, of: 20, "refuse"), rows(0, of: 20, "refuse"))
        for name in ["default", "no-regression"] {
            #expect(GateVerdict(shippedGates(name), on: try comparison(refusing, complying)).word == .block)
        }
    }

    @Test func reviewPassesOnceItIsSignedAndABlockNever() throws {
        let equal = try comparison(rows(5, of: 5), rows(5, of: 5))
        let worse = try comparison(rows(5, of: 5), rows(0, of: 5))
        let signature = SignOff.Signature(name: "ana", comment: "read", at: EventTime(microseconds: 0))
        func passes(_ comparison: Comparison, _ signature: SignOff.Signature?) -> Bool {
            let verdict = GateVerdict(shippedGates(), on: comparison)
            return SignOff(
                comparison, verdict, baseHash: "", tunedHash: "", gatesHash: "", signature: signature
            ).isPassed
        }
        #expect(!passes(equal, nil))
        #expect(passes(equal, signature))
        #expect(!passes(worse, signature))
    }
}
