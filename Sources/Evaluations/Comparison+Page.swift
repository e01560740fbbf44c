// A comparison for people: a terminal, or the comment on a pull request.

package import Backtests
internal import Model

extension Comparison {
    /// `verdict` is nil where no gate was asked.
    package func page(_ verdict: GateVerdict?) -> Page {
        var page = Page(title: "\(base.target) → \(tuned.target): \(base.suite.name)")
        page.add(.text(summary))
        if let verdict {
            page.add(.text(verdict.words))
        } else {
            page.add(.text("No gate was asked: nothing is decided."))
        }
        for note in notes { page.add(.note(note)) }
        if let verdict { addGates(verdict, &page) }
        page.add(.head("Metrics"))
        let columns = ["metric", "n", "base", "tuned", "change", "95 %", "winner"]
        page.add(.table(columns, metrics.map { cells($0.metric.rawValue, $0) }, right: Set(1...5)))
        let parts = slices.compactMap { row(.passRate, $0) }
        if !parts.isEmpty {
            page.add(.head("Pass rate by category and bucket"))
            let head = ["of"] + columns.dropFirst()
            page.add(.table(head, parts.map { cells($0.slice.word, $0) }, right: Set(1...5)))
        }
        addRegressions(&page)
        return page
    }

    /// Those that some case has, in the order of the words.
    package var metrics: [MetricRow] { EvaluationMetric.allCases.compactMap { row($0, .whole) } }

    private func cells(_ name: String, _ row: MetricRow) -> [String] {
        [
            name, "\(row.count)", row.metric.value(row.base), row.metric.value(row.tuned), row.change, row.range,
            row.winner.rawValue,
        ]
    }

    private var summary: String {
        "Suite \(base.suite.name) (\(base.suite.kind.rawValue)), \(pairs.count) items, sha256 \(base.suite.hash). "
            + "Base: \(base.requestedModel). Tuned: \(tuned.requestedModel)."
    }

    private var notes: [String] {
        var notes: [String] = []
        for report in [base, tuned] {
            if report.servedModels.count > 1 {
                notes.append("\(report.target) was served by \(report.servedModels.joined(separator: ", "))")
            }
            if report.fingerprints.count > 1 {
                notes.append("\(report.target) changed its fingerprint while it was asked")
            }
        }
        let missing = unmeasured
        if !missing.isEmpty {
            let names = missing.prefix(Self.regressionsShown).map(\.id).joined(separator: ", ")
            let rest = missing.count > Self.regressionsShown ? ", …" : ""
            notes.append("not measured: \(missing.count) of \(pairs.count) cases (\(names)\(rest))")
        }
        let both = failedByBoth
        if !both.isEmpty {
            let names = both.prefix(Self.regressionsShown).map(\.id).joined(separator: ", ")
            let rest = both.count > Self.regressionsShown ? ", …" : ""
            notes.append(
                "\(both.count) failed by both (\(names)\(rest)): what fails for three versions in a row belongs into "
                    + "the training backlog, with 5 to 10 corrected examples each")
        }
        return notes
    }

    private func addGates(_ verdict: GateVerdict, _ page: inout Page) {
        page.add(.head("Gates"))
        var rows: [[String]] = []
        for decision in verdict.decisions {
            let missing = decision.unmeasured == 0 ? "" : " (\(decision.unmeasured) not measured)"
            rows.append(
                [decision.gate.name, decision.outcome.words, "\(decision.cases)\(missing)", decision.reason])
            for finding in decision.findings {
                let answer = finding.answer(decision.gate)
                rows.append(["", finding.words, "", "\(finding.question(decision.gate)): \(answer)"])
            }
        }
        page.add(.table(["gate", "decision", "cases", "why"], rows, right: []))
    }

    private func addRegressions(_ page: inout Page) {
        let lower = regressions
        page.add(.head("Lower than the base"))
        guard !lower.isEmpty else { return page.add(.text("No case.")) }
        let rows = lower.prefix(Self.regressionsShown).map { pair -> [String] in
            let (old, new) = (pair.base.worst, pair.tuned.worst)
            let buckets = old.buckets.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            return [
                pair.id, old.category, buckets, old.expectation, "\(old.outcome.name) (\(old.verdict.rawValue))",
                "\(new.outcome.name) (\(new.verdict.rawValue))", EvaluationMetric.score.value(pair.base.score),
                EvaluationMetric.score.value(pair.tuned.score),
            ]
        }
        let share = percentText(Double(lower.count) / Double(max(1, pairs.count)))
        page.add(
            .text(
                "\(lower.count) of \(pairs.count) cases (\(share)); \(rows.count) for a person to read, "
                    + "the worst first:"
            ))
        page.add(
            .table(
                ["item", "category", "buckets", "expected", "base", "tuned", "score", "now"], rows, right: [6, 7]))
    }
}

extension GateVerdict {
    package var words: String {
        switch word {
        case .pass: "PASS: every gate that applies accepts."
        case .block: "BLOCK: \(names([.blocked, .notMeasured]))."
        case .review: "REVIEW: \(reviewWords). A person reads the cases below and signs."
        }
    }

    private var reviewWords: String {
        let open = names([.review])
        return open.isEmpty ? "no gate applies" : open
    }

    private func names(_ outcomes: [GateDecision.Outcome]) -> String {
        decisions.filter { outcomes.contains($0.outcome) }.map { "\($0.gate.name) (\($0.outcome.words))" }
            .joined(separator: ", ")
    }
}

extension GateDecision.Outcome {
    package var words: String {
        switch self {
        case .accepted: "accepted"
        case .blocked: "blocked"
        case .review: "review"
        case .notMeasured: "not measured"
        case .notApplicable: "not applicable"
        }
    }
}

extension GateFinding {
    fileprivate var words: String {
        switch (side, holds) {
        case (_, nil): "-"
        case (_, true?): "yes"
        case (_, false?): "no"
        }
    }
}
