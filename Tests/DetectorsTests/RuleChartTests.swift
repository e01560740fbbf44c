// The charts behind `cusum`, `spc`, paired `compare` and rolling baselines.

import Model
import Panes
import Seeds
import Statistics
import Testing

@testable import Detectors

@Suite struct RuleChartTests {
    private let yardstick = Yardstick(rate: 0.92, events: 10_000, low: 0.91, high: 0.93)

    private func line(_ ratio: Double, _ side: Side, _ level: Line.Level = .warning) -> Line {
        Line(level: level, side: side, target: .ratio(ratio), threshold: 10)
    }

    private func sums(_ lines: [Line], deviation: Double? = nil, runLength: Double = 1e5, headStart: Bool = false)
        -> CUSUMChart
    {
        CUSUMChart(
            lines: lines, yardstick: yardstick, deviation: deviation, runLength: runLength, hasHeadStart: headStart)
    }

    @Test func sumIsThatOfTheBernoulliChartFromTheProtectedRate() throws {
        var random = SeededRandom(announcing: "sumIsThatOfTheBernoulliChartFromTheProtectedRate")
        var chart = sums([line(0.9, .low)], runLength: 1e12)
        let h = try RunLength(p0: 0.91, p1: 0.91 * 0.9).threshold(runLength: 1e12, isClosed: true)
        var plain = try BernoulliCUSUM(p0: 0.91, p1: 0.91 * 0.9, limits: CUSUMLimits(h: h))
        for pane in Int64(0)..<300 {
            let hits = Double((0..<30).count { _ in random.chance(0.9) })
            chart.step(PaneCounts(events: 30, sum: hits), index: pane, mayJudge: true)
            plain.step(events: 30, hits: hits, pane: pane)
            #expect(ReferenceValues.isNear(try #require(chart.statistic?.value), min(plain.statistic, 2 * h)))
        }
        #expect(chart.statistic?.threshold == h)
    }

    @Test func normalSumIsTheLikelihoodRatioOfItsEvents() throws {
        var chart = sums([line(1.05, .high)], deviation: 0.1, runLength: 1e20)
        let shift = 0.93 * 0.05 / 0.1
        var expected = 0.0
        for (pane, values) in [[0.95, 0.99, 0.98], [0.97], [0.99, 1]].enumerated() {
            chart.step(
                PaneCounts(events: Double(values.count), sum: values.reduce(0, +)), index: Int64(pane), mayJudge: true)
            for value in values { expected += shift * (value - 0.93) / 0.1 - shift * shift / 2 }
            #expect(ReferenceValues.isNear(try #require(chart.statistic?.value), max(0, expected)))
        }
        let h = try #require(RunLength.normalThreshold(shift: 0.5, runLength: 1e4))
        // Siegmund's formula by hand.
        let corrected = h + 1.166 * 0.5
        #expect(abs((exp(corrected) - corrected - 1) / 0.125 / 1e4 - 1) < 1e-9)
    }

    @Test func breachLastsUntilTheSumIsZeroAgain() throws {
        var chart = sums([line(0.9, .low), line(0.7, .low, .critical)])
        for pane in Int64(0)..<20 { chart.step(PaneCounts(events: 100, sum: 91), index: pane, mayJudge: true) }
        #expect(chart.level == nil && chart.onset == nil)
        chart.step(PaneCounts(events: 100, sum: 50), index: 20, mayJudge: false)
        #expect(chart.level == nil, "too few to judge")
        chart.step(PaneCounts(events: 1, sum: 1), index: 21, mayJudge: true)
        #expect(chart.level == .critical)
        #expect(chart.onset == 20)
        for pane in Int64(22)..<1000 { chart.step(PaneCounts(events: 100, sum: 50), index: pane, mayJudge: true) }
        let highest = try #require(chart.statistic)
        #expect(highest.value == 2 * highest.threshold)
        var panes: Int64 = 0
        while chart.level != nil, panes < 100 {
            chart.step(PaneCounts(events: 100, sum: 96), index: 1000 + panes, mayJudge: true)
            panes += 1
        }
        #expect((2..<20).contains(panes))
    }

    /// Each of two sides runs for 2000 events; 400 000 events bring 400 alarms at most, and fewer for the bound's sake.
    @Test func alarmsComeNoMoreOftenThanTheRunLengthSays() {
        var random = SeededRandom(seed: 51)
        var chart = CUSUMChart(
            lines: [line(0.9, .low), line(1.05, .high)],
            yardstick: Yardstick(rate: 0.92, events: 1, low: 0.92, high: 0.92), deviation: nil, runLength: 2000,
            hasHeadStart: false)
        var alarms = 0
        for pane in Int64(0)..<400_000 {
            let before = chart.level
            chart.step(PaneCounts(events: 1, sum: random.chance(0.92) ? 1 : 0), index: pane, mayJudge: true)
            if before == nil, chart.level != nil { alarms += 1 }
        }
        #expect((100...400).contains(alarms), "\(alarms)")
    }

    @Test func linesWithoutAnAlternativeAreLeftOut() {
        #expect(!sums([line(1.5, .high)]).isTestable)
        #expect(!sums([Line(level: .warning, side: .high, target: .absolute(0.5), threshold: 1)]).isTestable)
        #expect(!sums([line(0.9, .low)], deviation: 0).isTestable)
        #expect(sums([line(1.5, .high), line(0.5, .low)]).isTestable)
    }

    @Test func exactLimitsDecideSubgroups() throws {
        var chart = try #require(ControlChart(.p, p0: 0.9))
        // 100 events in four panes: 80 hits are outside (limit 80.x), 83 inside.
        for (number, hits) in [(0, 90.0), (1, 70), (2, 90)] {
            for pane in 0..<4 {
                let isLast = pane == 3
                _ = chart.step(
                    PaneCounts(events: 25, sum: hits / 4), index: Int64(number * 4 + pane), subgroupPanes: 4,
                    eventsMin: 30)
                if isLast { #expect(chart.isOutside == (hits == 70)) }
            }
        }
        let point = try #require(try PChart(p0: 0.9).point(events: 100, hits: 70))
        #expect(point.isOutside)
        // Too few events are no point, an empty subgroup neither.
        for pane in Int64(12)..<24 {
            _ = chart.step(PaneCounts(events: 1, sum: 0), index: pane, subgroupPanes: 4, eventsMin: 30)
        }
        #expect(!chart.isOutside)
        let isNew = chart.step(PaneCounts(events: 0, sum: 0), index: 27, subgroupPanes: 4, eventsMin: 30)
        #expect(!isNew)
    }

    @Test func gapIsKnownBySubgroupsWithoutFlags() throws {
        var chart = try #require(ControlChart(.g, p0: 0.002))
        let limit = try GChart(p0: 0.002).limits.upperBound
        var events = 0.0
        var pane: Int64 = 0
        while events <= limit {
            #expect(!chart.isOutside)
            _ = chart.step(PaneCounts(events: 10, sum: 0), index: pane, subgroupPanes: 1, eventsMin: 30)
            events += 10
            pane += 1
        }
        #expect(chart.isOutside && chart.statistic?.threshold == limit)
        _ = chart.step(PaneCounts(events: 10, sum: 1), index: pane, subgroupPanes: 1, eventsMin: 30)
        #expect(!chart.isOutside)
        _ = chart.step(PaneCounts(events: 10, sum: 3), index: pane + 1, subgroupPanes: 1, eventsMin: 30)
        #expect(chart.isOutside, "three flags in ten events")
    }

    @Test func individualsLearnTheirLimits() throws {
        var chart = try #require(ControlChart(.xmr, p0: nil))
        for pane in Int64(0)..<20 {
            #expect(chart.isLearning)
            _ = chart.step(
                PaneCounts(events: 30, sum: 30 * (pane % 2 == 0 ? 99 : 101)), index: pane, subgroupPanes: 1,
                eventsMin: 30)
        }
        #expect(!chart.isLearning && chart.centre == 100)
        for (value, isOutside) in [(100.0, false), (105.4, true), (100, false), (104, false), (97, true)] {
            _ = chart.step(
                PaneCounts(events: 30, sum: 30 * value), index: 100 + Int64(value), subgroupPanes: 1, eventsMin: 30)
            #expect(chart.isOutside == isOutside, "\(value)")
        }
    }

    @Test func weekIsTheLastSevenCompleteDays() throws {
        var week = RollingBaseline()
        let day: Int64 = 86_400_000_000
        let noon = 20_000 * day + day / 2
        for number in Int64(0)..<20 {
            let isNew = week.advance(to: EventTime(microseconds: noon + number * day))
            #expect(isNew)
            let isAgain = week.advance(to: EventTime(microseconds: noon + number * day + 1))
            #expect(!isAgain)
            #expect(week.hasDay == (number >= 2))
            if number >= 2 {
                // Day 0 began at noon: it does not count.
                let days = max(1, number - 7)..<number
                let hits = days.reduce(0) { $0 + Double($1) }
                let reading = try #require(week.reading)
                #expect(reading.events == 100 * Int64(days.count))
                #expect(ReferenceValues.isNear(try #require(reading.value), hits / Double(100 * days.count)))
                #expect(week.yardstick("b", doubt: 0.01)?.events == 60 * Int64(days.count))
            }
            week.add("b", events: 60, hits: Double(number))
            week.add("a", events: 40, hits: 0)
        }
        var midnight = RollingBaseline()
        _ = midnight.advance(to: EventTime(microseconds: 20_000 * day))
        midnight.add("", events: 50, hits: 5)
        _ = midnight.advance(to: EventTime(microseconds: 20_001 * day))
        #expect(midnight.reading?.events == 50, "a day seen from its first pane on is complete")
        _ = midnight.advance(to: EventTime(microseconds: 20_009 * day))
        #expect(midnight.reading?.value == nil)
    }

    private func answers(_ questions: [(question: UInt64, outcome: Outcome)]) -> PaneEvidence {
        var accumulator = Accumulator.zero
        for (question, outcome) in questions {
            var event = Event(
                time: EventTime(microseconds: 0), names: .init(repeating: .absent), outcome: outcome, source: .signal,
                weight: Tally.weightOne, isCanary: false)
            event.question = question
            accumulator.add(event, pane: 3, parts: PaneContents(hasPairs: true).parts)
        }
        return PaneEvidence([.init(stratum: 0, accumulator: accumulator)])
    }

    @Test func onlyDiscordantQuestionsOfBothCount() {
        var chart = PairedChart(lines: [line(1, .low)])
        let own = answers([
            (1, .complied), (2, .refused), (3, .refused), (4, .complied), (5, .refused), (6, .error), (7, .partial),
        ])
        let control = answers([
            (1, .refused), (2, .refused), (3, .complied), (4, .refused), (8, .refused), (6, .refused), (7, .refused),
        ])
        var isNew = chart.step(own, control, score: .refused, index: 3, windowPanes: 10, eventsMin: 30)
        #expect(isNew)
        // Asked of both and decided by both: 1, 2, 3, 4, 7. Differently: 1, 3, 4, 7; the series refused one of them.
        #expect(chart.asked == 5)
        #expect(chart.reading == Score.Reading(value: 0.25, events: 5, effective: 4))
        isNew = chart.step(own, answers([]), score: .refused, index: 4, windowPanes: 10, eventsMin: 30)
        #expect(!isNew)
        var forgot = [9, 19].map { chart.forget(before: $0, windowPanes: 10) }
        #expect(forgot == [false, true] && chart.asked == 5)
        forgot = [20, 30].map { chart.forget(before: $0, windowPanes: 10) }
        #expect(forgot == [true, false] && chart.asked == 0)
    }

    @Test func questionAskedOftenIsOnePair() {
        var chart = PairedChart(lines: [line(1, .low)])
        let own = answers([(1, .complied), (1, .complied), (1, .refused)])
        let control = answers([(1, .refused), (1, .refused), (1, .complied)])
        // Of nine pairs of answers four are worse and one is better.
        _ = chart.step(own, control, score: .refused, index: 3, windowPanes: 10, eventsMin: 30)
        #expect(chart.reading == Score.Reading(value: 0.2, events: 1, effective: 1))
    }

    @Test func snapshotsGoOnBitForBitAndNothingElseIsRead() throws {
        var random = SeededRandom(announcing: "RuleChartTests snapshotsGoOnBitForBitAndNothingElseIsRead")
        for round in 0..<12 {
            var sums = sums([line(0.9, .low), line(1.02, .high)], headStart: round % 2 == 0)
            var week = RollingBaseline()
            var charts = try Detect.Chart.allCases.map { try #require(ControlChart($0, p0: 0.9)) }
            for pane in Int64(0)..<Int64(round * 9) {
                let hits = Double((0..<30).count { _ in random.chance(0.9) })
                sums.step(PaneCounts(events: 30, sum: hits), index: pane, mayJudge: true)
                for index in charts.indices {
                    _ = charts[index].step(
                        PaneCounts(events: 30, sum: hits), index: pane, subgroupPanes: 4, eventsMin: 30)
                }
                _ = week.advance(to: EventTime(microseconds: pane * 30_000_000_000))
                week.add(["a", "b"][Int(pane % 2)], events: 30, hits: hits)
            }
            var writer = ByteWriter()
            sums.write(to: &writer)
            week.write(to: &writer)
            for chart in charts { chart.write(to: &writer) }
            let read = { (bytes: [UInt8]) throws(ByteCodingError) in
                var reader = ByteReader(bytes)
                var freshSums = self.sums([self.line(0.9, .low), self.line(1.02, .high)])
                try freshSums.restore(from: &reader)
                let freshWeek = try RollingBaseline(from: &reader)
                var fresh: [ControlChart] = []
                for chart in Detect.Chart.allCases {
                    guard var control = ControlChart(chart, p0: 0.9) else { throw .value(at: 0) }
                    try control.restore(from: &reader)
                    fresh.append(control)
                }
                return (freshSums, freshWeek, fresh)
            }
            let restored = try read(writer.bytes)
            #expect(restored.0 == sums && restored.1 == week && restored.2 == charts)
            for length in stride(from: 0, to: writer.bytes.count, by: 7) {
                #expect(throws: ByteCodingError.self) { try read(Array(writer.bytes[..<length])) }
            }
            var other = try #require(ControlChart(.p, p0: 0.8))
            var single = ByteWriter()
            charts[0].write(to: &single)
            #expect(throws: ByteCodingError.self) {
                var reader = ByteReader(single.bytes)
                try other.restore(from: &reader)
            }
        }
    }

    @Test func extremeInputGivesNumbers() throws {
        let odd: [Double] = [0, 1, 0.5, 1e-300, 1e300, -1, .infinity, -.infinity, .nan, 0x1p53]
        for p0 in [1e-9, 0.5, 1 - 1e-9] {
            let yardstick = Yardstick(rate: p0, events: 30, low: p0, high: p0)
            for deviation in [nil, 1e-9, 1e9] {
                var sums = CUSUMChart(
                    lines: [line(0.5, .low), line(1.5, .high)], yardstick: yardstick, deviation: deviation,
                    runLength: 1e6, hasHeadStart: true)
                for round in 0..<100 {
                    sums.step(PaneCounts(events: odd[round % 10], sum: odd[round / 10]), index: 0, mayJudge: true)
                    #expect(sums.statistic.map { $0.value.isFinite && $0.threshold > 0 } ?? true)
                }
            }
            for kind in Detect.Chart.allCases {
                var chart = try #require(ControlChart(kind, p0: p0))
                for round in 0..<200 {
                    let (events, sum) = (odd[round % 10], odd[round / 10 % 10])
                    _ = chart.step(
                        PaneCounts(events: events, sum: sum), index: Int64(round), subgroupPanes: 2, eventsMin: 1)
                    #expect(chart.statistic.map { $0.value.isFinite && $0.threshold.isFinite } ?? true, "\(kind)")
                }
                var writer = ByteWriter()
                chart.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                #expect(throws: Never.self) { try chart.restore(from: &reader) }
            }
        }
    }
}
