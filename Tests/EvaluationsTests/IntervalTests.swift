// Intervals of paired figures against published values and against counting.

import Evaluations
import Seeds
import Statistics
import Testing

@Suite struct IntervalTests {
    private func near(_ value: Double?, _ wanted: Double, _ digits: Double = 5e-5) -> Bool {
        value.map { abs($0 - wanted) <= digits } ?? false
    }

    /// R 4.2, qt(0.975, n) and qt(0.995, n).
    @Test func studentsQuantilesAreThoseOfTheTables() {
        for (degrees, alpha, t) in [
            (1, 0.05, 12.706204736), (2, 0.05, 4.302652730), (10, 0.05, 2.228138852), (30, 0.05, 2.042272456),
            (10, 0.01, 3.169272673), (1000, 0.05, 1.962339081),
        ] {
            #expect(near(studentTwoSided(alpha: alpha, degrees: degrees), t, 1e-8 * t))
        }
        #expect(studentTwoSided(alpha: 0.05, degrees: 0) == nil)
        #expect(studentTwoSided(alpha: 0, degrees: 5) == nil)
    }

    @Test func pairedIntervalIsSymmetricAndKeepsItsBounds() throws {
        let one = try #require(PairedRates(both: 36, first: 12, second: 2, neither: 0)?.newcombe(alpha: 0.05))
        let two = try #require(PairedRates(both: 36, first: 2, second: 12, neither: 0)?.newcombe(alpha: 0.05))
        #expect(near(one.lower, -two.upper, 1e-12))
        #expect(near(one.upper, -two.lower, 1e-12))
        let none = try #require(PairedRates(both: 12, first: 0, second: 0, neither: 0)?.newcombe(alpha: 0.05))
        #expect(none.lower < -0.2 && none.upper > 0.2)
        #expect(PairedRates(both: 0, first: 0, second: 0, neither: 0) == nil)
    }

    /// Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on paired
    /// data", table II, method 10.
    @Test func pairedIntervalIsNewcombesMethodTen() throws {
        let found = try #require(PairedRates(both: 36, first: 2, second: 12, neither: 0)?.newcombe(alpha: 0.05))
        #expect(near(found.lower, 0.0569))
        #expect(near(found.upper, 0.3404))
    }

    /// Every outcome of 30 pairs, counted with its probability.
    @Test(arguments: [(0.80, 0.05, 0.05), (0.5, 0.2, 0.1), (0.9, 0.08, 0.01), (0.2, 0.3, 0.3)])
    func pairedIntervalCoversWhatItSays(both: Double, first: Double, second: Double) throws {
        let count = 30
        let truth = second - first
        let neither = 1 - both - first - second
        var factorials = [1.0]
        for number in 1...count { factorials.append(factorials[number - 1] * Double(number)) }
        func power(_ rate: Double, _ times: Int) -> Double { (0..<times).reduce(1) { value, _ in value * rate } }
        var covered = 0.0
        for a in 0...count {
            for b in 0...(count - a) {
                for c in 0...(count - a - b) {
                    let d = count - a - b - c
                    let pair = try #require(PairedRates(both: a, first: b, second: c, neither: d))
                    let found = try #require(pair.newcombe(alpha: 0.05))
                    guard found.lower <= truth, truth <= found.upper else { continue }
                    let ways = factorials[count] / factorials[a] / factorials[b] / factorials[c] / factorials[d]
                    covered += ways * power(both, a) * power(first, b) * power(second, c) * power(neither, d)
                }
            }
        }
        #expect(covered > 0.93, "\(covered)")
    }

    /// Two samples of one law: the interval of the ratio must hold 1.
    @Test func tailIntervalCoversWhatItSays() throws {
        var random = SeededRandom(announcing: "tailIntervalCoversWhatItSays")
        var misses = 0
        for _ in 0..<400 {
            let base = (0..<200).map { _ in 1 + 9 * random.unit() * random.unit() }
            let tuned = (0..<200).map { _ in 1 + 9 * random.unit() * random.unit() }
            let tail = try #require(TailLatency(base: base, tuned: tuned, alpha: 0.05))
            if tail.ratioLower > 1 || tail.ratioUpper < 1 { misses += 1 }
        }
        // 5 % of 400 is 20; 40 would be far beyond chance.
        #expect(misses <= 40)
    }

    @Test func fewLatenciesLeaveTheTailOpen() throws {
        let few = try #require(TailLatency(base: [1, 2, 3], tuned: [2, 4, 6], alpha: 0.05))
        #expect(few.ratioUpper == .infinity)
        #expect(TailLatency(base: [], tuned: [1], alpha: 0.05) == nil)
        #expect(TailLatency(base: [0, 0], tuned: [1], alpha: 0.05) == nil)
    }
}
