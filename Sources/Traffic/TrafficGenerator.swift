// Draws one event after another: sessions of users, Poisson arrivals, a daily wave, a little disorder.

package import Model

/// What the generator may be asked to add or change. None of it changes the behaviour of the models.
package struct TrafficOptions: Equatable, Sendable {
    package enum ResponseText: Equatable, Sendable {
        /// Events without text: about 450 bytes each.
        case none
        /// Responses of about 1 KB of English.
        case kilobyte
    }

    package var responseText: ResponseText = .none
    /// Below 1, only this share of the benign events is sent, each with its `sampling.rate`.
    package var benignSamplingRate: Double = 1
    /// The longest time by which an event's own time lags its place in the stream.
    package var disorderMax: TimeSpan = .seconds(2)
    /// Share of the mean rate by which the daily wave rises and falls; highest at 12:00 UTC.
    package var dailySwing: Double = 0.25
    /// Replaces the number of users in the profile.
    package var users: Int?

    package init() {}
}

/// One generated event, and the truth about it.
package struct TrafficEvent: Equatable, Sendable {
    /// The time written in the event. Never after `arrival`.
    package let time: EventTime
    /// When the event reaches the stream; never moves backwards.
    package let arrival: EventTime
    /// The same for all events of a conversation.
    package let partitionKey: UInt64
    /// Indices into the profile.
    package let model: Int
    package let category: Int
    package let outcome: Outcome
    package let user: UInt64
}

/// An endless stream of canonical events. The same arguments give the same bytes.
package struct TrafficGenerator: Sendable {
    package let profile: TrafficProfile
    package let scenario: TrafficScenario
    package let start: EventTime
    package let duration: TimeSpan
    package let options: TrafficOptions
    let fragments: EventFragments
    /// The user who asks in `oneUser` alone.
    package let floodingUser: UInt64
    let seed: UInt64
    var random: RandomStream
    var calendar = CalendarCache()
    private var sessions: [Session] = []
    private var sessionsBegun: UInt64 = 0
    private var eventsDrawn: UInt64 = 0
    private var arrivalMicroseconds: Double = 0
    private let microsecondsPerEvent: Double
    private let modelShares: [Double]
    /// Running shares of the harmful categories, per model.
    private let harmfulShares: [[Double]]
    private let topicShares: [Double]

    private struct Session: Sendable {
        var model: Int
        var deployment: Int
        var conversation: UInt64
        var user: UInt64
        var benignShare: Double
    }

    /// `duration` sets the timing of the scenario; the stream goes on after it, unchanged from then on.
    /// `eventsPerSecond` is the mean over a day, before sampling and silence.
    package init(
        profile: TrafficProfile = .acme, scenario: TrafficScenario, seed: UInt64, start: EventTime,
        duration: TimeSpan, eventsPerSecond: Double, options: TrafficOptions = TrafficOptions()
    ) {
        precondition(eventsPerSecond > 0 && eventsPerSecond <= 1e9, "a stream needs a positive rate")
        precondition(duration > .zero, "a scenario needs a positive duration")
        precondition(profile.models.count > 0 && profile.categories.count > 1, "a profile needs models and categories")
        self.profile = profile
        self.scenario = scenario
        self.start = start
        self.duration = duration
        self.options = options
        self.seed = seed
        floodingUser = mixed(~seed)
        fragments = EventFragments(profile: profile, options: options)
        random = RandomStream(seed: seed)
        microsecondsPerEvent = 1_000_000 / eventsPerSecond
        modelShares = running(profile.models.map(\.weight))
        topicShares = running(profile.topics.indices.map { 1 / Double($0 + 1) })
        harmfulShares = profile.models.map { model in
            running(
                profile.categories.map { category in
                    category.isBenign
                        ? 0 : category.weight * (category.name == model.emphasis ? model.emphasisFactor : 1)
                })
        }
        for _ in 0..<profile.sessions { sessions.append(makeSession()) }
    }

    /// Appends the next event to `bytes`: one JSON object without a newline.
    package mutating func next(into bytes: inout [UInt8]) -> TrafficEvent {
        while true {
            let arrival = advance()
            let progress: Double = arrivalMicroseconds / Double(duration.microseconds)
            let slot = random.index(below: sessions.count)
            var session = sessions[slot]
            if random.chance(1 / profile.sessionEventsMean) { sessions[slot] = makeSession() }
            let depth: Double = session.model == 0 ? scenario.depth(at: progress) : 0
            if scenario == .quiet && depth > 0 { continue }
            let floodShare: Double = scenario.floodShare(depth: depth)
            let isFlood = floodShare > 0 && random.chance(floodShare)
            if isFlood {
                session.user = floodingUser
                session.conversation = floodingUser
                session.benignShare = 0
            }
            let category = drawCategory(session, depth: depth)
            let isSampled = category == 0 && options.benignSamplingRate < 1
            if isSampled && !random.chance(options.benignSamplingRate) { continue }
            let drawn = drawOutcome(model: session.model, category: category, depth: depth)
            let outcome = isFlood ? .complied : drawn
            let draft = EventDraft(
                number: eventsDrawn, time: drawTime(arrival), model: session.model, deployment: session.deployment,
                category: category, topic: topic(session, depth: depth), outcome: outcome, user: session.user,
                depth: depth, isSampled: isSampled)
            eventsDrawn += 1
            append(draft, to: &bytes)
            return TrafficEvent(
                time: draft.time, arrival: arrival, partitionKey: session.conversation, model: session.model,
                category: category, outcome: outcome, user: session.user)
        }
    }

    /// Moves to the next arrival of a Poisson process whose rate follows the time of day.
    private mutating func advance() -> EventTime {
        let dayMicroseconds = 86_400_000_000.0
        let timeOfDay: Double = (Double(start.microseconds) + arrivalMicroseconds) / dayMicroseconds
        let rate: Double = 1 + options.dailySwing * wave(timeOfDay - 0.25)
        arrivalMicroseconds += random.exponential() * microsecondsPerEvent / rate
        return EventTime(microseconds: start.microseconds + Int64(arrivalMicroseconds))
    }

    /// Most events lag by up to 50 ms, a tenth by up to `disorderMax`. Whole milliseconds, as the event writes them.
    private mutating func drawTime(_ arrival: EventTime) -> EventTime {
        let longest = Double(options.disorderMax.microseconds)
        let lag: Double = random.chance(0.1) ? random.unit() * longest : random.unit() * min(50_000, longest)
        let microseconds = arrival.microseconds - Int64(lag)
        return EventTime(microseconds: microseconds.dividedFloor(by: 1000) * 1000)
    }

    private mutating func makeSession() -> Session {
        sessionsBegun += 1
        let model = pick(modelShares, random.unit())
        // The square gives the first percent of the users a tenth of the sessions.
        let point = random.unit()
        let index = UInt64(Double(options.users ?? profile.users) * point * point)
        let user = mixed(seed ^ index &* 0x2545_f491_4f6c_dd1d)
        let isProbing = unit(user) < profile.probingUserShare
        return Session(
            model: model, deployment: Int(user % UInt64(profile.models[model].deployments.count)),
            conversation: mixed(seed &+ sessionsBegun &* 0x9e37_79b9_7f4a_7c15), user: user,
            benignShare: isProbing ? profile.benignShareProbing : profile.benignShareOrdinary)
    }

    private mutating func drawCategory(_ session: Session, depth: Double) -> Int {
        let gain = scenario.benignGain(depth: depth)
        let benignShare: Double = session.benignShare + (1 - session.benignShare) * gain
        return random.chance(benignShare) ? 0 : pick(harmfulShares[session.model], random.unit())
    }

    /// A conversation keeps to its topic. Its own bits decide, so that topics change no other number of the stream.
    private func topic(_ session: Session, depth: Double) -> Int {
        var rank = pick(topicShares, unit(mixed(session.conversation)))
        let isMoved = unit(mixed(~session.conversation)) < scenario.topicLoss(depth: depth)
        if rank == 0 && isMoved { rank = profile.topics.count - 1 }
        return profile.topic(model: session.model, rank: rank)
    }

    private mutating func drawOutcome(model: Int, category index: Int, depth: Double) -> Outcome {
        let category = profile.categories[index]
        let fate = random.unit()
        let errorShare: Double = profile.errorShare + scenario.errorGain(depth: depth)
        if fate < errorShare { return .error }
        if !category.isBenign && fate < errorShare + profile.blockedShare { return .blocked }
        let rate: Double = category.refusalRate * scenario.refusalFactor(category: category, depth: depth)
        if random.chance(rate) { return .refused }
        return !category.isBenign && random.chance(profile.partialShare) ? .partial : .complied
    }
}

/// Running sums that end in 1.
private func running(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    precondition(total > 0, "weights must not all be zero")
    var sum = 0.0
    return weights.map { weight in
        sum += weight
        return sum / total
    }
}

/// The first index whose running share exceeds `point`.
private func pick(_ shares: [Double], _ point: Double) -> Int {
    for index in shares.indices where point < shares[index] { return index }
    return shares.count - 1
}
