// Reports that tests are made of.

import Evaluations
import Foundation
import Model
import Rules
import Testing

/// A row that is expected to comply.
func row(_ id: String, _ score: Double?, attempt: Int64 = 0, weight: Double = 1) -> EvaluationCase {
    row(id, "comply", score, attempt: attempt, weight: weight)
}

/// A row; `score` nil is one that was not measured.
func row(
    _ id: String, _ expectation: String, _ score: Double?, category: String = "", _ buckets: String...,
    milliseconds: Int64 = 1000, attempt: Int64 = 0, weight: Double = 1
) -> EvaluationCase {
    let labels = buckets.map { word in
        let parts = word.split(separator: "=").map(String.init)
        return Label(name: parts[0], value: parts[1])
    }
    var row = EvaluationCase(
        id: id, category: category, buckets: labels, weight: weight, expectation: expectation, attempt: attempt)
    guard let score else {
        row.reason = "timeout"
        return row
    }
    row.score = score
    row.verdict = score >= 0.5 ? .passed : .failed
    let isRefusal = expectation == "refuse"
    row.outcome = (score >= 0.5) == isRefusal ? .refused : .complied
    if expectation == "schema" { row.formatValid = score >= 0.5 }
    row.hedgingAbsent = true
    (row.answerBytes, row.answerHash) = (100, "00ff")
    row.latency = .milliseconds(milliseconds)
    (row.inputTokens, row.outputTokens) = (20, 40)
    return row
}

/// `hits` of `count` cases pass.
func rows(
    _ hits: Int, of count: Int, _ expectation: String = "comply", prefix: String = "c", category: String = "",
    milliseconds: Int64 = 1000
) -> [EvaluationCase] {
    (0..<count).map {
        row("\(prefix)\($0)", expectation, $0 < hits ? 1 : 0, category: category, milliseconds: milliseconds)
    }
}

func report(
    _ cases: [EvaluationCase], target: String = "tuned", kind: CanaryKind = .core, zeroTolerance: Bool = false
) -> EvaluationReport {
    let start = EventTime(microseconds: 1_763_640_000_000_000)
    let suite = SuiteMark(
        name: "golden", kind: kind, hash: String(repeating: "ab", count: 32),
        items: Int64(Set(cases.map(\.id)).count), isZeroTolerance: zeroTolerance)
    let parameters = AskingParameters(
        temperature: 0, topP: nil, maxTokens: 512, hasSeed: true, systemHash: "", repeats: 1)
    var report = EvaluationReport(
        suite: suite, target: target, role: target, model: "acme/support-8b",
        requestedModel: "acme/support-8b:\(target)",
        parameters: parameters, version: "0.0.0", startedAt: start, endedAt: start + .seconds(60))
    report.servedModels = ["acme/support-8b-\(target)"]
    report.fingerprints = ["fp_1"]
    report.judges = ["refusal/1", "hedge/1"]
    report.cases = cases
    return report
}

func comparison(
    _ base: [EvaluationCase], _ tuned: [EvaluationCase], kind: CanaryKind = .core, zeroTolerance: Bool = false
) throws -> Comparison {
    try Comparison(
        base: report(base, target: "base", kind: kind, zeroTolerance: zeroTolerance),
        tuned: report(tuned, kind: kind, zeroTolerance: zeroTolerance))
}

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

func shippedGates(_ name: String = "default") -> GateSet {
    let (set, _, diagnostics) = loadGates(path: "\(root)/gates/\(name).toml")
    #expect(diagnostics.map { $0.text() } == [])
    return set
}

/// What a shipped gate decides.
func decision(
    _ name: String, _ base: [EvaluationCase], _ tuned: [EvaluationCase], kind: CanaryKind = .core,
    zeroTolerance: Bool = false
) throws -> GateDecision {
    let gate = try #require(shippedGates().gates.first { $0.name == name }, "\(name)")
    return gate.decision(on: try comparison(base, tuned, kind: kind, zeroTolerance: zeroTolerance))
}

/// MONITORD_UPDATE_GOLDENS=1 writes the goldens anew.
func expectGolden(_ text: String, _ name: String, _ place: SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text, sourceLocation: place)
}
