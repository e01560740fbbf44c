// The course of a series names its levels and no others.

import Seeds
import Testing

@testable import Detectors

@Suite struct CourseTests {
    private func panes(_ rates: [(panes: Int, rate: Double)], seed: UInt64) -> [Course.Pane] {
        var random = SeededRandom(seed: seed)
        var panes: [Course.Pane] = []
        for part in rates {
            for _ in 0..<part.panes {
                let hits = (0..<50).count { _ in random.chance(part.rate) }
                panes.append(Course.Pane(index: Int64(panes.count), events: 50, sum: Double(hits)))
            }
        }
        return panes
    }

    @Test func levelsAreFoundWhereTheyBegin() throws {
        let course = try Course(panes([(80, 0.9), (60, 0.5), (40, 0.88)], seed: 1), kind: .rate)
        #expect(course.segments.count == 3)
        #expect(course.segments.map(\.first) == [0, 80, 140])
        #expect(course.segments.map(\.last) == [79, 139, 179])
        for (segment, rate) in zip(course.segments, [0.9, 0.5, 0.88]) { #expect(abs(segment.value - rate) < 0.03) }
    }

    @Test func chanceAloneIsOneLevel() throws {
        let counts = try (0..<40).map { try Course(panes([(120, 0.9)], seed: $0), kind: .rate).segments.count }
        #expect(counts.filter { $0 > 1 }.count <= 2)
    }

    @Test func meansAreComparedByTheirLogarithms() throws {
        var random = SeededRandom(seed: 3)
        let panes = (0..<90).map { index in
            Course.Pane(
                index: Int64(index) * 7, events: 20, sum: 20 * (index < 50 ? 400 : 640) * (0.95 + 0.1 * random.unit()))
        }
        let course = try Course(panes, kind: .mean)
        #expect(course.segments.map(\.first) == [0, 350])
    }

    @Test func panesWithoutEventsSayNothingAndTooFewAreRefused() throws {
        var some = panes([(10, 0.9)], seed: 4)
        some.append(Course.Pane(index: 10, events: 0, sum: 0))
        #expect(try Course(some, kind: .rate).segments.map(\.last) == [9])
        #expect(throws: ParameterError.self) { try Course([], kind: .rate) }
        #expect(throws: ParameterError.self) { try Course(Array(some.prefix(2)), kind: .mean) }
    }

    @Test func mergingKeepsEveryEvent() {
        let all = panes([(25, 0.9)], seed: 5)
        let merged = Course.merged(all, by: 6)
        #expect(merged.map(\.index) == [0, 1, 2, 3, 4])
        #expect(merged.reduce(0) { $0 + $1.events } == 1250)
        #expect(merged.reduce(0) { $0 + $1.sum } == all.reduce(0) { $0 + $1.sum })
    }
}
