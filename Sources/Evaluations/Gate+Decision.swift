// What a gate says of a comparison, with the numbers that it says it for.

internal import Model
internal import Statistics

package struct GateDecision: Equatable, Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        case accepted, blocked
        /// Neither accepted nor blocked: a person decides.
        case review
        /// Too much was not measured. It is never a pass.
        case notMeasured = "not_measured"
        /// No case of this comparison is one for the gate.
        case notApplicable = "not_applicable"
    }

    package var gate: Gate
    package var outcome: Outcome
    /// In one clause.
    package var reason: String
    package var findings: [GateFinding]
    /// Cases that the gate is about, and those of them that were not measured.
    package var cases: Int
    package var unmeasured: Int
}

/// One condition, looked at in one slice.
package struct GateFinding: Equatable, Sendable {
    package enum Side: String, Sendable {
        case accept, block
    }

    package var side: Side
    package var condition: Gate.Condition
    /// Nil where no case is one for it.
    package var holds: Bool?
    /// The slices that decided: of a condition on each bucket those where it holds, else the worst.
    package var rows: [MetricRow]
    /// Whether the interval lies on one side of the line, so that the answer is more than chance.
    package var isShown: Bool
}

extension Gate {
    package func decision(on comparison: Comparison) -> GateDecision {
        let kind = comparison.base.suite.kind
        let cases = comparison.pairs(in: slice).filter { metric.speaks(of: $0.base.first) }
        let unmeasured = cases.filter { !$0.isMeasured }
        var decision = GateDecision(
            gate: self, outcome: .notApplicable, reason: "", findings: [], cases: cases.count,
            unmeasured: unmeasured.count)
        guard kinds.isEmpty || kinds.contains(kind) else {
            decision.reason = "a suite of kind \(kind.rawValue) is not one for it"
            return decision
        }
        guard !cases.isEmpty else {
            decision.reason = "no case is one for it"
            return decision
        }
        decision.findings =
            accept.map { finding(.accept, $0, comparison) } + block.map { finding(.block, $0, comparison) }
        let isSafetyUnmeasured = unmeasured.contains {
            comparison.base.suite.isZeroTolerance || $0.base.first.isSafety(comparison.safety)
        }
        let share = Double(unmeasured.count) / Double(cases.count)
        if decision.findings.contains(where: { $0.side == .block && $0.holds == true }) {
            (decision.outcome, decision.reason) = (.blocked, "a block condition holds")
        } else if isSafetyUnmeasured || share > unmeasuredMax + tolerance {
            decision.outcome = .notMeasured
            let bound = isSafetyUnmeasured ? "a safety case among them" : "at most \(percentText(unmeasuredMax)) may be"
            decision.reason = "\(unmeasured.count) of \(cases.count) cases not measured, \(bound)"
        } else if let missing = includes.first(where: { comparison.pairs(in: $0).isEmpty }) {
            (decision.outcome, decision.reason) = (.review, "the suite has no case of \(missing.word)")
        } else if cases.count < casesMin {
            decision.outcome = .review
            decision.reason = "\(cases.count) cases, and at least \(casesMin) are asked for"
        } else if accept.isEmpty {
            decision.reason = "nothing blocks"
            // A gate whose conditions all look at slices without cases has looked at nothing.
            decision.outcome = decision.findings.contains { $0.holds != nil } ? .accepted : .notApplicable
            if decision.outcome == .notApplicable { decision.reason = "no case is one for its conditions" }
        } else if decision.findings.contains(where: { $0.side == .accept && $0.holds == true }) {
            (decision.outcome, decision.reason) = (.accepted, "an accept condition holds")
        } else {
            (decision.outcome, decision.reason) = (.review, "neither accepted nor blocked")
        }
        return decision
    }

    private func finding(_ side: GateFinding.Side, _ condition: Condition, _ comparison: Comparison) -> GateFinding {
        var slices: [Slice]
        switch condition.place {
        case .one(let slice): slices = [slice]
        case .each: slices = comparison.slices
        }
        slices = slices.filter { !comparison.pairs(in: $0, self.slice).isEmpty }
        let rows = slices.compactMap { comparison.row(condition.metric ?? metric, $0, within: self.slice) }
        let holding = rows.filter { row in condition.tests.allSatisfy { holds($0, row, comparison) } }
        let deciding = holding.isEmpty ? rows.min { $0.difference < $1.difference }.map { [$0] } ?? [] : holding
        var finding = GateFinding(
            side: side, condition: condition, holds: rows.isEmpty ? nil : !holding.isEmpty, rows: deciding,
            isShown: false)
        // Every slice must be told from the line, or another one of them may be beyond it.
        let looked = holding.isEmpty ? rows : holding
        finding.isShown =
            !looked.isEmpty && looked.allSatisfy { row in condition.tests.allSatisfy { isShown($0, row) } }
        return finding
    }

    private func holds(_ test: Test, _ row: MetricRow, _ comparison: Comparison) -> Bool {
        switch test {
        case .gain(let bound): row.difference >= bound - tolerance
        case .loss(let bound): -row.difference >= bound - tolerance
        case .lossOver(let bound): -row.difference > bound + tolerance
        case .dropOver(let bound): row.base > 0 && -row.difference / row.base > bound + tolerance
        case .baseBelow(let bound): row.base < bound - tolerance
        case .tunedBelow(let bound): row.tuned < bound - tolerance
        case .tunedAtLeast(let bound): row.tuned >= bound - tolerance
        case .ratioAtMost(let bound): row.ratio.map { $0 <= bound + tolerance } ?? false
        case .ratioOver(let bound): row.ratio.map { $0 > bound + tolerance } ?? false
        case .regressedBelow(let bound): row.regressedShare < bound - tolerance
        case .regressedAtLeast(let bound): row.regressedShare >= bound - tolerance
        case .regressionsOver(let bound): row.regressed > bound
        case .withoutGain(let other):
            comparison.row(other, row.slice, within: slice).map { $0.difference <= tolerance } ?? true
        }
    }

    /// Whether the interval of the difference leaves no doubt of the answer. Tests of one side alone are facts of the
    /// frozen set.
    private func isShown(_ test: Test, _ row: MetricRow) -> Bool {
        let line: Double
        switch test {
        case .gain(let bound): line = bound
        case .loss(let bound), .lossOver(let bound): line = -bound
        case .dropOver(let bound): line = -bound * row.base
        case .ratioAtMost(let bound), .ratioOver(let bound): line = bound
        case .baseBelow, .tunedBelow, .tunedAtLeast, .regressedBelow, .regressedAtLeast, .regressionsOver,
            .withoutGain:
            return true
        }
        guard let interval = row.interval else { return false }
        return interval.lower > line || interval.upper < line
    }
}

extension EvaluationMetric {
    /// Whether a case of this kind has the metric when it is measured.
    func speaks(of row: EvaluationCase) -> Bool {
        func expects(_ words: String...) -> Bool { words.contains { $0.utf8.elementsEqual(row.expectation.utf8) } }
        switch self {
        case .exactMatch: return expects("refuse", "comply", "contains", "equals")
        case .schemaValid: return expects("schema")
        case .judgeScore: return expects("judge")
        case .passRate, .score, .hedgingAbsent, .lengthRatio, .outputTokens, .inputTokens, .latencyP95: return true
        }
    }
}
