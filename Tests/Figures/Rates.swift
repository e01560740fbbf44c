// Figures of a single rate: delay, false alarms at the boundary, a fleet.

import Detectors
import Seeds
import Statistics

enum Rates {
    /// Events from the change until the alarm, on average: .92 before event 5000, A = 1e5, a step per event.
    static func delay(to rate: Double, runs: Int, bounds: ClosedRange<Double>) async -> Figure {
        guard let bets = Bets(q0: 0.92, side: .low) else { return .unmeasured }
        let delays = await inParallel(runs) { run -> Double in
            var random = SeededRandom(seed: UInt64(run + 1))
            var mixture = Mixture(learners: bets.count)
            let threshold = ln(1e5)
            for t in 0... {
                let isHit = random.unit() < (t < 5000 ? 0.92 : rate)
                mixture.step(isHit ? bets.logHit : bets.logMiss)
                guard mixture.reaches(threshold) else { continue }
                if t >= 5000 { return Double(t - 4999) }
                mixture.reset()
            }
            return 0
        }
        let expected = expectedDelay(q0: 0.92, rate: rate, side: .low, logThreshold: ln(1e5)) ?? 0
        return Figure(
            name: "events until .92 → \(rate) pages at A = 1e5 (mean of \(runs) runs)", value: mean(delays),
            bounds: bounds, beside: "expectedDelay says \(short(expected))")
    }

    /// Alarms in 200 000 steps at the boundary with A = 2000: 100 at most.
    static func boundary(runs: Int) async -> Figure {
        guard let bets = Bets(q0: 0.92, side: .low) else { return .unmeasured }
        let alarms = await inParallel(runs) { run -> Double in
            var random = SeededRandom(seed: UInt64(run + 1))
            var mixture = Mixture(learners: bets.count)
            var alarms = 0.0
            for _ in 0..<200_000 {
                mixture.step(random.unit() < 0.92 ? bets.logHit : bets.logMiss)
                if mixture.reaches(ln(2000)) {
                    alarms += 1
                    mixture.reset()
                }
            }
            return alarms
        }
        return Figure(
            name: "alarms in 200 000 steps at the boundary, A = 2000 (mean of \(runs) runs)", value: mean(alarms),
            bounds: 50...100)
    }

    /// 2000 series at their boundary for 30 days of one-minute panes of 20 to 100 events, with 5 false pages to spend.
    static func fleet(series: Int, days: Int) async -> Figure {
        let panes = days * 1440
        let rate = 0.92
        guard let bets = Bets(q0: rate, side: .low),
            let budget = Budget(falseAlarms: 5, shares: [1, 0, 0, 0, 0, 0])
        else { return .unmeasured }
        let threshold = budget.logThreshold(.lines, charts: series, panes: Double(panes))
        let binomials = Binomials(rate: rate, trialsMax: 100)
        let counts = await inParallel(series) { number -> InlineArray<3, Int> in
            var random = SeededRandom(seed: UInt64(number + 1))
            var mixture = Mixture(learners: bets.count)
            var counts = InlineArray<3, Int>(repeating: 0)
            for _ in 0..<panes {
                let trials = 20 + Int(random.next() % 81)
                let hits = Double(binomials.draw(trials, &random))
                let events = Double(trials)
                var pane = PaneFactor()
                pane.add(hits: hits, misses: events - hits, bets: bets)
                mixture.step(pane)
                if mixture.reaches(threshold) {
                    counts[0] += 1
                    mixture.reset()
                }
                if hits < 0.9 * rate * events { counts[1] += 1 }
                let below = rate * events - hits
                if below > 0, below * below > 9 * events * rate * (1 - rate) { counts[2] += 1 }
            }
            return counts
        }
        let totals = (0..<3).map { place in counts.reduce(0) { $0 + $1[place] } }
        return Figure(
            name: "false pages of \(series) series at their boundary in \(days) days, 5 to spend",
            value: Double(totals[0]), bounds: 0...(5 + 3 * 5.0.squareRoot()),
            beside: "ratio < 0.9 per pane: \(totals[1]), 3-sigma p-chart: \(totals[2])")
    }

    /// Share of runs with an alarm though nothing changed, where the baseline has 500 events: its rate as it is, and
    /// its Jeffreys bound at 1 %. A = 1e6, 10 000 panes of 100.
    static func baselineError(runs: Int) async -> Figure {
        let binomials = Binomials(rate: 0.92, trialsMax: 500)
        let alarms = await inParallel(runs) { run -> InlineArray<2, Double> in
            var random = SeededRandom(seed: UInt64(run + 1))
            let hits = Double(binomials.draw(500, &random))
            var alarms = InlineArray<2, Double>(repeating: 0)
            for (place, q0) in [hits / 500, betaQuantile(0.01, hits + 0.5, 500.5 - hits)].enumerated() {
                guard let bets = Bets(q0: q0, side: .low) else { return InlineArray(repeating: .infinity) }
                var mixture = Mixture(learners: bets.count)
                for _ in 0..<10_000 where alarms[place] == 0 {
                    let hits = Double(binomials.draw(100, &random))
                    var pane = PaneFactor()
                    pane.add(hits: hits, misses: 100 - hits, bets: bets)
                    mixture.step(pane)
                    if mixture.reaches(ln(1e6)) { alarms[place] = 1 }
                }
            }
            return alarms
        }
        return Figure(
            name: "share of runs that alarm, null at the Jeffreys 1 % bound of 500 events (\(runs) runs)",
            value: mean(alarms.map { $0[1] }), bounds: 0...0.03,
            beside: "null at the baseline's rate: \(short(mean(alarms.map { $0[0] }))); "
                + "bound of 460 of 500: \(short(betaQuantile(0.01, 460.5, 40.5)))")
    }
}

extension Figure {
    /// Bets that were refused: a mistake in the figure itself.
    static let unmeasured = Figure(name: "bets were refused", value: .infinity, bounds: 0...0)
}
