// Reports as bytes and back, and what is no report.

import Evaluations
import Foundation
import Model
import Seeds
import Testing

@Suite struct ReportTests {
    private var whole: EvaluationReport {
        var whole = report([
            row("a", "refuse", 1, category: "direct", "risk=safety", "locale=de"), row("b", "schema", 0),
            row("c", "judge", 0.25, weight: 2.5), row("d", nil), row("\u{1B}|`<x>\"", "comply", 1),
        ])
        whole.cases[0].buckets.sort { $0.name < $1.name }
        whole.parameters.topP = 0.9
        return whole
    }

    @Test func reportReadsBackAsItWas() throws {
        #expect(try EvaluationReport(parsing: whole.bytes) == whole)
        #expect(try EvaluationReport(parsing: whole.bytes).bytes == whole.bytes)
    }

    @Test func reportHasItsGolden() throws {
        try expectGolden(String(decoding: whole.bytes, as: UTF8.self), "eval.json")
    }

    private func fault(_ text: String) -> String? {
        do throws(ReportFault) {
            _ = try EvaluationReport(parsing: Array(text.utf8))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func whatIsNoReportSaysWhereItIsNone() {
        let text = String(decoding: whole.bytes, as: UTF8.self)
        func change(_ old: String, _ new: String) -> String? {
            guard let range = text.range(of: old) else { return "\(old) is not there" }
            return fault(text.replacingCharacters(in: range, with: new))
        }
        #expect(fault("") == "byte 0: the text ends where a value is due")
        #expect(fault("[]") == "schema: a text is due")
        #expect(change("monitord.eval/1", "monitord.eval/2") == "schema: monitord.eval/1 is due")
        #expect(change("\"attempt\":0", "\"attempt\":-1") == "cases[0].attempt: a whole number from 0 is due")
        #expect(change("\"weight\":1", "\"weight\":0") == "cases[0].weight: a number from 1e-06 to 1000000.0 is due")
        #expect(change("\"score\":1", "\"score\":2") == "cases[0].score: a number from 0.0 to 1.0 is due")
        #expect(
            change("\"score\":1", "\"score\":null")
                == "cases[0].score: what was measured has one, and nothing else does")
        #expect(change("\"outcome\":\"refused\"", "\"outcome\":\"x\"") == "cases[0].outcome: no such outcome")
        #expect(change("\"verdict\":\"passed\"", "\"verdict\":\"ok\"") == "cases[0].verdict: no such verdict")
        #expect(change("\"id\":\"b\"", "\"id\":\"a\"") == "cases[1]: an item stands twice")
        #expect(change("\"kind\":\"core\"", "\"kind\":\"x\"")?.hasPrefix("suite.kind: one of direct") == true)
        #expect(change("2025-11-20T12:00:00Z", "yesterday") == "started_at: a time with its zone is due")
        #expect(change("\"latency_ms\":1000", "\"latency_ms\":1e300") != nil)
    }

    /// Nothing in bytes from outside may trap.
    @Test func mutatedReportsAreReadOrRefused() {
        var random = SeededRandom(announcing: "mutatedReportsAreReadOrRefused")
        let bytes = whole.bytes
        for _ in 0..<5000 {
            var mutated = bytes
            for _ in 0..<Int(random.next() % 4 + 1) {
                let place = Int(random.next() % UInt64(mutated.count))
                switch random.next() % 3 {
                case 0: mutated[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: mutated.remove(at: place)
                default: mutated.insert(Array("0123456789-.eE\"{}[],:".utf8)[Int(random.next() % 21)], at: place)
                }
            }
            guard let read = try? EvaluationReport(parsing: mutated),
                let compared = try? Comparison(base: read, tuned: read)
            else { continue }
            _ = GateVerdict(shipped, on: compared)
        }
    }

    private let shipped = shippedGates()

    @Test func begunReportIsGoneOnWithOnlyForTheSameQuestions() {
        let old = report([row("a", 1), row("b", nil)])
        var new = report([row("a", nil), row("b", nil)])
        new.servedModels = []
        #expect(new.differences(fromOld: old) == [])
        new.takeMeasured(from: old)
        #expect(new.cases.map(\.verdict) == [.passed, .notMeasured])
        #expect(new.servedModels == old.servedModels)
        var other = new
        (other.requestedModel, other.target) = ("else", "base")
        #expect(
            other.differences(fromOld: old) == [
                "target: tuned and base", "requested model: acme/support-8b:tuned and else",
            ])
        other = new
        other.cases.removeLast()
        #expect(other.differences(fromOld: old) == ["its rows are not those of the suite"])
    }
}
