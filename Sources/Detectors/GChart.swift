// Events between flags: the chart for rates so low that most panes have none.

internal import Statistics

/// Judges the number of events from one flag to the next. At rate p0 the gap g, the events between, is at least g with
/// chance (1−p0)^g.
package struct GChart: Equatable, Sendable {
    /// The rate that was expected.
    package let p0: Double
    /// Gaps outside this have a chance of at most .00135 on either side.
    package let limits: ClosedRange<Double>
    private var gap = 0.0

    package init(p0: Double) throws(ParameterError) {
        self.p0 = try rate(p0, "p0")
        let step = ln1p(-p0)
        // P(gap < g) = 1 − (1−p0)^g and P(gap > g) = (1−p0)^(g+1).
        let lower = (ln1p(-PChart.tail) / step).rounded(.down)
        let upper = max(lower, (ln(PChart.tail) / step).rounded(.up) - 1)
        limits = lower...upper
    }

    /// The mean gap.
    package var centre: Double { (1 - p0) / p0 }
    /// Three standard deviations above the mean gap, as most charts draw it; below there is room for none.
    package var threeSigmaMax: Double { centre + 3 * (centre * (centre + 1)).squareRoot() }

    /// Takes one event; a flag ends a gap and gives its length.
    package mutating func step(isFlag: Bool) -> Double? {
        guard isFlag else {
            gap += 1
            return nil
        }
        defer { gap = 0 }
        return gap
    }

    /// Whether flags came too soon after one another, or failed to come.
    package func isAlarm(gap: Double) -> Bool { !limits.contains(gap) }
}
