// A reference period becomes baselines, in whatever order its events come.

import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct BaselineLearnerTests {
    private func learner(
        _ order: [Int], _ log: MemoryLog, knownBad: [KnownBad] = []
    ) throws -> BaselineLearner {
        guard
            var learner = BaselineLearner(
                settings: PipelineSettings(), dimensions: [.model, .category], measures: [Measure(.latency)],
                period: at(0)..<at(4000), knownBad: knownBad)
        else { throw NoMemory() }
        var reader = MemoryReader(log: log, order: order)
        var batch = RecordBatch()
        while !reader.isAtEnd {
            batch.removeAll()
            reader.poll(into: &batch, count: 50)
            learner.take(batch, wall: wall)
        }
        return learner
    }

    @Test func orderChangesNothing() throws {
        var random = SeededRandom(announcing: "BaselineLearnerTests.orderChangesNothing")
        let log = story(records: 800, using: &random)
        let first = try learner(log.oneAfterAnother, log)
        let second = try learner(interleaving(of: log, using: &random), log)
        let baselines = first.baselines(name: "b", source: "test")
        #expect(baselines == second.baselines(name: "b", source: "test"))
        #expect(baselines.map(\.model) == ["alpha", "beta", "gamma"])
        let (left, right) = (first.series(), second.series())
        #expect(left.map(\.scope) == right.map(\.scope))
        #expect(left.map(\.series.points) == right.map(\.series.points))
        for baseline in baselines {
            for cell in baseline.cells {
                let series = try #require(left.first { $0.scope == cell.scope }?.series)
                #expect(series.points.reduce(0) { $0 + $1.decided } == cell.tally.decided)
                #expect(series.points.reduce(0) { $0 + $1.refused } == cell.tally[.refused])
                #expect(cell.panes == Int64(series.points.count) && cell.panes > 0)
            }
        }
        #expect(baselines.flatMap(\.cells).reduce(0) { $0 + $1.tally.events } == first.counted)
    }

    /// An incident's pattern is no model's normal; other models and times stay as they were.
    @Test func knownBadPanesAreLeftOut() throws {
        var random = SeededRandom(announcing: "BaselineLearnerTests.knownBadPanesAreLeftOut")
        let log = story(records: 800, using: &random)
        let bad = KnownBad(incident: "i", model: "alpha", from: at(205), until: at(600), cause: "c")
        let all = try learner(log.oneAfterAnother, log)
        let rest = try learner(log.oneAfterAnother, log, knownBad: [bad])
        let (before, after) = (
            all.baselines(name: "b", source: "test"), rest.baselines(name: "b", source: "test")
        )
        #expect(after.map(\.model) == before.map(\.model))
        #expect(after.dropFirst().elementsEqual(before.dropFirst()))
        #expect(rest.counted < all.counted)
        // From the pane that 205 s lies in up to the one that ends at 600 s.
        let isBad = { (pane: Int64) in (20..<60).contains(pane - start.microseconds / 10_000_000) }
        let panes = { (learner: borrowing BaselineLearner) in
            learner.series().filter { $0.scope[.model] == "alpha" }.map { $0.series.points.map(\.index) }
        }
        let (known, kept) = (panes(all), panes(rest))
        #expect(kept == known.map { $0.filter { !isBad($0) } }.filter { !$0.isEmpty })
        let omitted = try #require(rest.omissions.first)
        #expect(omitted.panes == Set(known.flatMap { $0.filter(isBad) }).count && omitted.panes > 5)
        #expect(all.omissions.isEmpty)
    }
}
