// The difference of two rates that the same cases were asked for.

package import Statistics

/// Cases in which both hit, only the first, only the second, neither.
package struct PairedRates: Sendable {
    let both: Int
    let first: Int
    let second: Int
    let neither: Int

    /// Nil without cases.
    package init?(both: Int, first: Int, second: Int, neither: Int) {
        guard both >= 0, first >= 0, second >= 0, neither >= 0, both + first + second + neither > 0 else { return nil }
        (self.both, self.first, self.second, self.neither) = (both, first, second, neither)
    }

    private var count: Double { Double(both + first + second + neither) }

    /// Second rate minus first.
    package var difference: Double { Double(second - first) / count }

    /// Newcombe's method 10 (1998): two Wilson intervals, joined by the correlation of the pairs. Nil unless
    /// 0 < alpha < 1.
    package func newcombe(alpha: Double) -> Interval? {
        guard let new = Proportion(hits: Double(both + second), of: count),
            let old = Proportion(hits: Double(both + first), of: count),
            let a = new.wilson(alpha: alpha), let b = old.wilson(alpha: alpha)
        else { return nil }
        func reach(_ x: Double, _ y: Double) -> Double {
            max(0, x * x - 2 * correlation * x * y + y * y).squareRoot()
        }
        let (low, high) = (reach(new.rate - a.lower, b.upper - old.rate), reach(old.rate - b.lower, a.upper - new.rate))
        return Interval(lower: max(-1, difference - low), upper: min(1, difference + high))
    }

    /// The exact McNemar p: only pairs that disagree speak.
    package var exactP: Double { McNemar(b: first, c: second)?.exactP ?? 1 }

    /// Phi, brought towards zero by half a case where it is positive.
    private var correlation: Double {
        let margins =
            Double(both + first) * Double(second + neither) * Double(both + second) * Double(first + neither)
        guard margins > 0 else { return 0 }
        let raw = Double(both) * Double(neither) - Double(first) * Double(second)
        return (raw > 0 ? max(0, raw - count / 2) : raw) / margins.squareRoot()
    }
}
