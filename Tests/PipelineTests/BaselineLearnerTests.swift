// A reference period becomes baselines, in whatever order its events come.

import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct BaselineLearnerTests {
    private func learner(_ order: [Int], _ log: MemoryLog) throws -> BaselineLearner {
        guard
            var learner = BaselineLearner(
                settings: PipelineSettings(), dimensions: [.model, .category], measures: [Measure(.latency)],
                period: at(0)..<at(4000))
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
}
