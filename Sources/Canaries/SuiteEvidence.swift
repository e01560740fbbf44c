// What the runs of one suite at one target amount to.

internal import Detectors
package import Model
internal import Statistics

/// Takes the reports of one suite and target in order; a value without I/O.
///
/// Failures are looked at twice: over the run at hand, and over the runs of the last day, because a rate that is just
/// above what is borne shows in no single run. Each look is an e-value, so that at a threshold of 1000 either errs at
/// most once in 1000 runs of a suite that fails as often as is borne, and both together at most twice.
package struct SuiteEvidence: Equatable, Sendable {
    /// ln 1000.
    package static let lnThreshold = 6.907755278982137
    /// From this many clean complete runs on a failure is over, though nothing asked the item that failed again.
    static let cleanRunsMin: Int64 = 3
    static let day = TimeSpan.seconds(86_400)
    /// Of one day; an hourly suite has 24, and orders add a few.
    static let runsMax = 100
    /// Items that failed are remembered up to here, in the order in which they did.
    static let failingMax = 64
    static let finishedMax = 8

    /// An item that failed and has not passed since.
    package struct Failing: Equatable, Sendable {
        package var item: String
        package var category: String
    }

    struct RunCount: Equatable, Sendable {
        var at: EventTime
        var asked: Int64
        var failures: Int64
    }

    /// The run that goes on, the last complete one, and the first complete one of the suite as it is.
    package internal(set) var current: RunLedger?
    package internal(set) var last: RunLedger?
    package internal(set) var reference: RunLedger?
    package internal(set) var failing: [Failing] = []
    var runs: [RunCount] = []
    var cleanRuns: Int64 = 0
    /// Runs that are over, the newest last.
    var finished: [String] = []
    var regressions = PairEvidence()

    package init() {}

    /// What a report changed.
    package struct News: Equatable, Sendable {
        /// Names of items that failed and failed again, or once, that were not told before.
        package var failed: [String] = []
        package var flaky: [String] = []
        /// Whether the report ended its run with every item measured.
        package var completes = false
    }

    /// Takes a report. Nil when it says nothing new of any answer.
    package mutating func take(_ report: CanaryReport) -> News? {
        let run = report.run
        guard run.state == .intended || run.state == .complete || run.state == .incomplete,
            !finished.contains(where: { $0.utf8.elementsEqual(run.id.utf8) })
        else { return nil }
        var ledger = current.flatMap { $0.run.utf8.elementsEqual(run.id.utf8) ? $0 : nil } ?? RunLedger(run)
        var news = News()
        for conclusion in report.conclusions where ledger.add(conclusion) { note(conclusion, &news) }
        current = ledger
        if run.isOver {
            end(ledger, isComplete: run.state == .complete)
            news.completes = run.state == .complete
        }
        return news
    }

    private mutating func note(_ conclusion: CanaryConclusion, _ news: inout News) {
        let isSame = { (known: Failing) in known.item.utf8.elementsEqual(conclusion.item.utf8) }
        switch conclusion.fate {
        case .failed:
            news.failed.append(conclusion.item)
            if !failing.contains(where: isSame), failing.count < Self.failingMax {
                failing.append(Failing(item: conclusion.item, category: conclusion.category))
            }
        case .flaky: news.flaky.append(conclusion.item)
        case .passed: failing.removeAll(where: isSame)
        case .notMeasured: break
        }
    }

    private mutating func end(_ ledger: RunLedger, isComplete: Bool) {
        finished.append(ledger.run)
        if finished.count > Self.finishedMax { finished.removeFirst() }
        runs.removeAll { $0.at + Self.day <= ledger.startedAt }
        runs.append(RunCount(at: ledger.startedAt, asked: ledger.asked, failures: ledger.failures))
        if runs.count > Self.runsMax { runs.removeFirst() }
        guard isComplete else { return }
        cleanRuns = ledger.failures == 0 ? cleanRuns + 1 : 0
        if cleanRuns >= Self.cleanRunsMin { failing = [] }
        compare(ledger)
        last = ledger
    }

    /// Against the first complete run of the same questions: a suite that changes begins anew.
    private mutating func compare(_ ledger: RunLedger) {
        guard let first = reference, first.suiteHash.utf8.elementsEqual(ledger.suiteHash.utf8) else {
            reference = ledger
            regressions.reset()
            return
        }
        let pairs = ledger.pairs(with: first)
        regressions.step(worse: pairs.worse, better: pairs.better)
    }

    /// A person ended an alert about failures: what it was about has to be shown again.
    package mutating func forgetFailures() {
        (failing, runs) = ([], [])
        cleanRuns = Self.cleanRunsMin
    }

    package mutating func forgetRegressions() { regressions.reset() }
}

extension SuiteEvidence {
    /// The answers of the run that goes on or was the last, and of the last day with it.
    package var runCounts: (asked: Int64, failures: Int64) { (current?.asked ?? 0, current?.failures ?? 0) }

    package var dayCounts: (asked: Int64, failures: Int64) {
        guard let current else { return (0, 0) }
        let isOver = finished.contains { $0.utf8.elementsEqual(current.run.utf8) }
        let before = runs.filter { $0.at + Self.day > current.startedAt }
        let sum = before.reduce(into: (asked: Int64(0), failures: Int64(0))) {
            $0.asked += $1.asked
            $0.failures += $1.failures
        }
        return isOver ? sum : (sum.asked + current.asked, sum.failures + current.failures)
    }

    /// ln e against "at most `borne` of all answers fail": the larger of the run's and the day's.
    package func lnEvidence(borne: Double) -> Double {
        [runCounts, dayCounts].compactMap {
            Canary.lnEvidence(failures: Int($0.failures), of: Int($0.asked), q0: borne)
        }.max() ?? 0
    }

    /// What the failure rate is below, with 95 % confidence, when the last day had no failure.
    package var zeroFailureBound: Double? {
        let day = dayCounts
        guard day.failures == 0 else { return nil }
        return Canary.zeroFailureBound(count: Int(day.asked), alpha: 0.05)
    }

    /// Categories of the items that failed, each once, in order.
    package var failingCategories: [String] {
        failing.map(\.category).filter { !$0.isEmpty }.reduce(into: []) { known, category in
            if !known.contains(where: { $0.utf8.elementsEqual(category.utf8) }) { known.append(category) }
        }
    }

    /// Items of the last run that passed in the first and fail now, and the other way round, with the evidence of all
    /// runs since. Nil before there are two.
    package var regression: (worse: Int64, better: Int64, both: Int64, lnEvidence: Double)? {
        guard let last, let reference, last.run != reference.run else { return nil }
        let pairs = last.pairs(with: reference)
        return (pairs.worse, pairs.better, pairs.both, regressions.lnEvidence)
    }

    /// The share of items that passed, in the first run and in the last.
    package var passRates: (first: Double, last: Double)? {
        guard let last, let reference, reference.measured > 0, last.measured > 0 else { return nil }
        return (
            Double(reference.passed) / Double(reference.measured), Double(last.passed) / Double(last.measured)
        )
    }
}
