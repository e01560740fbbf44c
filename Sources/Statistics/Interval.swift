// A range of values that the counts leave open.

/// Two ends, the lower first.
package struct Interval: Sendable, Equatable {
    package let lower: Double
    package let upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Nil when an end is not a number or infinite.
    init?(finite lower: Double, _ upper: Double) {
        guard lower.isFinite, upper.isFinite else { return nil }
        self.init(lower: lower, upper: upper)
    }

    func clamped(_ low: Double, _ high: Double) -> Interval {
        Interval(lower: min(max(lower, low), high), upper: min(max(upper, low), high))
    }
}

/// Halves between `inside` and `outside` until the doubles between them are used up; gives the last one inside.
func border(inside: Double, outside: Double, isInside: (Double) -> Bool) -> Double {
    var inside = inside
    var outside = outside
    for _ in 0..<1100 {
        let middle = inside + (outside - inside) / 2
        if middle == inside || middle == outside { break }
        if isInside(middle) { inside = middle } else { outside = middle }
    }
    return inside
}
