// Asks what a report lacks: so many at a time, again where that can help, and each row once.

internal import Canaries
internal import Daemon
internal import Evaluations
internal import Model
internal import Platform
internal import TextScan

struct EvalRunner: ~Copyable {
    /// Of one attempt.
    private static let triesMax = 4
    /// Before the second try; doubled each time.
    private static let waitSeconds: Int64 = 1
    /// An endpoint that asks for more is not measured.
    private static let waitMax = TimeSpan.seconds(120)
    private static let savePeriod = TimeSpan.seconds(30)
    private static let pollMax = TimeSpan.milliseconds(200)

    private(set) var report: EvaluationReport
    private var prober: Prober
    private let suite: Suite
    private let target: Target
    private let concurrency: Int
    private let identity: CanaryIdentity
    private let runID: String
    private let seen: SeenAnswers
    /// Rows that are to be asked, the next one last.
    private var pending: [Int] = []
    /// Rows that are asked again, and when by the monotonic clock.
    private var waiting: [(row: Int, at: TimeSpan)] = []
    private var tries: [Int]
    private var asked: [String: Int] = [:]
    private var served: Set<String>
    private var fingerprints: Set<String>

    /// Nil when libcurl cannot start.
    init?(
        suite: Suite, target: Target, judge: CanaryPlan.Judge?, key: Sealed, concurrency: Int,
        patterns: TextPatterns,
        report: EvaluationReport, answers: AnswerFile?
    ) {
        let made = Prober(
            judge: judge, key: key, concurrency: concurrency, textJudgeName: RefusalJudge.version,
            textJudge: { patterns.judge($0) })
        guard var prober = made else { return nil }
        let seen = SeenAnswers(answers)
        prober.onAnswer = { ask, answer in seen.take(ask, answer) }
        (self.suite, self.target, self.report, self.concurrency) = (suite, target, report, concurrency)
        self.seen = seen
        self.prober = prober
        identity = CanaryIdentity(key: key)
        runID = CanaryRun.id(
            suite: suite.name, target: target.name, occasion: "eval:\(Clocks.wall().microseconds)")
        tries = [Int](repeating: 0, count: report.cases.count)
        served = Set(report.servedModels)
        fingerprints = Set(report.fingerprints)
        pending = report.cases.indices.filter { !report.cases[$0].isMeasured }.reversed()
    }

    /// What gives verdicts: the same in each report that can be compared with this one.
    static func judges(_ judge: CanaryPlan.Judge?) -> [String] {
        let opinion = judge.map { ["\($0.model)/\(JudgeQuestion.version)"] } ?? []
        return [RefusalJudge.version] + opinion + [HedgePhrases.version]
    }

    /// False when somebody stopped it; the report has what was measured until then.
    mutating func run(saving path: String, _ arguments: Arguments) throws(CommandFailure) -> Bool {
        var progress = EvalProgress(isQuiet: arguments[flag: "quiet"], total: report.cases.count)
        var saved = Clocks.monotonic()
        while !pending.isEmpty || !waiting.isEmpty || prober.inFlight > 0 {
            if Signals.next() == .stop {
                prober.cancelAll()
                progress.clear()
                finish()
                return false
            }
            let now = Clocks.monotonic()
            startDue(now)
            for answer in prober.poll(timeout: pollTime(now), now: Clocks.wall) { take(answer, Clocks.monotonic()) }
            if let failure = seen.failure { throw failure }
            progress.show(
                measured: report.cases.count - report.unmeasured, failed: report.failed, at: Clocks.monotonic())
            if Clocks.monotonic() - saved >= Self.savePeriod {
                finish()
                try EvalCommand.write(report.bytes, to: path)
                saved = Clocks.monotonic()
            }
        }
        progress.clear()
        finish()
        return true
    }

    /// What the rows do not say.
    private mutating func finish() {
        report.servedModels = served.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        report.fingerprints = fingerprints.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        report.endedAt = Clocks.wall()
    }

    private mutating func startDue(_ now: TimeSpan) {
        while prober.inFlight < concurrency {
            if let place = waiting.firstIndex(where: { $0.at <= now }) {
                start(waiting.remove(at: place).row)
            } else if waiting.count < concurrency, let row = pending.popLast() {
                // While an endpoint wants to be left alone by as many as may ask it, nobody else asks.
                start(row)
            } else {
                return
            }
        }
    }

    private func pollTime(_ now: TimeSpan) -> TimeSpan {
        let next = waiting.map { $0.at - now }.min() ?? Self.pollMax
        return min(Self.pollMax, max(.milliseconds(1), next))
    }

    private mutating func start(_ row: Int) {
        let found = report.cases[row]
        guard let item = suite.items.first(where: { $0.id.utf8.elementsEqual(found.id.utf8) }) else {
            preconditionFailure("a row of an item that the suite has not")
        }
        tries[row] += 1
        let requestID = identity.requestID(run: runID, item: item.id, attempt: found.attempt)
        var draw = identity.draw("eval seed", [runID, item.id, String(found.attempt)])
        let ask = CanaryAsk(
            run: runID, item: item.id, category: item.category, attempt: found.attempt, requestID: requestID,
            target: target, messages: item.messages, expectation: item.expectation,
            acceptsBlocked: suite.acceptsBlocked, seed: Int64(draw.next() >> 33))
        asked[Self.name(item.id, found.attempt)] = row
        prober.start(ask, at: Clocks.wall())
    }

    private static func name(_ item: String, _ attempt: Int64) -> String { "\(attempt)/\(item)" }

    private mutating func take(_ answer: CanaryAnswer, _ now: TimeSpan) {
        let result = answer.result
        guard let row = asked.removeValue(forKey: Self.name(result.item, result.attempt)) else { return }
        if result.verdict == .notMeasured, answer.isTransient, tries[row] < Self.triesMax {
            let wait = answer.retryAfter ?? .seconds(Self.waitSeconds << Int64(tries[row] - 1))
            if wait <= Self.waitMax {
                waiting.append((row, now + wait))
                return
            }
        }
        if !result.servedModel.isEmpty { served.insert(result.servedModel) }
        if !result.fingerprint.isEmpty { fingerprints.insert(result.fingerprint) }
        report.cases[row].take(answer, hedgingAbsent: seen.hedgingAbsent(result.item, result.attempt))
    }
}

extension EvaluationCase {
    fileprivate mutating func take(_ answer: CanaryAnswer, hedgingAbsent: Bool?) {
        let result = answer.result
        (outcome, verdict, reason) = (result.outcome, result.verdict, result.reason)
        (latency, answerBytes, answerHash) = (result.latency, result.answerBytes, result.answerHash)
        (inputTokens, outputTokens) = (result.inputTokens, result.outputTokens)
        guard isMeasured else { return }
        self.hedgingAbsent = hedgingAbsent
        let isJudged = expectation.utf8.elementsEqual("judge".utf8)
        score = (isJudged ? answer.score : nil) ?? (verdict == .passed ? 1 : 0)
        if expectation.utf8.elementsEqual("schema".utf8) { formatValid = verdict == .passed }
    }
}
