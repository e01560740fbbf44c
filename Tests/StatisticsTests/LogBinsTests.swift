// Bins against reference values of ddsketch 3.0.1, and against their own promise.

import Glibc
import Seeds
import Statistics
import Testing

@Suite struct LogBinsTests {
    /// A linear congruential generator in [0, 1): what the reference values were made with.
    private struct Congruence {
        var state: UInt64

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
    }

    @Test func agreesWithDDSketch() {
        let bins = LogBins(accuracy: 0.01)
        #expect(abs(bins.gamma - 1.02020202020202) < 1e-14)
        for (value, key) in [(0.001, -345), (0.5, -34), (1.0, 0), (123.4, 241), (2.0, 35)] {
            #expect(bins.key(of: value) == key)
        }
        for (key, value) in [(-10, 0.8105380416180062), (0, 0.9900000000000001), (1, 1.01), (100, 7.315653261164797)] {
            #expect(abs(bins.value(ofKey: key) / value - 1) < 1e-12)
        }
        var (first, second) = (Congruence(state: 11), Congruence(state: 12))
        var counts: [Int: Int] = [:]
        for _ in 0..<5000 {
            let z = (-2 * Glibc.log(first.next())).squareRoot() * Glibc.cos(2 * .pi * second.next())
            counts[bins.key(of: Glibc.exp(1 + 0.9 * z)), default: 0] += 1
        }
        let quantiles = [
            (0.5, 2.745556169248641), (0.9, 8.415043540310299), (0.95, 11.359234237613784), (0.99, 21.116435486210914),
        ]
        for (q, expected) in quantiles {
            var reached = 0
            let key = counts.keys.sorted().first { key in
                reached += counts[key, default: 0]
                return Double(reached) > q * 4999
            }
            #expect(abs(bins.value(ofKey: key ?? 0) / expected - 1) < 1e-12)
        }
    }

    @Test func everyValueIsInItsBin() {
        var random = SeededRandom(announcing: "everyValueIsInItsBin")
        let grid = LogBins.grid
        #expect(grid.count == 751)
        for _ in 0..<20_000 {
            let x = Glibc.exp(Double.random(in: -9.2...20.7, using: &random))
            let bin = grid.bin(of: x)
            #expect(bin > 0 && Int(bin) < grid.count)
            #expect(grid.lower(bin) * (1 - 1e-12) <= x && x <= grid.upper(bin) * (1 + 1e-12))
            #expect(abs(grid.representative(bin) - x) <= 0.02 * x * (1 + 1e-9))
        }
        for bin in 1..<UInt16(grid.count) {
            #expect(grid.upper(bin - 1) == grid.lower(bin))
            #expect(grid.bin(of: grid.representative(bin)) == bin)
        }
    }

    @Test func whatIsNoPositiveNumberIsZeroAndNothingIsTooLarge() {
        let grid = LogBins.grid
        for x in [0, -0.0, -1, -.infinity, .nan, 9.99e-5, .leastNonzeroMagnitude] { #expect(grid.bin(of: x) == 0) }
        #expect(grid.bin(of: 1e-4) == 1)
        let top = UInt16(grid.count - 1)
        for x in [1e9, 1e10, .infinity, .greatestFiniteMagnitude] { #expect(grid.bin(of: x) == top) }
        #expect(grid.upper(top) == 1e9 && grid.lower(0) == 0 && grid.upper(0) == 1e-4 && grid.representative(0) == 0)
    }
}
