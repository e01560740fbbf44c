// The onset of a change against reference values, brute force and broken input.

import Foundation
import Model
import Seeds
import Testing

@testable import Detectors

private struct Best: Equatable {
    var statistic = 0.0
    var pane: Int64?
}

private func logLikelihood(_ n: Double, _ x: Double, _ p: Double) -> Double {
    (x > 0 ? x * log(p) : 0) + (n - x > 0 ? (n - x) * log(1 - p) : 0)
}

/// Every start, one after the other, for panes up to the last.
private func bruteForce(_ panes: [(n: Double, x: Double)], p0: Double, effect: Double) -> Best {
    var best = Best()
    var (n, x) = (0.0, 0.0)
    for start in panes.indices.reversed() {
        n += panes[start].n
        x += panes[start].x
        guard n > 0 else { continue }
        let after = min(x / n, p0 * (1 - effect))
        let gain = logLikelihood(n, x, after) - logLikelihood(n, x, p0)
        if gain > best.statistic + 1e-12 { best = Best(statistic: gain, pane: Int64(start)) }
    }
    return best
}

@Suite struct OnsetTests {
    @Test func agreesWithTheReferenceStream() throws {
        let block = try ReferenceValues("focus_bernoulli")
        var low = try Onset(p0: 0.92, side: .low)
        var least = try Onset(p0: 0.92, side: .low, minimumEffect: 0.03)
        var high = try Onset(p0: 0.92, side: .high)
        var both = try OnsetPair(p0: 0.92)
        var cold = ColdOnset()
        var read: [[Double]] = []
        var firstAlarm: (index: Int, onset: Int64?)?
        var most = 0
        for (index, x) in ReferenceValues.bernoulli.enumerated() {
            let pane = Int64(index)
            low.step(events: 1, hits: x, pane: pane)
            least.step(events: 1, hits: x, pane: pane)
            high.step(events: 1, hits: x, pane: pane)
            both.step(events: 1, hits: x, pane: pane)
            cold.step(events: 1, hits: x, pane: pane)
            most = max(most, low.candidates)
            if firstAlarm == nil, low.statistic >= 12 { firstAlarm = (index, low.onset) }
            read.append([
                low.statistic, least.statistic, high.statistic, both.reading?.statistic ?? 0,
                cold.reading?.statistic ?? 0,
            ])
        }
        let names = ["down_known", "down_min_effect_3pct", "up_known", "two_sided_known", "two_sided_unknown_pre"]
        for (column, name) in names.enumerated() {
            for (index, value) in try block.path(name) {
                #expect(ReferenceValues.isNear(read[index][column], value), "\(name) \(index)")
            }
        }
        #expect(try firstAlarm?.index == block.value("down_first_ge_12_index0"))
        #expect(try firstAlarm?.onset == block.value("down_onset_events_before_change_at_alarm"))
        #expect(try low.onset == block.value("onset_at_end"))
        #expect(try #require(low.interval).contains(1999))
        #expect(try most == block.value("hull_size_max"))
    }

    @Test func agreesWithTheReferencePanes() throws {
        var low = try Onset(p0: 0.92, side: .low)
        var read: [Best] = []
        for (index, hits) in Streams.panes.enumerated() {
            low.step(events: 20, hits: hits, pane: Int64(index))
            read.append(Best(statistic: low.statistic, pane: low.onset))
        }
        for (panes, expected) in try ReferenceValues("focus_panes").value("down", as: [String: [Double]].self) {
            let best = read[try #require(Int(panes)) - 1]
            #expect(ReferenceValues.isNear(best.statistic, expected[0]))
            #expect(best.pane == Int64(expected[1]))
        }
    }

    @Test func agreesWithTheReferenceNormalValues() throws {
        let block = try ReferenceValues("focus_gaussian")
        for (name, mean) in [("known_mean0", Double?.some(0)), ("unknown", nil)] {
            var detector = try GaussianOnset(mean: mean)
            var read: [Double] = []
            for (index, value) in Streams.normal.enumerated() {
                detector.step(value, pane: Int64(index))
                read.append(detector.reading?.statistic ?? 0)
            }
            for (index, value) in try block.path(name) {
                #expect(ReferenceValues.isNear(read[index], value), "\(name) \(index)")
            }
            #expect(detector.reading?.pane == 400)
        }
    }

    @Test func equalsBruteForceOnAThousandStreams() throws {
        var random = SeededRandom(announcing: "equalsBruteForceOnAThousandStreams")
        for _ in 0..<1000 {
            let p0 = Double.random(in: 0.02...0.98, using: &random)
            let after = Double.random(in: 0...1, using: &random)
            let effect = random.chance(0.5) ? 0 : Double.random(in: 0...0.5, using: &random)
            let size = Int.random(in: 1...12, using: &random)
            var low = try Onset(p0: p0, side: .low, minimumEffect: effect)
            var mirror = try Onset(p0: 1 - p0, side: .high)
            var panes: [(n: Double, x: Double)] = []
            for pane in 0..<Int.random(in: 1...60, using: &random) {
                let n = Int.random(in: 0...size, using: &random)
                let rate = pane < 30 ? p0 : after
                let x = (0..<n).count { _ in random.chance(rate) }
                panes.append((Double(n), Double(x)))
                low.step(events: Double(n), hits: Double(x), pane: Int64(pane))
                mirror.step(events: Double(n), hits: Double(n - x), pane: Int64(pane))
                let best = bruteForce(panes, p0: p0, effect: effect)
                #expect(ReferenceValues.isNear(low.statistic, best.statistic))
                if effect == 0 { #expect(ReferenceValues.isNear(mirror.statistic, best.statistic)) }
            }
        }
    }

    @Test func coldOnsetEqualsBruteForce() throws {
        var random = SeededRandom(announcing: "coldOnsetEqualsBruteForce")
        for _ in 0..<200 {
            let rates = [random.unit(), random.unit()]
            var cold = ColdOnset()
            var panes: [(n: Double, x: Double)] = []
            for pane in 0..<50 {
                let n = Int.random(in: 0...9, using: &random)
                let x = (0..<n).count { _ in random.chance(rates[pane / 25]) }
                panes.append((Double(n), Double(x)))
                cold.step(events: Double(n), hits: Double(x), pane: Int64(pane))
            }
            var best = 0.0
            let total = panes.reduce((0, 0)) { ($0.0 + $1.n, $0.1 + $1.x) }
            var (n, x) = (0.0, 0.0)
            for pane in panes {
                n += pane.n
                x += pane.x
                best = max(
                    best,
                    binomialLikelihood(events: n, hits: x)
                        + binomialLikelihood(events: total.0 - n, hits: total.1 - x)
                        - binomialLikelihood(events: total.0, hits: total.1))
            }
            #expect(ReferenceValues.isNear(cold.reading?.statistic ?? 0, best))
        }
    }

    @Test func snapshotGoesOnBitForBit() throws {
        var random = SeededRandom(announcing: "snapshotGoesOnBitForBit")
        for _ in 0..<100 {
            var low = try Onset(p0: 0.9, side: random.chance(0.5) ? .low : .high, minimumEffect: 0.01)
            var cold = ColdOnset()
            for pane in 0..<Int64.random(in: 0...200, using: &random) {
                let hits = Double.random(in: 0...10, using: &random)
                low.step(events: 10, hits: hits, pane: pane)
                cold.step(events: 10, hits: hits, pane: pane)
            }
            var writer = ByteWriter()
            low.write(to: &writer)
            cold.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try Onset(from: &reader) == low)
            #expect(try ColdOnset(from: &reader) == cold)
            #expect(reader.isAtEnd)
            var broken = writer.bytes
            broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            var other = ByteReader(broken)
            guard var survivor = try? Onset(from: &other) else { continue }
            survivor.step(events: 3, hits: 1, pane: 1000)
            #expect(survivor.statistic.isFinite)
        }
    }

    @Test func brokenSnapshotsAreRefused() throws {
        var low = try Onset(p0: 0.9, side: .low)
        for pane in 0..<20 { low.step(events: 10, hits: 8, pane: Int64(pane)) }
        var writer = ByteWriter()
        low.write(to: &writer)
        for length in 0..<writer.bytes.count {
            var reader = ByteReader(Array(writer.bytes[..<length]))
            #expect(throws: ByteCodingError.self) { try Onset(from: &reader) }
        }
        for bits in [Double.nan, .infinity, -1].map(\.bitPattern) {
            for place in [1, 10, 18] {
                var bytes = writer.bytes
                for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: bits >> (8 * UInt64(index))) }
                var reader = ByteReader(bytes)
                #expect(throws: ByteCodingError.self) { try Onset(from: &reader) }
            }
        }
    }

    @Test func impossibleParametersAreNamed() {
        for p0 in [0, 1, -1, 2, .nan, .infinity] {
            #expect(throws: ParameterError("p0", "must lie strictly between 0 and 1")) {
                try Onset(p0: p0, side: .low)
            }
        }
        for effect in [-0.1, 1, 0.2, .nan] {
            #expect { try Onset(p0: 0.9, side: .high, minimumEffect: effect) } throws: {
                ($0 as? ParameterError)?.field == "effect"
            }
        }
        #expect(throws: ParameterError.self) { try GaussianOnset(mean: .nan) }
        #expect(throws: ParameterError.self) { try GaussianOnset(mean: 0, deviation: 0) }
    }

    @Test func extremeInputGivesNumbersAndNoMoreThan128Corners() throws {
        let odd: [Double] = [0, 1, 0.5, 1e-300, 1e300, -1, .infinity, .nan, 0x1p53, 7]
        for p0 in [1e-12, 1e-6, 0.5, 1 - 1e-12] {
            for side in [Side.low, .high] {
                var onset = try Onset(p0: p0, side: side)
                var cold = ColdOnset()
                var normal = try GaussianOnset(mean: p0 > 0.4 ? nil : p0, deviation: 1e-90)
                #expect(onset.statistic == 0 && onset.onset == nil && onset.interval == nil)
                for round in 0..<300 {
                    let (n, x) = (odd[round % 10], odd[(round / 10) % 10])
                    onset.step(events: n, hits: x, pane: Int64(round))
                    cold.step(events: n, hits: x, pane: Int64(round))
                    normal.step(x, pane: Int64(round))
                    #expect(onset.statistic.isFinite && onset.candidates <= 128)
                    #expect((cold.reading?.statistic ?? 0).isFinite && (normal.reading?.statistic ?? 0).isFinite)
                }
            }
        }
        // A rate that falls for ever makes every start a corner.
        var onset = try Onset(p0: 0.999, side: .low)
        for pane in 0..<1000 { onset.step(events: 1e6, hits: 998_000 - Double(pane * pane) / 2, pane: Int64(pane)) }
        #expect(onset.candidates == 128)
        #expect(onset.statistic.isFinite)
    }
}
