// A gate in words: what it asks, and what was found.

internal import Alerts
internal import Model
internal import Statistics

extension Gate.Test {
    /// As it would be said aloud.
    func words(_ metric: EvaluationMetric) -> String {
        func amount(_ bound: Double) -> String { metric.amount(bound) }
        switch self {
        case .gain(let bound): return "a gain of \(amount(bound)) or more"
        case .loss(let bound): return "a loss of \(amount(bound)) or more"
        case .lossOver(let bound): return bound == 0 ? "any loss" : "a loss of more than \(amount(bound))"
        case .dropOver(let bound): return "a drop of more than \(percentText(bound)) of the base"
        case .baseBelow(let bound): return "a base below \(metric.value(bound))"
        case .tunedBelow(let bound): return "tuned below \(metric.value(bound))"
        case .tunedAtLeast(let bound): return "tuned at \(metric.value(bound)) or more"
        case .ratioAtMost(let bound): return "tuned at most \(figure(bound)) times the base"
        case .ratioOver(let bound): return "tuned more than \(figure(bound)) times the base"
        case .regressedBelow(let bound): return "fewer than \(percentText(bound)) of the cases lower"
        case .regressedAtLeast(let bound): return "\(percentText(bound)) of the cases or more lower"
        case .regressionsOver(let bound):
            return bound == 0 ? "any case lower" : "more than \(bound) cases lower"
        case .withoutGain(let other): return "no gain of \(other.rawValue)"
        }
    }
}

extension GateFinding {
    /// `blocks on a loss of more than 5.0 points of pass_rate in any bucket`
    package func question(_ gate: Gate) -> String {
        let metric = condition.metric ?? gate.metric
        let tests = condition.tests.map { $0.words(metric) }.joined(separator: " and ")
        var place = ""
        switch condition.place {
        case .one(.whole): break
        case .one(let slice): place = " in \(slice.word)"
        case .each: place = " in any category or bucket"
        }
        return "\(side == .accept ? "accepts" : "blocks on") \(tests): \(metric.rawValue)\(place)"
    }

    /// The numbers of each deciding slice, and what they do not say.
    package func answer(_ gate: Gate) -> String {
        guard let holds else { return "no case is one for it" }
        var words = rows.map(\.words).joined(separator: "; ")
        if !isShown {
            let count = rows.map(\.count).min() ?? 0
            words += "; n = \(count) cannot \(holds ? "show it beyond chance" : doubt)"
        }
        return words
    }

    private var doubt: String { side == .block ? "rule it out" : "rule a gain out" }
}

extension MetricRow {
    /// `risk=high 95.0 % → 91.0 %, −4.0 points (−9.1 to +0.8), n = 120`
    package var words: String {
        let name = slice == .whole ? "" : "\(slice.word) "
        let missing = unmeasured == 0 ? "" : ", \(unmeasured) not measured"
        return "\(name)\(metric.value(base)) → \(metric.value(tuned)), \(change) (\(range)), n = \(count)\(missing)"
    }

    /// Latency as a factor, everything else as a difference.
    package var change: String {
        if metric == .latencyP95 { return ratio.map { "× \(hundredth($0))" } ?? "-" }
        return signed(metric.amount(abs(difference)), difference)
    }

    package var range: String {
        guard let interval else { return "interval open" }
        if metric == .latencyP95 { return "\(hundredth(interval.lower)) to \(hundredth(interval.upper))" }
        func end(_ value: Double) -> String { signed(metric.number(abs(value)), value) }
        return "\(end(interval.lower)) to \(end(interval.upper))"
    }
}

extension EvaluationMetric {
    /// `93.3 %`, `0.871`, `812.4 ms`
    package func value(_ value: Double) -> String {
        if self == .latencyP95 { return "\(figure(value)) ms" }
        if isRate { return percentText(value) }
        return isShare ? thousandth(value) : tenth(value)
    }

    /// Of a difference: `5.0 points`, `0.050`, `12.3`
    func amount(_ value: Double) -> String { isRate ? "\(number(value)) points" : number(value) }

    /// The same without its unit.
    func number(_ value: Double) -> String {
        if isRate { return tenth(value * 100) }
        return isShare ? thousandth(value) : tenth(value)
    }
}

/// `0.05` as `5.0 %`
func percentText(_ share: Double) -> String { "\(tenth(share * 100)) %" }

private func signed(_ text: String, _ value: Double) -> String {
    let isZero = !text.utf8.contains { 0x31...0x39 ~= $0 }
    return isZero ? text : (value < 0 ? "−" : "+") + text
}

private func tenth(_ value: Double) -> String { decimal(value, 1) }
private func hundredth(_ value: Double) -> String { decimal(value, 2) }
private func thousandth(_ value: Double) -> String { decimal(value, 3) }

/// A number with so many decimals, rounded half away from zero.
private func decimal(_ value: Double, _ places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    guard value.isFinite, abs(value) < 1e12 else { return "?" }
    // What is 0.35 in decimals must not print as what its double is just below.
    let scaled = Int64((value * Double(scale) * (1 + 1e-12)).rounded())
    let fraction = String(scaled.magnitude % UInt64(scale) + UInt64(scale)).dropFirst()
    return "\(scaled < 0 ? "−" : "")\(scaled.magnitude / UInt64(scale)).\(fraction)"
}
