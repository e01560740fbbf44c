// An interval that may be looked at after every event.

extension Proportion {
    /// The beta-binomial mixture's confidence sequence (Jeffreys mixture): with probability 1 − alpha the true rate
    /// lies inside at every time at once. Nil unless 0 < alpha < 1.
    package func confidenceSequence(alpha: Double) -> Interval? {
        guard alpha > 0, alpha < 1 else { return nil }
        let radius = -ln(alpha) - mixtureDeficit
        func isInside(_ u: Double) -> Bool {
            deviance(hits, count * expit(u)) + deviance(misses, count * expit(-u)) <= radius
        }
        // In log-odds from the observed rate outwards; beyond ±745 an end is 0 or 1 to the last digit.
        let centre = hits == 0 ? -745 : misses == 0 ? 745 : ln(hits / misses)
        return Interval(
            lower: hits == 0 ? 0 : expit(border(inside: centre, outside: -745, isInside: isInside)),
            upper: misses == 0 ? 1 : expit(border(inside: centre, outside: 745, isInside: isInside)))
    }

    /// ln of the mixture's likelihood over the largest likelihood: what not knowing the rate costs.
    private var mixtureDeficit: Double {
        let lnPi = 1.1447298858494002
        if hits == 0 || misses == 0 { return lnBeta(0.5, count + 0.5) - lnPi }
        let x = hits / count
        let y = misses / count
        return 0.5 * (ln(x) + ln(y)) - lnBetaDensity(hits + 0.5, misses + 0.5, x, y) - lnPi
    }
}
