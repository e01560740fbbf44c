// The Page-Hinkley test: a CUSUM around the running mean. Without control of false alarms; for comparison.

/// Watches how far a faded sum of deviations has moved from its extreme.
package struct PageHinkley: Equatable, Sendable {
    /// What the test was made with.
    package struct Parameters: Equatable, Sendable {
        /// Events before the first alarm.
        package var eventsMin = 30
        /// The deviation that is tolerated.
        package var delta = 0.005
        /// The line.
        package var threshold = 50.0
        /// How much of the sums each event keeps.
        package var alpha = 0.9999
        /// The directions that are watched.
        package var sides: Set<Side> = [.low, .high]

        package init() {}
    }

    private let parameters: Parameters
    private var count = 0.0
    private var mean = 0.0
    private var rise = 0.0
    private var fall = 0.0
    private var riseMin = Double.infinity
    private var fallMax = -1.0
    /// The last step was an alarm; the next starts afresh.
    package private(set) var isAlarm = false

    package init(_ parameters: Parameters) throws(ParameterError) {
        _ = try positive(parameters.threshold, "threshold")
        guard parameters.delta >= 0, parameters.delta <= 1e100 else {
            throw ParameterError("delta", "must be a number, 0 or more")
        }
        guard parameters.alpha > 0, parameters.alpha <= 1 else {
            throw ParameterError("alpha", "must be above 0 and at most 1")
        }
        guard parameters.eventsMin >= 1 else { throw ParameterError("min-events", "must be 1 or more") }
        self.parameters = parameters
    }

    /// The larger distance of a watched direction.
    package var statistic: Double {
        guard count >= Double(parameters.eventsMin) else { return 0 }
        let up = parameters.sides.contains(.high) ? rise - riseMin : 0
        let down = parameters.sides.contains(.low) ? fallMax - fall : 0
        return max(0, up, down)
    }

    /// Takes one value; one that is no number changes nothing.
    package mutating func step(_ value: Double) {
        guard !value.isNaN else { return }
        if isAlarm {
            (count, mean, rise, fall, riseMin, fallMax) = (0, 0, 0, 0, .infinity, -1)
        }
        let value = min(max(value, -1e100), 1e100)
        count += 1
        mean += (value - mean) / count
        let deviation = value - mean
        rise = parameters.alpha * rise + deviation - parameters.delta
        fall = parameters.alpha * fall + deviation + parameters.delta
        riseMin = min(riseMin, rise)
        fallMax = max(fallMax, fall)
        isAlarm = statistic > parameters.threshold
    }
}
