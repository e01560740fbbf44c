// How long a change takes to page.

internal import Statistics

/// Events until a page, on average, when the rate of a single stratum moves from the boundary to `rate`. Nil when
/// `rate` is on the null's side or so near the boundary that no learner gains from it. Within 10 % of simulations at
/// A = 1e5, 1e8, 1e9 and 1e12, from one event a pane to a hundred.
///
/// A learner gains d = E ln factor per event. After n events R is e^(dn) times the starts that were nearly as good: for
/// a diffusion from the stationary state their E ln is 1.58 − ln(dm) in panes of m events, and one start there is at
/// least. Grid and overshoot together cost about a nat, and the change falls into the middle of a pane.
package func expectedDelay(
    q0: Double, rate: Double, side: Side, logThreshold: Double, eventsPerPane: Double = 1
) -> Double? {
    guard let bets = Bets(q0: q0, side: side), rate >= 0, rate <= 1, eventsPerPane >= 1 else { return nil }
    var gain = 0.0
    for k in 0..<bets.count { gain = max(gain, rate * bets.logHit[k] + (1 - rate) * bets.logMiss[k]) }
    guard gain > 0 else { return nil }
    // 1 + Euler's constant: E ln(1/X + 1/Y) of two exponentials.
    let start = max(0, 1.5772156649015329 - ln(gain * eventsPerPane))
    return max(1, logThreshold + 1 - start) / gain + (eventsPerPane - 1) / 2
}
