// Random draws that are fast enough for a fleet.

import Seeds
import Statistics

/// Binomial counts by inversion, from a table for each number of trials.
struct Binomials: Sendable {
    private var cumulative: [[Double]] = []
    /// Where to begin the search, by the first six bits.
    private var guides: [[Int]] = []

    init(rate: Double, trialsMax: Int) {
        for trials in 0...trialsMax {
            var sums: [Double] = []
            // In logarithms: no hit in 500 is less likely than a Double can say.
            var logMass = Double(trials) * ln(1 - rate)
            var sum = 0.0
            for hits in 0...trials {
                sum += exp(logMass)
                sums.append(hits == trials ? 1 : sum)
                logMass += ln(Double(trials - hits) / Double(hits + 1)) + logit(rate)
            }
            cumulative.append(sums)
            guides.append((0..<64).map { slot in sums.firstIndex { $0 > Double(slot) / 64 } ?? trials })
        }
    }

    func draw(_ trials: Int, _ random: inout SeededRandom) -> Int {
        let unit = random.unit()
        var hits = guides[trials][Int(unit * 64)]
        while cumulative[trials][hits] <= unit { hits += 1 }
        return hits
    }
}

/// One of several kinds, by their shares.
struct Kinds: Sendable {
    private let cumulative: [Double]

    init(_ shares: [Double]) {
        var sum = 0.0
        cumulative = shares.map { share in
            sum += share
            return sum
        }
    }

    func draw(_ random: inout SeededRandom) -> Int {
        let unit = random.unit() * cumulative[cumulative.count - 1]
        var kind = 0
        while cumulative[kind] <= unit { kind += 1 }
        return kind
    }
}

/// Sessions of one user: a rate drawn from a Beta distribution, a geometric number of events. By Pólya's urn, which
/// gives the same counts without drawing the rate.
struct Sessions: Sendable {
    let rate: Double
    /// Correlation of two events of one session.
    let correlation: Double
    let eventsMean: Double

    func draw(_ random: inout SeededRandom) -> (hits: Double, misses: Double) {
        let balls = 1 / correlation - 1
        var (hits, misses) = (0.0, 0.0)
        repeat {
            if random.unit() * (balls + hits + misses) < balls * rate + hits { hits += 1 } else { misses += 1 }
        } while random.chance(1 - 1 / eventsMean)
        return (hits, misses)
    }
}

/// The point below which a Beta(a, b) variable lies with probability `share`, by summing its density: for baselines of
/// a few hundred events, to 1e-4.
func betaQuantile(_ share: Double, _ a: Double, _ b: Double) -> Double {
    let cells = 20_000
    let mode = (a - 1) / (a + b - 2)
    let density = (0..<cells).map { cell -> Double in
        let x = (Double(cell) + 0.5) / Double(cells)
        return exp((a - 1) * ln(x / mode) + (b - 1) * ln((1 - x) / (1 - mode)))
    }
    let total = density.reduce(0, +)
    var sum = 0.0
    for (cell, mass) in density.enumerated() {
        sum += mass
        if sum >= share * total { return Double(cell) / Double(cells) }
    }
    return 1
}
