// The average run length of a Bernoulli CUSUM between false alarms, and the h that gives a wanted one.

internal import Statistics

/// The chart whose runs are counted: events at rate p0, weights for a change to p1.
package struct RunLength: Equatable, Sendable {
    private let p0: Double
    private let p1: Double
    /// Weights of a hit and of a miss.
    private let hit: Double
    private let miss: Double

    /// Throws unless both rates lie strictly between 0 and 1 and differ.
    package init(p0: Double, p1: Double) throws(ParameterError) {
        self.p0 = try rate(p0, "p0")
        self.p1 = p1
        // Nearer alternatives leave no digits of their divergence, and need more events than there will ever be.
        guard rates.contains(p1), abs(p1 - p0) > 1e-6 * min(p0, 1 - p0) else {
            throw ParameterError("p1", "must lie strictly between 0 and 1, and differ from p0")
        }
        hit = ln(p1 / p0)
        miss = ln((1 - p1) / (1 - p0))
    }

    /// Siegmund's corrected formula: within 1 to 11 % of the chain. Infinite when it exceeds every double.
    package func closed(h: Double) -> Double {
        // Without the terms that cancel: p0 · (p1−p0)/p0 and (1−p0) · (p0−p1)/(1−p0).
        let (up, down) = ((p1 - p0) / p0, (p0 - p1) / (1 - p0))
        let divergence = -(p0 * (ln1p(up) - up) + (1 - p0) * (ln1p(down) - down))
        let spread = (p0 * (1 - p0)).squareRoot() * abs(hit - miss)
        let corrected = h + 1.166 * spread
        return (expm1(corrected) - corrected) / divergence
    }

    /// Brook and Evans' chain, with `states` between 0 and h. A step that ends between two states goes to both, with
    /// shares that keep its mean: rounding it to one of them would bend the drift, by a factor in the result.
    /// Nil when the chart runs for longer than doubles can tell.
    package func markov(h: Double, states: Int = 2000) -> Double? {
        precondition(states > 1, "a chain has two states at least")
        guard h > 0, h < 1e6 else { return nil }
        let width = max(h, 1e-12) / Double(states)
        // How far down and up a step leads, in states.
        let last = Double(states - 1)
        let down = Int(min(last, (-min(hit, miss) / width).rounded(.up)))
        let up = Int(min(last, (max(hit, miss) / width).rounded(.down) + 1))
        var chain = BandedSystem(size: states, below: down, above: up)
        for state in 0..<states {
            chain[state, state] += 1
            for (weight, share) in [(hit, p0), (miss, 1 - p0)] {
                let end = max(0, Double(state) + weight / width)
                guard end < Double(states) else { continue }
                let lower = Int(end)
                let rest = end - Double(lower)
                chain[state, lower] -= share * (1 - rest)
                if lower + 1 < states, rest > 0 { chain[state, lower + 1] -= share * rest }
            }
        }
        guard let runs = chain.solvedForOnes(), runs >= 1, runs < 1e15 else { return nil }
        return runs
    }

    /// The h whose runs have this average length, by bisection on the chain; by the closed form where the chain cannot
    /// tell, or when `isClosed`.
    package func threshold(
        runLength: Double, isClosed: Bool = false, states: Int = 2000
    ) throws(ParameterError) -> Double {
        guard runLength > 1, runLength <= 1e30 else {
            throw ParameterError("arl", "must be above 1 event and at most 1e30")
        }
        let first = Self.bisect(runLength, low: 0, high: 200) { closed(h: $0) }
        if isClosed || runLength > 1e9 { return first }
        return Self.bisect(runLength, low: max(0, first - 0.5), high: first + 0.5, steps: 16) {
            $0 > 0 ? markov(h: $0, states: states) ?? .infinity : 1
        }
    }

    /// The h of a chart of a normal mean that moves by `shift` deviations, by the closed form. Nil unless there is a
    /// shift and `runLength` is above 1 value.
    static func normalThreshold(shift: Double, runLength: Double) -> Double? {
        guard shift >= 1e-6, shift <= 1e6, runLength > 1, runLength <= 1e30 else { return nil }
        return bisect(runLength, low: 0, high: 200) { h in
            let corrected: Double = h + 1.166 * shift
            return (expm1(min(corrected, 700)) - corrected) / (shift * shift / 2)
        }
    }

    private static func bisect(
        _ wanted: Double, low: Double, high: Double, steps: Int = 60, _ length: (Double) -> Double
    ) -> Double {
        var (low, high) = (low, high)
        for _ in 0..<steps {
            let middle = (low + high) / 2
            if length(middle) < wanted { low = middle } else { high = middle }
        }
        return high
    }
}

/// A square system with few diagonals. No pivots: I − Q of a chain that ends is an M-matrix, for which none are needed.
private struct BandedSystem {
    private let size: Int
    private let below: Int
    private let above: Int
    private var cells: [Double]

    init(size: Int, below: Int, above: Int) {
        (self.size, self.below, self.above) = (size, below, above)
        cells = Array(repeating: 0, count: size * (below + above + 1))
    }

    subscript(row: Int, column: Int) -> Double {
        get { cells[row * (below + above + 1) + column - row + below] }
        set { cells[row * (below + above + 1) + column - row + below] = newValue }
    }

    /// The first unknown, with ones on the right. Nil when a pivot vanishes.
    consuming func solvedForOnes() -> Double? {
        var right = Array(repeating: 1.0, count: size)
        let stride = below + above + 1
        // From the last row up: then the first unknown comes out without a second pass.
        for pivot in (0..<size).reversed() {
            let diagonal = cells[pivot * stride + below]
            guard diagonal > 0 else { return nil }
            let columns = max(0, pivot - below)..<pivot
            for row in max(0, pivot - above)..<pivot {
                let factor = cells[row * stride + pivot - row + below] / diagonal
                if factor == 0 { continue }
                let (to, from) = (row * stride - row + below, pivot * stride - pivot + below)
                for column in columns { cells[to + column] -= factor * cells[from + column] }
                right[row] -= factor * right[pivot]
            }
        }
        return right[0] / cells[below]
    }
}
