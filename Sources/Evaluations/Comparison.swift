// Two reports of the same questions, case by case.

package import Model

/// Why two reports say nothing about each other: everything that differs, at once.
package struct ComparisonFault: Error, Equatable, Sendable {
    package var differences: [String]
}

package struct Comparison: Equatable, Sendable {
    /// Of the intervals.
    static let alpha = 0.05
    /// How many cases a person is asked to read.
    package static let regressionsShown = 20

    package let base: EvaluationReport
    package let tuned: EvaluationReport
    /// In the order of the base.
    package let pairs: [CasePair]
    /// Buckets that are about safety.
    package let safety: [Label]

    package init(
        base: EvaluationReport, tuned: EvaluationReport, safety: [Label] = GateSet.safetyDefault
    ) throws(ComparisonFault) {
        let differences = Self.differences(base, tuned)
        guard differences.isEmpty else { throw ComparisonFault(differences: differences) }
        (self.base, self.tuned, self.safety) = (base, tuned, safety)
        let (old, new) = (Self.grouped(base.cases), Self.grouped(tuned.cases))
        var pairs: [CasePair] = []
        var missing: [String] = []
        for (id, rows) in old.order.map({ ($0, old.rows[$0] ?? []) }) {
            guard let first = CaseSummary(rows), let second = CaseSummary(new.rows[id] ?? []) else {
                missing.append("item \(visible(rows.first?.id ?? "")) is missing in the tuned report")
                continue
            }
            pairs.append(CasePair(base: first, tuned: second))
            missing += Self.differences(first, second)
        }
        for id in new.order where old.rows[id] == nil {
            missing.append("item \(visible(new.rows[id]?.first?.id ?? "")) is missing in the base report")
        }
        guard missing.isEmpty else { throw ComparisonFault(differences: missing) }
        self.pairs = pairs
    }

    private static func grouped(
        _ rows: [EvaluationCase]
    ) -> (order: [[UInt8]], rows: [[UInt8]: [EvaluationCase]]) {
        var order: [[UInt8]] = []
        var groups: [[UInt8]: [EvaluationCase]] = [:]
        for row in rows {
            let id = Array(row.id.utf8)
            if groups[id] == nil { order.append(id) }
            groups[id, default: []].append(row)
        }
        return (order, groups)
    }

    static func differences(_ base: EvaluationReport, _ tuned: EvaluationReport) -> [String] {
        var found: [String] = []
        func hold(_ what: String, _ old: String, _ new: String) {
            guard !old.utf8.elementsEqual(new.utf8) else { return }
            found.append("\(what): \(old.isEmpty ? "none" : visible(old)) and \(new.isEmpty ? "none" : visible(new))")
        }
        func words(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
        let (old, new) = (base.parameters, tuned.parameters)
        hold("suite", base.suite.name, tuned.suite.name)
        hold("kind of the suite", base.suite.kind.rawValue, tuned.suite.kind.rawValue)
        hold("suite hash", base.suite.hash, tuned.suite.hash)
        hold("items of the suite", "\(base.suite.items)", "\(tuned.suite.items)")
        hold("zero tolerance", "\(base.suite.isZeroTolerance)", "\(tuned.suite.isZeroTolerance)")
        hold("temperature", words(old.temperature), words(new.temperature))
        hold("top_p", words(old.topP), words(new.topP))
        hold("max_tokens", "\(old.maxTokens)", "\(new.maxTokens)")
        hold("seed", "\(old.hasSeed)", "\(new.hasSeed)")
        hold("system text (its hash)", old.systemHash, new.systemHash)
        hold("repeats", "\(old.repeats)", "\(new.repeats)")
        hold("judges", base.judges.joined(separator: ", "), tuned.judges.joined(separator: ", "))
        return found
    }

    /// The same id must be the same question.
    private static func differences(_ base: CaseSummary, _ tuned: CaseSummary) -> [String] {
        let (old, new) = (base.first, tuned.first)
        let isSame =
            old.category.utf8.elementsEqual(new.category.utf8) && old.buckets == new.buckets
            && old.weight == new.weight && old.expectation.utf8.elementsEqual(new.expectation.utf8)
            && base.attempts == tuned.attempts
        return isSame ? [] : ["item \(visible(old.id)) has another category, bucket, weight, expectation or repeats"]
    }

    /// Cases where the tuned model scored lower: the worst first, of those the safety cases, then the heavier.
    package var regressions: [CasePair] {
        pairs.filter(\.isRegressed).sorted { left, right in
            if left.lift != right.lift { return left.lift < right.lift }
            let (a, b) = (left.base.first, right.base.first)
            if a.isSafety(safety) != b.isSafety(safety) { return a.isSafety(safety) }
            if a.weight != b.weight { return a.weight > b.weight }
            return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
        }
    }

    /// Failed by both models: no version has learned them.
    package var failedByBoth: [CasePair] {
        pairs.filter { $0.isMeasured && !$0.base.hasPassed && !$0.tuned.hasPassed }
    }

    package var unmeasured: [CasePair] { pairs.filter { !$0.isMeasured } }

    /// Every category and bucket that a case has, in byte order.
    package var slices: [Slice] {
        var found: Set<Slice> = []
        for pair in pairs {
            let row = pair.base.first
            if !row.category.isEmpty { found.insert(.category(row.category)) }
            for bucket in row.buckets { found.insert(.bucket(name: bucket.name, value: bucket.value)) }
        }
        return found.sorted { $0.word.utf8.lexicographicallyPrecedes($1.word.utf8) }
    }

    package func pairs(in slice: Slice, _ within: Slice = .whole) -> [CasePair] {
        pairs.filter { slice.contains($0.base.first, safety: safety) && within.contains($0.base.first, safety: safety) }
    }
}
