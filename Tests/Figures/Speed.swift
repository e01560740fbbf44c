// Nanoseconds per step of a chart.

import Detectors
import Seeds

enum Speed {
    /// One pane for each of 200 000 series with two lines: make the factor, step, ask for the threshold.
    static func counts() -> Figure {
        guard let warning = Bets(q0: 0.828, side: .low), let critical = Bets(q0: 0.69, side: .low) else {
            return .unmeasured
        }
        let series = 200_000
        var random = SeededRandom(seed: 1)
        var charts = [Mixture](repeating: Mixture(learners: 8), count: 2 * series)
        var alarms = 0
        let median = medianOfFive {
            for number in 0..<series {
                let hits = Double(80 + random.next() % 20)
                var first = PaneFactor()
                var second = PaneFactor()
                first.add(hits: hits, misses: 100 - hits, bets: warning)
                second.add(hits: hits, misses: 100 - hits, bets: critical)
                charts[2 * number].step(first)
                charts[2 * number + 1].step(second)
                if charts[2 * number].reaches(20) { alarms += 1 }
                if charts[2 * number + 1].reaches(20) { alarms += 1 }
            }
        }
        return Figure(
            name: "ns per chart and pane, counts", value: median / Double(2 * series), bounds: 0...600,
            beside: "400 000 steps in \(short(median / 1e6)) ms, \(alarms) alarms")
    }

    /// The same with 64 users of three events, for one chart.
    static func users() -> Figure {
        guard let bets = Bets(q0: 0.828, side: .low) else { return .unmeasured }
        let series = 5000
        var random = SeededRandom(seed: 1)
        var charts = [Mixture](repeating: Mixture(learners: 8), count: series)
        let median = medianOfFive {
            for number in 0..<series {
                var pane = PaneFactor()
                for _ in 0..<64 {
                    let misses = Double(random.next() % 4)
                    var user = UnitFactor()
                    user.add(hits: 3 - misses, misses: misses, bets: bets)
                    pane.add(user)
                }
                charts[number].step(pane)
            }
        }
        return Figure(
            name: "ns per user, chart and pane", value: median / Double(series * 64), bounds: 0...100,
            beside: "largest log e \(short(charts.map(\.logE).max() ?? 0))")
    }

    /// A pane of 20 topics, eight learners.
    static func shares() -> Figure {
        let series = 5000
        guard let bets = PlugInBets(baseline: PlugInBets.smoothed((1...20).map { 1e5 / Double($0) }), rho: 0.1) else {
            return .unmeasured
        }
        var random = SeededRandom(seed: 1)
        var charts = (0..<series).map { _ in PlugIn(bets) }
        var counts = [Double](repeating: 0, count: 20)
        let median = medianOfFive {
            for number in 0..<series {
                for bin in 0..<20 { counts[bin] = Double(random.next() % 16) }
                charts[number].step(counts, bets: bets)
            }
        }
        return Figure(
            name: "ns per chart of 20 shares and pane", value: median / Double(series), bounds: 0...10_000,
            beside: "largest log e \(short(charts.map(\.logE).max() ?? 0))")
    }

    static func medianOfFive(_ work: () -> Void) -> Double {
        let times = (0..<5).map { _ in
            let time = ContinuousClock().measure(work)
            return Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) / 1e9
        }
        return times.sorted()[2]
    }
}
