// Many tests at once: which of them to believe, and how high one chart's threshold must be.

package enum Multiplicity {
    /// Benjamini and Hochberg's adjusted p values, in the order given; nil unless all are probabilities.
    package static func adjusted(_ p: [Double]) -> [Double]? {
        guard p.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        var adjusted = p
        var least = 1.0
        for (place, index) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated().reversed() {
            least = min(least, p[index] * Double(p.count) / Double(place + 1))
            adjusted[index] = least
        }
        return adjusted
    }

    /// Benjamini and Hochberg's decisions; nil unless all are probabilities and 0 < alpha < 1.
    package static func benjaminiHochberg(_ p: [Double], alpha: Double) -> [Bool]? {
        guard alpha > 0, alpha < 1 else { return nil }
        // By the largest rank that holds, as defined: rounding of the adjusted values decides nothing.
        guard p.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        let sorted = p.sorted()
        let last = sorted.indices.last { sorted[$0] <= alpha * Double($0 + 1) / Double(p.count) }
        guard let last else { return p.map { _ in false } }
        return p.map { $0 <= sorted[last] }
    }

    /// Places of the e-values that e-BH rejects, largest first; nil unless all are 0 or more and 0 < alpha < 1.
    /// Holds under any dependence between them.
    package static func eBenjaminiHochberg(_ e: [Double], alpha: Double) -> [Int]? {
        guard alpha > 0, alpha < 1, e.allSatisfy({ $0 >= 0 }) else { return nil }
        let order = e.indices.sorted { (-e[$0], $0) < (-e[$1], $1) }
        let last = order.indices.last { Double($0 + 1) * e[order[$0]] * alpha >= Double(e.count) }
        return Array(order.prefix(last.map { $0 + 1 } ?? 0))
    }

    /// The levels that LORD++ tests a stream of p values at, and the places that it rejects; nil unless all are
    /// probabilities and 0 < alpha < 1. Takes time in proportion to tests × rejections.
    package static func lordPlusPlus(_ p: [Double], alpha: Double) -> (levels: [Double], rejected: [Int])? {
        guard alpha > 0, alpha < 1, p.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        let gamma = p.indices.map { index in
            let j = Double(index + 1)
            return 0.0722 * ln(max(j, 2)) / (j * exp(ln(j).squareRoot()))
        }
        let wealth = alpha / 10
        var levels: [Double] = []
        var rejected: [Int] = []
        for t in p.indices {
            var level = gamma[t] * wealth
            for (order, place) in rejected.enumerated() {
                level += (order == 0 ? alpha - wealth : alpha) * gamma[t - place - 1]
            }
            levels.append(level)
            if p[t] <= level { rejected.append(t) }
        }
        return (levels, rejected)
    }

    /// ln A for each chart, so that the whole fleet has at most `falseAlarms` per month on average; nil unless all
    /// are positive and finite.
    package static func fleetLogThreshold(
        series: Double, charts: Double, panesPerMonth: Double, falseAlarmsPerMonth: Double
    ) -> Double? {
        let parts = [series, charts, panesPerMonth, falseAlarmsPerMonth]
        guard parts.allSatisfy({ $0 > 0 && $0 < .infinity }) else { return nil }
        return ln(series) + ln(charts) + ln(panesPerMonth) - ln(falseAlarmsPerMonth)
    }
}
