// The events of one made input of a rule test: they meet their rates exactly, or are drawn by a seed.

package import Model

/// Events of one input, step by step. Names are for the caller to fill in.
package struct MadeTraffic: Sendable {
    private let made: RuleTest.Made
    private let step: TimeSpan
    private let isDrawn: Bool
    /// By the place of an event's value: the level that fills it.
    private let measured: [Int?]
    private let refusals: Int?
    private let errors: Int?
    private let blocked: Int?
    private var random: RandomStream
    /// What rounding left over: of the number of events, and of each level.
    private var eventsOwed = 0.0
    private var owed: [Double]
    private var count: UInt64 = 0

    /// `measures` are those of `Event.values`, in their order.
    package init(_ made: RuleTest.Made, step: TimeSpan, measures: [Measure], isDrawn: Bool, seed: UInt64) {
        self.made = made
        self.step = step
        self.isDrawn = isDrawn
        func place(_ subject: RuleTest.Subject) -> Int? { made.levels.firstIndex { $0.subject == subject } }
        measured = measures.map { place(.measure($0)) }
        refusals = place(.refusals)
        errors = place(.errors)
        blocked = place(.blocked)
        random = RandomStream(seed: seed)
        // Half a unit, so that an odd one falls in the middle of its stretch.
        owed = Array(repeating: 0.5, count: made.levels.count)
    }

    /// The events of one step, in the order of their times. A step that is not one of the input's is empty.
    package mutating func events(ofStep index: Int, from start: EventTime, into events: inout [Event]) {
        guard made.eventsPerMinute.indices.contains(index), let rate = made.eventsPerMinute[index] else { return }
        for place in [refusals, errors, blocked].compactMap({ $0 }) where made.levels[place].values[index] == nil {
            return
        }
        eventsOwed += rate * step.seconds / 60
        // Rates such as 0.1 do not add up to whole numbers exactly.
        let number = Int((eventsOwed + 1e-9).rounded(.down))
        eventsOwed -= Double(number)
        for event in 0..<max(0, number) {
            let share = (Double(event) + 0.5) / Double(number)
            let time = start + TimeSpan(microseconds: Int64(share * Double(step.microseconds)))
            events.append(self.event(at: time, step: index, number: event))
        }
    }

    private mutating func event(at time: EventTime, step index: Int, number: Int) -> Event {
        count &+= 1
        var event = Event(
            time: time, names: InlineArray(repeating: .absent), outcome: outcome(index), source: .signal, weight: 256,
            isCanary: false)
        if made.users > 0 {
            let user = isDrawn ? random.index(below: made.users) : Int(count % UInt64(made.users))
            event.user = mixed(UInt64(user) &+ 1)
        }
        if made.hasQuestions { event.question = mixed(UInt64(index) &* 1_000_003 &+ UInt64(number) &+ 1) | 1 }
        for (place, level) in measured.enumerated() {
            guard let level, let mean = made.levels[level].values[index] else { continue }
            event.measured |= 1 << place
            event.values[place] = value(of: level, mean: mean)
        }
        return event
    }

    private mutating func outcome(_ index: Int) -> Outcome {
        if happens(errors, index) { return .error }
        if happens(blocked, index) { return .blocked }
        return happens(refusals, index) ? .refused : .complied
    }

    private mutating func happens(_ level: Int?, _ index: Int) -> Bool {
        guard let level, let rate = made.levels[level].values[index] else { return false }
        return happens(level, rate: rate)
    }

    private mutating func happens(_ level: Int, rate: Double) -> Bool {
        if isDrawn { return random.chance(rate) }
        owed[level] += rate
        guard owed[level] >= 1 - 1e-9 else { return false }
        owed[level] -= 1
        return true
    }

    private mutating func value(of level: Int, mean: Double) -> Double {
        switch made.levels[level].shape {
        case .constant: return mean
        case .flag: return happens(level, rate: mean) ? 1 : 0
        case .exponential: return mean * exponentialQuantile(isDrawn ? random.unit() : spread(level))
        }
    }

    /// Numbers that fill the unit interval evenly, along another sequence for each level.
    private func spread(_ level: Int) -> Double {
        let stride = Self.strides[level % Self.strides.count]
        let turn = Double(count % 1_000_000) * stride
        return turn - turn.rounded(.down)
    }

    /// Fractions of square roots: multiples of them never bunch.
    private static let strides = [
        0.618_033_988_75, 0.414_213_562_37, 0.732_050_807_57, 0.236_067_977_5, 0.645_751_311_06, 0.316_624_790_36,
        0.605_551_275_46, 0.123_105_625_62,
    ]
}

/// The value that a share of exponential values with mean 1 stays below.
package func exponentialQuantile(_ share: Double) -> Double {
    -naturalLogarithm(max(1 - share, 0x1p-53))
}

/// A seed for one of many streams.
package func streamSeed(_ seed: UInt64, run: Int, input: Int) -> UInt64 {
    mixed(mixed(seed &+ UInt64(run) &* 0x9e37_79b9_7f4a_7c15) &+ UInt64(input))
}
