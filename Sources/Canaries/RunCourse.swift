// One run under way: what is still to be asked, and what came of the rest.

import Model

/// Knows nothing of limits: the conductor decides when it may ask.
struct RunCourse: Sendable {
    /// An item that is tried again because its endpoint was busy, slow or away.
    struct Retry: Sendable {
        var place: Int
        var at: EventTime
        /// What the last try came to; counts if there is no time for another.
        var held: CanaryResult
    }

    /// The longest pause that an endpoint can ask for.
    private static let retryGapMax = TimeSpan.seconds(3600)

    private(set) var run: CanaryRun
    private(set) var suite: Suite
    private(set) var target: Target
    /// Whether its intent is on record, so that it may ask.
    var isAdmitted: Bool
    /// Why it cannot go on, whatever is still to be asked.
    var ending: String?
    /// Parallel to `run.items`.
    private(set) var items: [ItemCourse]
    /// Where each item is in the suite.
    private var sources: [Int] = []
    /// Places that were never asked, the next one last.
    private var fresh: [Int]
    /// Places that failed and are asked again, the next one first.
    private var again: [Int] = []
    private(set) var retries: [Retry] = []
    private var nextAsk: EventTime
    private var draw: CanaryDraw
    private var open: Int
    private var results: [CanaryResult] = []
    private var conclusions: [CanaryConclusion] = []
    private(set) var hasNews: Bool
    private var lapses = Lapses()

    /// A new run, still without its intent on record.
    init(_ run: CanaryRun, suite: Suite, target: Target, draw: CanaryDraw) {
        self.init(run, suite: suite, target: target, draw: draw, isAdmitted: false)
        hasNews = true
    }

    /// A run that is on record with these results.
    init(_ run: CanaryRun, results: [CanaryResult], suite: Suite, target: Target, draw: CanaryDraw) {
        self.init(run, suite: suite, target: target, draw: draw, isAdmitted: true)
        var places: [String: Int] = [:]
        for (place, item) in run.items.enumerated() { places[item.id] = place }
        // The row is counted anew, so that it agrees with the results whatever it says.
        (self.run.passed, self.run.flaky, self.run.failed) = (0, 0, 0)
        for result in results.sorted(by: { $0.attempt < $1.attempt }) {
            guard let place = places[result.item], items[place].attempts == result.attempt else { continue }
            count(result, at: place)
        }
        // It was told when it was recorded.
        conclusions = []
        fresh = fresh.filter { items[$0].attempts == 0 }
        again = items.indices.filter { items[$0].attempts > 0 && items[$0].fate == nil }
    }

    private init(_ run: CanaryRun, suite: Suite, target: Target, draw: CanaryDraw, isAdmitted: Bool) {
        (self.run, self.suite, self.target, self.draw, self.isAdmitted) = (run, suite, target, draw, isAdmitted)
        items = run.items.map { _ in ItemCourse() }
        fresh = run.items.indices.reversed()
        open = run.items.count
        nextAsk = run.startedAt
        hasNews = false
        adopt(suite: suite, target: target)
        if run.items.contains(where: \.requests.isEmpty) { ending = "its record is damaged" }
    }

    /// Goes on with what a reload made of its suite and target.
    mutating func adopt(suite: Suite, target: Target) {
        (self.suite, self.target) = (suite, target)
        var places: [String: Int] = [:]
        for (place, item) in suite.items.enumerated() { places[item.id] = place }
        let found = run.items.map { places[$0.id] }
        sources = found.map { $0 ?? 0 }
        if found.contains(nil) { ending = "the suite was changed" }
    }

    /// Whether nothing is left to do.
    func isFinished(at now: EventTime) -> Bool {
        ending != nil || open == 0 && isAdmitted || run.deadline <= now
    }

    // MARK: Asking

    /// When it wants to ask next; nil while it waits for answers alone.
    var ready: EventTime? {
        guard isAdmitted, ending == nil else { return nil }
        let retry = retries.map(\.at).min()
        guard !again.isEmpty || !fresh.isEmpty else { return retry }
        return retry.map { min($0, nextAsk) } ?? nextAsk
    }

    /// The clock was set back: nothing waits longer than it ever would.
    mutating func rewind(to now: EventTime) {
        nextAsk = min(nextAsk, now + CanaryDraw.gapMax(mean: suite.pace))
        for place in retries.indices { retries[place].at = min(retries[place].at, now + RunCourse.retryGapMax) }
    }

    /// The place that is asked next: what was tried in vain, then what failed, then what was never asked.
    func nextPlace(at now: EventTime) -> Int? {
        if let retry = retries.first(where: { $0.at <= now }) { return retry.place }
        return again.first ?? fresh.last
    }

    /// The messages of the item at a place.
    func messages(at place: Int) -> [ChatMessage] {
        suite.items[sources[place]].wording(run.items[place].variant)
    }

    /// Gives out the request at a place that `nextPlace` named; nil if the run was read back without its id.
    mutating func ask(_ place: Int, at now: EventTime) -> CanaryAsk? {
        let item = run.items[place], attempt = items[place].attempts
        if let retry = retries.firstIndex(where: { $0.place == place }) {
            retries.remove(at: retry)
        } else {
            if again.first == place { again.removeFirst() } else { fresh.removeLast() }
            nextAsk = now + draw.gap(mean: suite.pace)
        }
        items[place].tries += 1
        guard let request = item.requests.indices.contains(Int(attempt)) ? item.requests[Int(attempt)] : nil
        else { return nil }
        let source = suite.items[sources[place]]
        return CanaryAsk(
            run: run.id, item: item.id, category: item.category, attempt: attempt, requestID: request, target: target,
            messages: messages(at: place), expectation: source.expectation, acceptsBlocked: suite.acceptsBlocked,
            seed: RunCourse.seed(request))
    }

    /// The same for each try of an attempt; 31 bits, which every endpoint takes.
    private static func seed(_ request: String) -> Int64 {
        Int64(littleEndian(sha256(Array(request.utf8))) & 0x7fff_ffff)
    }

    /// Takes back a request that was given out and finds no answer: it is the next one to go, under its own id.
    mutating func recall(_ place: Int) {
        items[place].tries = max(0, items[place].tries - 1)
        if items[place].attempts == 0 { fresh.append(place) } else { again.insert(place, at: 0) }
    }

    // MARK: Answers

    /// Tries again later; the result counts only if there is no time for that.
    mutating func retry(_ place: Int, at time: EventTime, held: CanaryResult) {
        retries.append(Retry(place: place, at: time, held: held))
    }

    /// Records a result, and what the item came to if that is decided.
    mutating func take(_ result: CanaryResult, at place: Int) {
        results.append(result)
        hasNews = true
        count(result, at: place)
        // It jumps the queue: a failure is confirmed or taken back soon.
        if items[place].fate == nil { again.append(place) }
    }

    private mutating func count(_ result: CanaryResult, at place: Int) {
        items[place].take(result.verdict, repeats: Int64(run.items[place].requests.count) - 1)
        if items[place].fate != nil { conclude(place) }
        if items[place].fate == .notMeasured { lapses.add(result.reason) }
    }

    private mutating func conclude(_ place: Int) {
        let item = items[place], fate = item.fate ?? item.fateNow
        items[place].fate = fate
        open -= 1
        switch fate {
        case .passed: run.passed += 1
        case .flaky: run.flaky += 1
        case .failed: run.failed += 1
        case .notMeasured: break
        }
        conclusions.append(
            CanaryConclusion(
                item: run.items[place].id, category: run.items[place].category, fate: fate, asked: item.measured,
                failures: item.failures))
    }

    // MARK: News

    /// Ends it: what has no result by now has none in this run. `pause`: why nothing is asked at present.
    mutating func end(at now: EventTime, pause: String?) {
        for retry in retries { take(retry.held, at: retry.place) }
        retries = []
        let untouched = Set(fresh)
        for place in items.indices where items[place].fate == nil {
            if items[place].attempts == 0 {
                lapses.add(untouched.contains(place) ? "not asked" : "no answer in time")
            }
            conclude(place)
        }
        run.endedAt = now
        run.state = run.planned > 0 && run.notMeasured == 0 ? .complete : .incomplete
        if run.state == .incomplete {
            let cause = ending ?? (untouched.isEmpty ? nil : pause)
            run.reason = lapses.text(of: run, cause: cause)
        }
        hasNews = true
    }

    /// What came since the last report; nil if nothing did.
    mutating func report(at now: EventTime) -> CanaryReport? {
        guard hasNews else { return nil }
        defer { (results, conclusions, hasNews) = ([], [], false) }
        return CanaryReport(run: run, results: results, conclusions: conclusions, at: now)
    }
}
