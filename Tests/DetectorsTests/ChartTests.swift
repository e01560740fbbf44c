// Control charts, Page-Hinkley and ADWIN against reference values and broken input.

import Foundation
import Model
import Seeds
import Testing

@testable import Detectors

@Suite struct ChartTests {
    private func isNear(_ one: [Double], _ other: [Double]) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { ReferenceValues.isNear($0, $1) }
    }

    @Test func rateChartAgreesWithTheReference() throws {
        let block = try ReferenceValues("p_chart")
        let events: [Double] = try block.value("n")
        let hits: [Double] = try block.value("x")
        let chart = try PChart(events: events, hits: hits)
        let points = zip(events, hits).compactMap { chart.point(events: $0, hits: $1) }
        #expect(ReferenceValues.isNear(chart.p0, try block.value("pbar")))
        #expect(ReferenceValues.isNear(chart.sigmaZ, try block.value("laney_sigma_z")))
        #expect(ReferenceValues.isNear(chart.dispersion, try block.value("dispersion_pearson")))
        #expect(isNear(points.map(\.z), try block.value("z")))
        #expect(isNear(points.map(\.threeSigma.lowerBound), try block.value("lcl3")))
        #expect(isNear(points.map(\.threeSigma.upperBound), try block.value("ucl3")))
        #expect(isNear(points.map(\.laney.lowerBound), try block.value("laney_lcl3")))
        #expect(points.map { [$0.exact.lowerBound, $0.exact.upperBound] } == (try block.value("prob_limits_00135")))
        #expect(points.map(\.isOutside) == hits.indices.map { _ in false })
        #expect(try #require(chart.point(events: 100, hits: 81)).isOutside)
    }

    /// The tails beside the limits, added up term by term.
    @Test(arguments: [(1.0, 0.5), (50, 0.92), (100, 0.99), (1000, 0.001), (3000, 0.4), (20_000, 1e-6)])
    func exactLimitsLeaveTheirTailAndNoMore(events: Double, p: Double) {
        let limits = BinomialLimits(events: events, p: p, tail: PChart.tail).counts
        var below = 0.0
        var above = 0.0
        var belowAndLimit = 0.0
        var aboveAndLimit = 0.0
        for k in 0...Int(events) {
            let x = Double(k)
            let choose = lgamma(events + 1) - lgamma(x + 1) - lgamma(events - x + 1)
            let mass = exp(choose + x * log(p) + (events - x) * log1p(-p))
            if x < limits.lowerBound { below += mass }
            if x <= limits.lowerBound { belowAndLimit += mass }
            if x > limits.upperBound { above += mass }
            if x >= limits.upperBound { aboveAndLimit += mass }
        }
        #expect(below <= PChart.tail && above <= PChart.tail)
        #expect(belowAndLimit >= PChart.tail && aboveAndLimit >= PChart.tail)
    }

    /// The short way around the limits gives the same answer as the limits.
    @Test func verdictIsThatOfTheExactLimits() throws {
        for p0 in [0.0003, 0.01, 0.3, 0.5, 0.92, 0.999] {
            let chart = try PChart(p0: p0)
            for variance in [5.0, 25, 26, 40, 100, 1000, 20_000] {
                let events = (variance / (p0 * (1 - p0))).rounded(.up)
                let limits = BinomialLimits(events: events, p: p0, tail: PChart.tail).counts
                let reach = (limits.upperBound - limits.lowerBound).rounded()
                for step in stride(from: -reach, through: reach, by: max(0.5, (reach / 200).rounded())) {
                    let hits = min(max(0, (events * p0).rounded() + step), events)
                    let point = try #require(chart.point(events: events, hits: hits))
                    if point.isOutside == limits.contains(hits) { Issue.record("\(hits) of \(events) at \(p0)") }
                }
                for hits in [limits.lowerBound, limits.upperBound] {
                    #expect(try #require(chart.point(events: events, hits: hits)).isOutside == false)
                }
                for hits in [limits.lowerBound - 1, limits.upperBound + 1] where hits >= 0 && hits <= events {
                    #expect(try #require(chart.point(events: events, hits: hits)).isOutside)
                }
            }
        }
    }

    /// Where terms become too many, quantiles take over without a step.
    @Test(arguments: [(0.5, BinomialLimits.varianceMax), (0.92, BinomialLimits.varianceMax), (0.001, 9.9e8)])
    func limitsOfManyEventsMeetThoseOfFewer(p: Double, variance: Double) {
        let edge = variance / (p * (1 - p))
        let exact = BinomialLimits(events: (edge * 0.999999).rounded(.down), p: p, tail: PChart.tail).counts
        let next = BinomialLimits(events: (edge * 1.000001).rounded(.up), p: p, tail: PChart.tail).counts
        let shift = edge * 0.000002 * p
        #expect(abs(next.lowerBound - exact.lowerBound - shift) <= 3)
        #expect(abs(next.upperBound - exact.upperBound - shift) <= 3)
    }

    @Test func movingAverageAgreesWithTheReference() throws {
        let block = try ReferenceValues("ewma_chart")
        let rates = try ReferenceValues("p_chart")
        let deviation: Double = try block.value("sigma")
        var chart = try EWMAChart(mean: try block.value("mu0"))
        var z: [Double] = []
        var halves: [Double] = []
        for (x, n) in zip(try rates.value("x", as: [Double].self), try rates.value("n", as: [Double].self)) {
            chart.step(x / n, deviation: deviation)
            z.append(chart.z)
            halves.append(chart.halfWidth)
            #expect(!chart.isAlarm)
            var writer = ByteWriter()
            chart.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try EWMAChart(from: &reader) == chart)
        }
        #expect(isNear(z, try block.value("z")))
        #expect(isNear(halves, try block.value("half_width")))
        for _ in 0..<20 { chart.step(0.8, deviation: deviation) }
        #expect(chart.isAlarm)
        chart.reset()
        #expect(!chart.isAlarm && chart.halfWidth == 0)
    }

    @Test func individualValuesAgreeWithTheReference() throws {
        let block = try ReferenceValues("xmr_chart")
        let values: [Double] = try block.value("x")
        let chart = try XmRChart(values)
        #expect(ReferenceValues.isNear(chart.centre, try block.value("center")))
        #expect(ReferenceValues.isNear(chart.meanRange, try block.value("mr_bar")))
        #expect(ReferenceValues.isNear(chart.limits.lowerBound, try block.value("lcl")))
        #expect(ReferenceValues.isNear(chart.limits.upperBound, try block.value("ucl")))
        #expect(ReferenceValues.isNear(chart.rangeMax, try block.value("mr_ucl")))
        #expect(chart.isAlarm(12.9, after: 10))
        #expect(!chart.isAlarm(10.5, after: nil))
        #expect(chart.isAlarm(8.2, after: 12.8), "both are inside, their distance is not")
    }

    @Test func gapsBetweenFlagsHaveExactLimits() throws {
        for p0 in [0.3, 0.005, 0.001, 1e-6] {
            let chart = try GChart(p0: p0)
            let (lower, upper) = (chart.limits.lowerBound, chart.limits.upperBound)
            let atLeast = { (gap: Double) in pow(1 - p0, gap) }
            #expect(1 - atLeast(lower) <= PChart.tail * 1.000001 && 1 - atLeast(lower + 1) > PChart.tail)
            #expect(atLeast(upper + 1) <= PChart.tail * 1.000001 && atLeast(upper) > PChart.tail)
        }
        var chart = try GChart(p0: 0.001)
        let gaps = [false, false, true, true, false].compactMap { chart.step(isFlag: $0) }
        #expect(gaps == [2, 0])
        #expect(chart.isAlarm(gap: 0) && !chart.isAlarm(gap: 2) && chart.isAlarm(gap: 10_000))
    }

    @Test func pageHinkleyAgreesWithTheReference() throws {
        let expected: [Int] = try ReferenceValues("river").value("page_hinkley_alarms_index0")
        var parameters = PageHinkley.Parameters()
        (parameters.delta, parameters.threshold, parameters.sides) = (0.045, 8.5, [.high])
        var test = try PageHinkley(parameters)
        var alarms: [Int] = []
        for (index, x) in ReferenceValues.bernoulli.enumerated() {
            test.step(1 - x)
            if test.isAlarm { alarms.append(index) }
        }
        #expect(alarms == expected)
    }

    @Test func adaptiveWindowAgreesWithTheReference() throws {
        let expected: [[Double]] = try ReferenceValues("river").value("adwin_delta01")
        var parameters = ADWIN.Parameters()
        parameters.delta = 0.1
        var window = try ADWIN(parameters)
        var alarms: [[Double]] = []
        for (index, x) in ReferenceValues.bernoulli.enumerated() {
            window.step(x)
            if window.isAlarm { alarms.append([Double(index), window.width]) }
        }
        #expect(alarms == expected)
    }

    @Test func impossibleParametersAreNamed() throws {
        for bad in [Double.nan, .infinity, -1] {
            #expect(throws: ParameterError.self) { try PChart(p0: bad) }
            #expect(throws: ParameterError.self) { try GChart(p0: bad) }
            #expect(throws: ParameterError.self) { try EWMAChart(mean: 0, lambda: bad) }
            #expect(throws: ParameterError.self) { try EWMAChart(mean: 0, reach: bad) }
            var test = PageHinkley.Parameters()
            test.threshold = bad
            #expect(throws: ParameterError.self) { try PageHinkley(test) }
            var window = ADWIN.Parameters()
            window.delta = bad
            #expect(throws: ParameterError.self) { try ADWIN(window) }
        }
        #expect(throws: ParameterError.self) { try PChart(events: [10, 10], hits: [10, 10]) }
        #expect(throws: ParameterError.self) { try PChart(events: [], hits: []) }
        #expect(throws: ParameterError.self) { try XmRChart([1]) }
        #expect(throws: ParameterError.self) { try XmRChart([1, .nan]) }
    }

    @Test func extremeInputGivesNumbers() throws {
        let odd: [Double] = [0, 1, 0.5, 1e-300, 1e300, -1, .infinity, -.infinity, .nan, 0x1p53]
        var average = try EWMAChart(mean: 1e100)
        var test = try PageHinkley(PageHinkley.Parameters())
        var window = try ADWIN(ADWIN.Parameters())
        for round in 0..<1000 {
            let (one, other) = (odd[round % 10], odd[round / 10 % 10])
            for p0 in [1e-12, 0.5, 1 - 1e-12] {
                guard let point = try PChart(p0: p0, sigmaZ: 1e90).point(events: one, hits: other) else { continue }
                let numbers = [point.rate, point.z, point.exact.lowerBound, point.exact.upperBound]
                #expect(numbers.allSatisfy { $0.isFinite })
            }
            average.step(one, deviation: other)
            test.step(one)
            window.step(one)
            #expect(average.z.isFinite && average.halfWidth.isFinite && test.statistic.isFinite)
            #expect(window.mean.isFinite && window.width >= 1)
        }
    }
}
