// How much may be asked: at once, per minute, and for how much money per hour.

import Model

/// Requests under way, and what they may cost. Over all targets together.
struct AskBudget: Sendable {
    /// One request that was given out and not answered yet.
    struct Open: Sendable {
        var ask: CanaryAsk
        /// Of the item in its run.
        var place: Int
        /// What it costs at most.
        var reserve: Double
        /// When nobody waits for its answer any more.
        var expires: EventTime
    }

    var limits: CanaryPlan.Limits
    private(set) var open: [Open] = []
    private var rested = EventTime(microseconds: .min)
    /// When the hour of the clock began that `spent` is about.
    private var hour = EventTime(microseconds: .min)
    private var spent = 0.0

    init(limits: CanaryPlan.Limits) {
        self.limits = limits
    }

    /// A bucket of one token: nothing is saved up, so no minute sees more than its share, and no burst gives us away.
    private var rest: TimeSpan {
        let count = min(max(limits.requestsPerMinute, 1), 60_000_000)
        return TimeSpan(microseconds: (60_000_000 + count - 1) / count)
    }

    /// When the next request may go; nil while as many as allowed are under way.
    func ready(at now: EventTime) -> EventTime? {
        Int64(open.count) < max(limits.concurrency, 1) ? max(now, rested) : nil
    }

    /// The clock was set back: what was to be later than now is not to be days away.
    mutating func rewind(to now: EventTime) {
        rested = min(rested, now + rest)
    }

    /// Whether what was paid this hour leaves less than this.
    func isSpent(for cost: Double) -> Bool {
        limits.costPerHour.map { cost > 0 && spent + cost > $0 } ?? false
    }

    /// Whether it is affordable if every request under way costs what it may at most.
    func affords(_ cost: Double) -> Bool {
        !isSpent(for: open.reduce(cost) { $0 + (cost > 0 ? $1.reserve : 0) })
    }

    mutating func begin(_ request: Open, at now: EventTime) {
        open.append(request)
        rested = now + rest
    }

    /// The request with this id, which is no longer under way; nil if there was none.
    mutating func end(_ requestID: String) -> Open? {
        guard let place = open.firstIndex(where: { $0.ask.requestID.utf8.elementsEqual(requestID.utf8) }) else {
            return nil
        }
        return open.remove(at: place)
    }

    /// Nobody waits any more for what is under way. It is paid as if all of it had been answered at length.
    mutating func forsake() -> [Open] {
        defer { open = [] }
        for request in open { pay(request.reserve) }
        return open
    }

    mutating func pay(_ cost: Double) {
        spent += cost
    }

    /// A new hour of the clock begins with nothing spent. What is under way stays reserved and is paid in it.
    mutating func roll(to now: EventTime) {
        let current = AskBudget.hour(of: now)
        if hour != current { (hour, spent) = (current, 0) }
    }

    /// The beginning of the hour that a moment falls into.
    static func hour(of time: EventTime) -> EventTime {
        EventTime(microseconds: time.microseconds - time.microseconds % 3_600_000_000)
    }

    var nextHour: EventTime { hour + .seconds(3600) }
}

extension Target {
    /// A token is a byte at least, and each message has a frame of a few tokens around it.
    private static let frameTokens: Int64 = 16

    /// What a request costs at most.
    func costMax(_ messages: [ChatMessage]) -> Double {
        let bytes = messages.reduce(system?.bytes.count ?? 0) { $0 + $1.content.bytes.count }
        let input: Int64 = Int64(bytes) + Target.frameTokens * (Int64(messages.count) + 1)
        return cost(input: input, output: parameters.maxTokens)
    }

    func cost(input: Int64, output: Int64) -> Double {
        (Double(input) * inputPrice + Double(output) * outputPrice) / 1e6
    }

    /// What was paid for an answer. One that says nothing of tokens has cost what it may at most, since a model may
    /// have worked on what timed out; but an error status is not billed.
    func cost(of result: CanaryResult, max: Double) -> Double {
        if let output = result.outputTokens {
            let input = result.inputTokens ?? 0
            return Swift.max(0, cost(input: input, output: output))
        }
        return result.verdict == .notMeasured && result.reason.hasPrefix("http ") ? 0 : max
    }
}
