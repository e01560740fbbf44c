// Figures of traffic that is not alike: mix shift, sessions, topics.

import Detectors
import Seeds
import Statistics

enum Mixes {
    private static let rates = [0.99, 0.95, 0.90, 0.80, 0.50]
    private static let before = [0.43, 0.25, 0.18, 0.09, 0.05]
    private static let after = [0.24, 0.20, 0.20, 0.17, 0.19]

    /// Runs with an alarm when only the mix moves, overall .922 → .839 at half of 1000 panes of 200 events, A = 1e6.
    static func shift(runs: Int) async -> [Figure] {
        let pooledRate = zip(rates, before).reduce(0) { $0 + $1.0 * $1.1 }
        let adjusted = rates.compactMap { Bets(q0: $0, side: .low) }
        guard adjusted.count == rates.count, let pooled = Bets(q0: pooledRate, side: .low) else {
            return [.unmeasured]
        }
        let alarms = await inParallel(runs) { run -> InlineArray<2, Double> in
            var random = SeededRandom(seed: UInt64(run + 1))
            var alarms = InlineArray<2, Double>(repeating: 0)
            var mixtures = [Mixture(learners: 8), Mixture(learners: 8)]
            for number in 0..<1000 {
                let mix = Kinds(number < 500 ? before : after)
                var counts = rates.map { _ in (hits: 0.0, misses: 0.0) }
                for _ in 0..<200 {
                    let kind = mix.draw(&random)
                    if random.chance(rates[kind]) { counts[kind].hits += 1 } else { counts[kind].misses += 1 }
                }
                var pane = PaneFactor()
                var pool = PaneFactor()
                for (kind, count) in counts.enumerated() {
                    pane.add(hits: count.hits, misses: count.misses, bets: adjusted[kind])
                    pool.add(hits: count.hits, misses: count.misses, bets: pooled)
                }
                mixtures[0].step(pane)
                mixtures[1].step(pool)
                for place in 0..<2 where mixtures[place].reaches(ln(1e6)) { alarms[place] = 1 }
            }
            return alarms
        }
        return [
            Figure(
                name: "runs of \(runs) in which a mere mix shift alarms, risk-adjusted",
                value: alarms.reduce(0) { $0 + $1[0] }, bounds: 0...0),
            Figure(
                name: "the same, pooled", value: alarms.reduce(0) { $0 + $1[1] },
                bounds: 0.95 * Double(runs)...Double(runs)),
        ]
    }

    /// Share of runs with an alarm though nothing changed, when events of a session are alike (correlation .3, ten
    /// events on average): 1000 panes of 20 users with A = 3000, hence a third at most.
    static func sessions(runs: Int) async -> Figure {
        guard let bets = Bets(q0: 0.92, side: .low) else { return .unmeasured }
        let sessions = Sessions(rate: 0.92, correlation: 0.3, eventsMean: 10)
        let alarms = await inParallel(runs) { run -> InlineArray<2, Double> in
            var random = SeededRandom(seed: UInt64(run + 1))
            var alarms = InlineArray<2, Double>(repeating: 0)
            var mixtures = [Mixture(learners: 8), Mixture(learners: 8)]
            for _ in 0..<1000 {
                var users = PaneFactor()
                var events = PaneFactor()
                for _ in 0..<20 {
                    let (hits, misses) = sessions.draw(&random)
                    var user = UnitFactor()
                    user.add(hits: hits, misses: misses, bets: bets)
                    users.add(user)
                    events.add(hits: hits, misses: misses, bets: bets)
                }
                mixtures[0].step(users)
                mixtures[1].step(events)
                for place in 0..<2 where mixtures[place].reaches(ln(3000)) { alarms[place] = 1 }
            }
            return alarms
        }
        return Figure(
            name: "share of \(runs) runs that alarm on unchanged sessions, user means", value: mean(alarms.map { $0[0] }),
            bounds: 0...(1.0 / 3), beside: "events as if independent: \(short(mean(alarms.map { $0[1] })))")
    }

    /// Share of runs with an alarm though nothing changed, topics against a baseline of 10 000: 20 topics by Zipf, 5000
    /// panes of 200, A = 1e5, hence 5 % at most.
    static func topics(runs: Int) async -> Figure {
        let zipf = Kinds((1...20).map { 1 / Double($0) })
        let alarms = await inParallel(runs) { run -> InlineArray<2, Double> in
            var random = SeededRandom(seed: UInt64(run + 1))
            var alarms = InlineArray<2, Double>(repeating: 0)
            var counts = [Double](repeating: 0, count: 20)
            for _ in 0..<10_000 { counts[zipf.draw(&random)] += 1 }
            let baseline = PlugInBets.smoothed(counts)
            // The larger of .1 and √(χ²₁₉ at 99 % / 10 000) = .06.
            guard let ball = PlugInBets(baseline: baseline, rho: 0.1),
                let point = PlugInBets(baseline: baseline, rho: 0)
            else { return InlineArray(repeating: .infinity) }
            var detectors = [PlugIn(ball), PlugIn(point)]
            for _ in 0..<5000 {
                for bin in 0..<20 { counts[bin] = 0 }
                for _ in 0..<200 { counts[zipf.draw(&random)] += 1 }
                detectors[0].step(counts, bets: ball)
                if alarms[1] == 0 { detectors[1].step(counts, bets: point) }
                for place in 0..<2 where detectors[place].logE >= ln(1e5) { alarms[place] = 1 }
            }
            return alarms
        }
        return Figure(
            name: "share of \(runs) runs that alarm on unchanged topics, baseline of 10 000",
            value: mean(alarms.map { $0[0] }), bounds: 0...0.05,
            beside: "without the ball: \(short(mean(alarms.map { $0[1] })))")
    }
}
