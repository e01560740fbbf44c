// What is asked now, and what its answers come to.

package import Model

extension Conductor {
    /// How long after its own time-out an answer may be in coming before nobody waits for it any more.
    private static let patience = TimeSpan.seconds(60)

    /// Requests that may go now: as many as the limits allow, those first that waited longest.
    mutating func asks(at now: EventTime) -> [CanaryAsk] {
        var asks: [CanaryAsk] = []
        // Those that cannot be paid wait, and hold up nobody.
        var waiting: Set<Int> = []
        while let ready = budget.ready(at: now), ready <= now {
            let next = courses.indices.filter { !waiting.contains($0) }
                .compactMap { place in courses[place].ready.map { (time: $0, place: place) } }
                .min { ($0.time, $0.place) < ($1.time, $1.place) }
            guard let next, next.time <= now else { break }
            guard let ask = ask(next.place, at: now) else {
                waiting.insert(next.place)
                continue
            }
            asks.append(ask)
        }
        return asks
    }

    private mutating func ask(_ course: Int, at now: EventTime) -> CanaryAsk? {
        guard let place = courses[course].nextPlace(at: now) else { return nil }
        let target = courses[course].target, run = courses[course].run.id
        let reserve = target.costMax(courses[course].messages(at: place))
        guard budget.affords(reserve) else {
            // While answers are due, money may come back, and what was asked is to be counted.
            if budget.isSpent(for: reserve), !budget.open.contains(where: { $0.ask.run == run }) {
                courses[course].ending = "the cost per hour is spent"
            }
            return nil
        }
        guard let ask = courses[course].ask(place, at: now) else { return nil }
        let timeout = target.endpoint.timeout + (plan.judge?.endpoint.timeout ?? .zero)
        budget.begin(
            AskBudget.Open(
                ask: ask, place: place, reserve: reserve, expires: now + timeout + Conductor.patience),
            at: now)
        return ask
    }

    /// What came of a request. Answers that nobody waits for any more are paid and not counted.
    package mutating func take(_ answer: CanaryAnswer, at now: EventTime) {
        guard let request = budget.end(answer.result.requestID) else { return }
        budget.roll(to: now)
        budget.pay(request.ask.target.cost(of: answer.result, max: request.reserve))
        guard let course = courses.firstIndex(where: { $0.run.id == request.ask.run }) else { return }
        var result = answer.result
        (result.run, result.item, result.attempt) = (request.ask.run, request.ask.item, request.ask.attempt)
        take(result, answer, of: request, course, at: now)
    }

    private mutating func take(
        _ result: CanaryResult, _ answer: CanaryAnswer, of request: AskBudget.Open, _ course: Int, at now: EventTime
    ) {
        let tries = courses[course].items[request.place].tries
        if answer.isTransient, result.verdict == .notMeasured, Conductor.backoffs.indices.contains(tries - 1) {
            let time = now + max(Conductor.backoffs[tries - 1], answer.retryAfter ?? .zero)
            if time < courses[course].run.deadline {
                courses[course].retry(request.place, at: time, held: result)
                return
            }
        }
        courses[course].take(result, at: request.place)
    }

    /// Requests whose answers should have come long ago: nothing was measured.
    mutating func expire(at now: EventTime) {
        for request in budget.open where request.expires <= now {
            var result = CanaryResult(
                run: request.ask.run, item: request.ask.item, attempt: request.ask.attempt,
                requestID: request.ask.requestID, outcome: .unknown, verdict: .notMeasured, at: now, latency: .zero)
            result.reason = "no answer came"
            take(CanaryAnswer(result: result), at: now)
        }
    }
}
