// Asks an endpoint, holds the answer against what was expected, and gives the result: one thread, many at a time.

package import Canaries
internal import HTTP
package import Model

/// Carries out what the conductor asks for. Nothing that was asked or answered leaves it but through `onAnswer`: the
/// results hold lengths, hashes and words of ours.
package struct Prober: ~Copyable {
    private var client: HTTPClient
    private let judge: CanaryPlan.Judge?
    private let key: Sealed
    private let textJudge: (Sealed) -> TextVerdict
    /// For `CanaryResult.judge`: the patterns with their version.
    private let textJudgeName: String
    private var memory = ReplyMemory()
    private var probes: [Int: Probe] = [:]
    private var nextTag = 0
    /// Sees each answer as soon as it is there. Nil, as in the daemon: nobody does.
    package var onAnswer: ((CanaryAsk, Sealed) -> Void)?

    /// One ask on its way.
    private struct Probe {
        let ask: CanaryAsk
        let startedAt: EventTime
        /// Once the model has answered and the judge is asked.
        var judging: (examination: Examination, result: CanaryResult)?
    }

    /// Nil when libcurl cannot start.
    package init?(
        judge: CanaryPlan.Judge?, key: Sealed, concurrency: Int, textJudgeName: String,
        textJudge: @escaping (Sealed) -> TextVerdict
    ) {
        guard let client = HTTPClient(connectionsMax: concurrency) else { return nil }
        self.client = client
        (self.judge, self.key, self.textJudgeName, self.textJudge) = (judge, key, textJudgeName, textJudge)
    }

    package var inFlight: Int { probes.count }

    /// Begins to ask. What came of it is told by `poll`, once.
    package mutating func start(_ ask: CanaryAsk, at now: EventTime) {
        nextTag += 1
        probes[nextTag] = Probe(ask: ask, startedAt: now)
        client.start(HTTPRequest(ask), tag: nextTag)
    }

    /// Answers that are there now, or as soon as something moves; nothing at the end of `timeout`, or earlier when an
    /// answer went on to the judge. Waits even if nothing is in flight.
    package mutating func poll(timeout: TimeSpan, now: () -> EventTime) -> [CanaryAnswer] {
        var answers: [CanaryAnswer] = []
        for (tag, outcome) in client.poll(timeout: timeout) {
            guard let probe = probes.removeValue(forKey: tag) else { continue }
            if probe.judging != nil {
                answers.append(finish(probe, judged: outcome))
            } else if let answer = examine(probe, outcome, tag: tag, now: now()) {
                answers.append(answer)
            }
        }
        return answers
    }

    /// Forgets all that is in flight; nothing is told of it.
    package mutating func cancelAll() {
        client.cancelAll()
        probes = [:]
    }

    // MARK: the model's answer

    /// Nil when a judge is to be heard first.
    private mutating func examine(
        _ probe: Probe, _ outcome: Result<HTTPReply, HTTPFailure>, tag: Int, now: EventTime
    ) -> CanaryAnswer? {
        let reply: HTTPReply
        switch outcome {
        case .success(let success): reply = success
        case .failure(let failure):
            return unmeasured(probe, failure.words, isTransient: failure.isTransient, now: now)
        }
        switch ChatReading(status: reply.status, body: reply.body, header: { reply[header: $0] }) {
        case .notMeasured(let reason, let isTransient):
            let retryAfter = isTransient ? reply.retryAfter(now: now) : nil
            return unmeasured(
                probe, reason, isTransient: isTransient, retryAfter: retryAfter, latency: reply.duration, now: now)
        case .blocked:
            let examination = Examination(
                blockedFor: probe.ask.expectation, acceptsBlocked: probe.ask.acceptsBlocked)
            return CanaryAnswer(examination, result(probe, examination, latency: reply.duration, now: now))
        case .answered(let chat):
            if memory.hasSeen(chat, of: probe.ask.target.name) {
                return unmeasured(
                    probe, ChatReading.cached, isTransient: false, latency: reply.duration, now: now)
            }
            return examine(probe, chat, latency: reply.duration, tag: tag, now: now)
        }
    }

    private mutating func examine(
        _ probe: Probe, _ chat: ChatReply, latency: TimeSpan, tag: Int, now: EventTime
    ) -> CanaryAnswer? {
        let ask = probe.ask
        var examination = Examination(
            chat, expectation: ask.expectation, acceptsBlocked: ask.acceptsBlocked, judge: textJudge)
        var result = result(probe, examination, latency: latency, now: now)
        (result.inputTokens, result.outputTokens) = (chat.inputTokens, chat.outputTokens)
        (result.servedModel, result.fingerprint) = (chat.model, chat.fingerprint)
        result.judge = textJudgeName
        let words = chat.text.bytes.isEmpty ? chat.refusal ?? chat.text : chat.text
        if !words.bytes.isEmpty {
            result.answerBytes = Int64(words.bytes.count)
            result.answerHash = hexadecimal(hmac(words.bytes, key: key).prefix(16))
            onAnswer?(ask, words)
        }
        guard examination.needsJudge else { return CanaryAnswer(examination, result) }
        guard let judge else {
            if case .judge = ask.expectation { examination.judgeFailed("not configured") }
            return CanaryAnswer(examination, result)
        }
        let question = JudgeQuestion(
            model: judge.model, messages: ask.messages, answer: chat.text, expectation: ask.expectation)
        guard let question else {
            examination.judgeFailed("answer too long")
            return CanaryAnswer(examination, result)
        }
        var waiting = probe
        waiting.judging = (examination, result)
        probes[tag] = waiting
        client.start(HTTPRequest(judge.endpoint, body: question.body), tag: tag)
        return nil
    }

    // MARK: the judge's answer

    private func finish(_ probe: Probe, judged outcome: Result<HTTPReply, HTTPFailure>) -> CanaryAnswer {
        guard var (examination, result) = probe.judging else { preconditionFailure("no judge was asked") }
        switch outcome {
        case .failure(let failure): examination.judgeFailed(failure.words)
        case .success(let reply):
            switch JudgeOpinion.read(status: reply.status, body: reply.body) {
            case .failure(let fault): examination.judgeFailed(fault.words)
            case .success(let opinion):
                examination.take(opinion)
                result.judge += " \(judge?.model ?? "")/\(JudgeQuestion.version)"
            }
        }
        return CanaryAnswer(examination, result)
    }

    // MARK: results

    private func result(
        _ probe: Probe, _ examination: Examination, latency: TimeSpan, now: EventTime
    ) -> CanaryResult {
        CanaryResult(
            run: probe.ask.run, item: probe.ask.item, attempt: probe.ask.attempt, requestID: probe.ask.requestID,
            outcome: examination.outcome, verdict: examination.verdict, at: now, latency: latency)
    }

    private func unmeasured(
        _ probe: Probe, _ reason: String, isTransient: Bool, retryAfter: TimeSpan? = nil, latency: TimeSpan? = nil,
        now: EventTime
    ) -> CanaryAnswer {
        let ask = probe.ask
        var result = CanaryResult(
            run: ask.run, item: ask.item, attempt: ask.attempt, requestID: ask.requestID, outcome: .error,
            verdict: .notMeasured, at: now, latency: latency ?? now - probe.startedAt)
        result.reason = reason
        return CanaryAnswer(result: result, isTransient: isTransient, retryAfter: retryAfter)
    }
}

extension CanaryAnswer {
    fileprivate init(_ examination: Examination, _ result: CanaryResult) {
        var result = result
        (result.outcome, result.verdict) = (examination.outcome, examination.verdict)
        result.reason = examination.reason
        self.init(result: result)
        score = examination.score
    }
}
