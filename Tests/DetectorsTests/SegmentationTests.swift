// PELT against reference values, another implementation and optimal partitioning.

import Foundation
import Seeds
import Testing

@testable import Detectors

/// The least cost plus penalties over every way to cut, and where it cuts.
private func optimum(_ cost: SegmentCost, sizeMin: Int, penalty: Double) -> (total: Double, ends: [Int]) {
    var best = [0.0] + Array(repeating: Double.infinity, count: cost.count)
    var cut = Array(repeating: 0, count: cost.count + 1)
    for end in sizeMin...cost.count {
        for start in 0...end - sizeMin where best[start] + cost.of(start, end) + penalty < best[end] {
            best[end] = best[start] + cost.of(start, end) + penalty
            cut[end] = start
        }
    }
    var ends: [Int] = []
    var end = cost.count
    while end > 0 {
        ends.insert(end, at: 0)
        end = cut[end]
    }
    return (best[cost.count], ends)
}

@Suite struct SegmentationTests {
    private struct Run {
        let penalty: Double
        let breakpoints: [Int]
        let cost: Double
    }

    private func runs(_ name: String) throws -> [Run] {
        let part = try ReferenceValues("pelt").value(name, as: [String: Any].self)
        return try #require(part["runs"] as? [[String: Any]]).map { run in
            Run(
                penalty: try #require(run["pen"] as? Double), breakpoints: try #require(run["breakpoints"] as? [Int]),
                cost: try #require(run["total_cost"] as? Double))
        }
    }

    @Test func agreesWithTheReference() throws {
        let levels = (0..<150).map { $0 < 60 ? 0 : $0 < 110 ? 1.5 : 0.2 }
        let values = zip(levels, Streams.normal).map { $0 + 0.4 * $1 }
        let cases: [(String, SegmentCost, Int)] = [
            ("binomial", .binomial(events: Streams.panes.map { _ in 20 }, hits: Streams.panes), 3),
            ("l2", try .squares(values), 2),
            ("normal", try .normal(values), 5),
        ]
        for (name, cost, sizeMin) in cases {
            for run in try runs(name) {
                let cut = try Segmentation(cost, sizeMin: sizeMin, penalty: run.penalty)
                #expect(cut.breakpoints == run.breakpoints, "\(name) \(run.penalty)")
                #expect(ReferenceValues.isNear(cut.cost, run.cost))
            }
        }
    }

    /// 200 seeded series, segmented once by ruptures 1.1.10 with jump = 1.
    @Test func agreesWithRuptures() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/pelt.json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let all = try #require(json?["series"] as? [[String: Any]])
        #expect(all.count == 200)
        for series in all {
            let cost: SegmentCost =
                switch series["cost"] as? String {
                case "binomial":
                    .binomial(
                        events: try #require(series["events"] as? [Double]),
                        hits: try #require(series["hits"] as? [Double]))
                case "normal": try .normal(try #require(series["values"] as? [Double]))
                default: try .squares(try #require(series["values"] as? [Double]))
                }
            let cut = try Segmentation(
                cost, sizeMin: try #require(series["min_size"] as? Int),
                penalty: try #require(series["penalty"] as? Double))
            #expect(cut.breakpoints == (try #require(series["breakpoints"] as? [Int])))
            #expect(ReferenceValues.isNear(cut.cost, try #require(series["total_cost"] as? Double)))
        }
    }

    @Test func equalsOptimalPartitioning() throws {
        var random = SeededRandom(announcing: "equalsOptimalPartitioning")
        for round in 0..<200 {
            let count = Int.random(in: 8...60, using: &random)
            let levels = (0...count / 10).map { _ in random.unit() }
            let events = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &random)) }
            let hits = events.enumerated().map { place, n in
                Double((0..<Int(n)).count { _ in random.chance(levels[place / 10]) })
            }
            let values = (0..<count).map { levels[$0 / 10] * 3 + random.unit() }
            let costs = [SegmentCost.binomial(events: events, hits: hits), try .squares(values), try .normal(values)]
            let cost = costs[round % 3]
            let sizeMin = Int.random(in: 1...8, using: &random)
            let penalty = Double.random(in: 0.1...10, using: &random)
            let cut = try Segmentation(cost, sizeMin: sizeMin, penalty: penalty, isExact: true)
            let best = optimum(cost, sizeMin: sizeMin, penalty: penalty)
            #expect(ReferenceValues.isNear(cut.cost + penalty * Double(cut.breakpoints.count), best.total))
            #expect(cut.breakpoints == best.ends)
            let usual = try Segmentation(cost, sizeMin: 1, penalty: penalty)
            #expect(usual.breakpoints == optimum(cost, sizeMin: 1, penalty: penalty).ends)
        }
    }

    @Test func standardPenaltySplitsNoCleanSeries() throws {
        var random = SeededRandom(seed: 35)
        for _ in 0..<20 {
            let hits = (0..<200).map { _ in Double((0..<20).count { _ in random.chance(0.92) }) }
            let cost = SegmentCost.binomial(events: hits.map { _ in 20 }, hits: hits)
            #expect(try Segmentation(cost, sizeMin: 3, penalty: cost.penalty).breakpoints == [200])
        }
    }

    @Test func whatCannotBeCutIsRefused() throws {
        let cost = SegmentCost.binomial(events: [1, 1], hits: [0, 1])
        for penalty in [0, -1, .nan, .infinity] {
            #expect(throws: ParameterError.self) { try Segmentation(cost, sizeMin: 1, penalty: penalty) }
        }
        #expect(throws: ParameterError.self) { try Segmentation(cost, sizeMin: 3, penalty: 1) }
        #expect(throws: ParameterError.self) { try Segmentation(cost, sizeMin: 0, penalty: 1) }
        let none = SegmentCost.binomial(events: [], hits: [])
        #expect(throws: ParameterError.self) { try Segmentation(none, sizeMin: 1, penalty: 1) }
        let long = try SegmentCost.squares(Array(repeating: 0, count: Segmentation.panesMax + 1))
        #expect(throws: ParameterError.self) { try Segmentation(long, sizeMin: 1, penalty: 1) }
        for value in [Double.nan, .infinity, 1e300] {
            #expect(throws: ParameterError.self) { try SegmentCost.normal([0, value]) }
        }
    }

    @Test func extremeSeriesGiveNumbers() throws {
        let odd: [Double] = [0, 1, 0x1p53, 1e300, .nan, -1, .infinity, 3]
        let binomial = SegmentCost.binomial(events: odd + odd, hits: odd + odd.reversed())
        let costs = [
            binomial, try .squares([1e100, -1e100, 0, 1]), try .normal([1e100, -1e100, 0, 1]), try .normal([7, 7, 7]),
        ]
        for cost in costs {
            #expect(cost.penalty > 0 && cost.penalty.isFinite)
            #expect(try Segmentation(cost, sizeMin: 1, penalty: cost.penalty).cost.isFinite)
        }
    }
}
