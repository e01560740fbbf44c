// CUSUM charts and their run lengths against reference values and broken input.

import Foundation
import Model
import Seeds
import Testing

@testable import Detectors

@Suite struct CUSUMTests {
    @Test func agreesWithTheReferenceStream() throws {
        let block = try ReferenceValues("bernoulli_cusum")
        let h: Double = try block.value("h")
        var chart = try BernoulliCUSUM(p0: 0.92, p1: 0.83, limits: CUSUMLimits(h: h))
        var alarm: (index: Int, onset: Int64?)?
        var read: [Double] = []
        for (index, x) in ReferenceValues.bernoulli.enumerated() {
            chart.step(events: 1, hits: x, pane: Int64(index))
            if chart.isAlarm, alarm == nil { alarm = (index, chart.onset) }
            read.append(chart.statistic)
        }
        for (index, value) in try block.path("path_at") { #expect(ReferenceValues.isNear(read[index], value)) }
        #expect(try alarm?.index == block.value("alarm_index0"))
        #expect(try alarm?.onset == block.value("onset_estimate_index0"))
        #expect(ReferenceValues.isNear(try #require(read[..<2000].max()), try block.value("max_before_2000")))
    }

    @Test func paneAddsTheWeightsOfItsEvents() throws {
        let limits = try CUSUMLimits(h: 5)
        var events = try BernoulliCUSUM(p0: 0.5, p1: 0.6, limits: limits)
        var panes = events
        for _ in 0..<7 { events.step(events: 1, hits: 1, pane: 3) }
        panes.step(events: 7, hits: 7, pane: 3)
        #expect(ReferenceValues.isNear(events.statistic, panes.statistic))
        #expect(panes.onset == 3)
        panes.step(events: 0, hits: 0, pane: 4)
        #expect(ReferenceValues.isNear(events.statistic, panes.statistic))
    }

    @Test func twoSidedChartIsTheLargerOfItsSides() throws {
        let limits = try CUSUMLimits(h: 6, headStart: 0.5)
        var low = try BernoulliCUSUM(p0: 0.9, p1: 0.8, limits: limits)
        var high = try BernoulliCUSUM(p0: 0.9, p1: 0.95, limits: limits)
        var both = try BernoulliCUSUM(p0: 0.9, p1: 0.95, and: 0.8, limits: limits)
        #expect(both.statistic == 3 && both.onset == nil)
        var random = SeededRandom(announcing: "twoSidedChartIsTheLargerOfItsSides")
        for pane in Int64(0)..<500 {
            let hits = Double((0..<10).count { _ in random.chance(0.9) })
            low.step(events: 10, hits: hits, pane: pane)
            high.step(events: 10, hits: hits, pane: pane)
            both.step(events: 10, hits: hits, pane: pane)
            #expect(both.statistic == max(low.statistic, high.statistic))
            #expect(both.isAlarm == (low.isAlarm || high.isAlarm))
        }
        both.reset()
        #expect(both.statistic == 3)
    }

    @Test func normalChartFindsAShiftEitherWay() throws {
        let limits = try CUSUMLimits(h: 8)
        for sign in [1.0, -1] {
            var chart = try GaussianCUSUM(mean: 0, deviation: 1, shift: 0.8, isTwoSided: true, limits: limits)
            var alarm: Int?
            for (index, value) in Streams.normal.enumerated() {
                chart.step(sign * value, pane: Int64(index))
                if chart.isAlarm, alarm == nil { alarm = index }
            }
            #expect((400..<440).contains(try #require(alarm)))
            #expect((390..<415).contains(try #require(chart.onset)))
        }
        // By hand: a shift of two deviations weighs 2z − 2.
        var one = try GaussianCUSUM(mean: 10, deviation: 2, shift: 2, limits: limits)
        one.step(14, pane: 0)
        #expect(one.statistic == 2)
    }

    @Test func runLengthsAgreeWithTheReference() throws {
        let rows: [[String: Double]] = try ReferenceValues("cusum_arl").value("rows")
        #expect(rows.count == 6)
        for row in rows {
            let (p0, p1, h) = (try #require(row["p0"]), try #require(row["p1"]), try #require(row["h"]))
            let runs = try RunLength(p0: p0, p1: p1)
            #expect(ReferenceValues.isNear(runs.closed(h: h) / (try #require(row["closed"])), 1))
            // Fewer states where that is fine enough, for the sake of a debug build.
            let markov = try #require(runs.markov(h: h, states: h < 5 && p1 < 0.85 ? 700 : 2000))
            #expect(abs(markov / (try #require(row["markov"])) - 1) < 0.01, "\(p1) \(h) \(markov)")
        }
    }

    @Test func thresholdHasTheRunLengthThatWasAskedFor() throws {
        let runs = try RunLength(p0: 0.92, p1: 0.83)
        for length in [100, 1e4, 1e6, 1e12, 1e30] {
            let h = try runs.threshold(runLength: length, isClosed: true)
            #expect(abs(runs.closed(h: h) / length - 1) < 1e-9)
        }
        let h = try runs.threshold(runLength: 1e4, states: 300)
        #expect(abs(try #require(runs.markov(h: h, states: 300)) / 1e4 - 1) < 0.01)
        #expect(throws: ParameterError.self) { try runs.threshold(runLength: 1) }
        #expect(throws: ParameterError.self) { try runs.threshold(runLength: .nan) }
        #expect(runs.markov(h: 60, states: 100) == nil, "longer than doubles can tell")
    }

    @Test func extremeChartsHaveARunLengthOrNone() throws {
        let rates = [1e-12, 1e-6, 0.5, 0.500001, 0.999999, 1 - 1e-12]
        for p0 in rates {
            for p1 in rates {
                guard let runs = try? RunLength(p0: p0, p1: p1) else { continue }
                for h in [1e-300, 1e-6, 1, 700, 1e5] {
                    #expect(runs.closed(h: h) > 0)
                    let markov = runs.markov(h: h, states: 20)
                    #expect(markov.map { $0 >= 1 && $0.isFinite } ?? true)
                }
                #expect(try runs.threshold(runLength: 1000, isClosed: true) >= 0)
            }
        }
    }

    @Test func simulatedRunsHaveTheChainsLength() throws {
        var random = SeededRandom(announcing: "simulatedRunsHaveTheChainsLength")
        let length = try #require(RunLength(p0: 0.8, p1: 0.6).markov(h: 2.5, states: 500))
        let rounds = 2000
        var events = 0
        for _ in 0..<rounds {
            var chart = try BernoulliCUSUM(p0: 0.8, p1: 0.6, limits: CUSUMLimits(h: 2.5))
            while !chart.isAlarm {
                chart.step(events: 1, hits: random.chance(0.8) ? 1 : 0, pane: 0)
                events += 1
            }
        }
        // A run is nearly exponential: its mean scatters by 1/√2000.
        #expect(abs(Double(events) / Double(rounds) / length - 1) < 0.11)
    }

    @Test func snapshotGoesOnBitForBit() throws {
        var random = SeededRandom(announcing: "CUSUM snapshotGoesOnBitForBit")
        let limits = try CUSUMLimits(h: 5, headStart: 0.5)
        for round in 0..<50 {
            let isTwoSided = round.isMultiple(of: 2)
            var rates = try BernoulliCUSUM(p0: 0.9, p1: 0.8, and: isTwoSided ? 0.95 : nil, limits: limits)
            var values = try GaussianCUSUM(mean: 1, deviation: 2, shift: -1, isTwoSided: isTwoSided, limits: limits)
            for pane in Int64(0)..<Int64(round) {
                rates.step(events: 9, hits: 9 * random.unit(), pane: pane)
                values.step(random.unit(), pane: pane)
            }
            var writer = ByteWriter()
            rates.write(to: &writer)
            values.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try BernoulliCUSUM(from: &reader) == rates)
            #expect(try GaussianCUSUM(from: &reader) == values)
            for length in 0..<writer.bytes.count {
                var short = ByteReader(Array(writer.bytes[..<length]))
                #expect(throws: ByteCodingError.self) {
                    _ = try BernoulliCUSUM(from: &short)
                    _ = try GaussianCUSUM(from: &short)
                }
            }
        }
    }

    @Test func impossibleParametersAreNamed() throws {
        for h in [0, -1, .nan, .infinity] {
            #expect { try CUSUMLimits(h: h) } throws: { ($0 as? ParameterError)?.field == "h" }
        }
        for start in [-0.1, 1, .nan] {
            #expect { try CUSUMLimits(h: 1, headStart: start) } throws: {
                ($0 as? ParameterError)?.field == "head-start"
            }
        }
        let limits = try CUSUMLimits(h: 1)
        for (p0, p1, other) in [(0, 0.5, nil), (1, 0.5, nil), (0.5, 0.5, nil), (0.5, 1, nil), (0.5, 0.4, 0.3)]
            as [(Double, Double, Double?)]
        {
            #expect(throws: ParameterError.self) { try BernoulliCUSUM(p0: p0, p1: p1, and: other, limits: limits) }
        }
        #expect(throws: ParameterError.self) { try RunLength(p0: 0.5, p1: .nan) }
        #expect(throws: ParameterError.self) {
            try GaussianCUSUM(mean: 0, deviation: 1, shift: 0, limits: limits)
        }
    }

    @Test func extremeInputGivesNumbers() throws {
        let odd: [Double] = [0, 1, 0.5, 1e-300, 1e300, -1, .infinity, -.infinity, .nan, 0x1p53]
        let limits = try CUSUMLimits(h: 1)
        var rates = try BernoulliCUSUM(p0: 1e-12, p1: 0.9, limits: limits)
        var values = try GaussianCUSUM(mean: 1e100, deviation: 1e-90, shift: 1e6, isTwoSided: true, limits: limits)
        for round in 0..<1000 {
            rates.step(events: odd[round % 10], hits: odd[round / 10 % 10], pane: 0)
            values.step(odd[round % 10], pane: 0)
            #expect(rates.statistic.isFinite && values.statistic.isFinite)
        }
    }
}
