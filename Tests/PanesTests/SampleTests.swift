// A sample is a function of the set of events, however they arrive.

import Model
import Seeds
import Testing

@testable import Panes

/// An event as the sample sees it.
struct Offer {
    var priority: UInt64
    var rows: [SampleRow]
}

@Suite struct SampleTests {
    private func offers(users: Int, events: Int, measures: UInt8, using random: inout SeededRandom) -> [Offer] {
        (0..<events).map { _ in
            let user = UInt64.random(in: 1...UInt64(users), using: &random)
            let priority = random.chance(0.1) ? Sample.anonymous : Salt.priority(user, pane: 5, salt: Salt.user)
            let weight: Int32 = random.chance(0.8) ? 256 : Int32.random(in: 256...300, using: &random)
            let kind = UInt8.random(in: 0..<6, using: &random)
            // Few tags, so that equal ones occur.
            let tag = UInt32.random(in: 0..<200, using: &random)
            let values = (0..<measures).map { measure in
                SampleRow(
                    priority: priority, kind: SampleRow.measureKind + measure,
                    bin: UInt16.random(in: 0..<700, using: &random), tag: tag, weight: weight)
            }
            return Offer(
                priority: priority, rows: [SampleRow(priority: priority, kind: kind, weight: weight)] + values)
        }
    }

    private func sample(_ offers: [Offer], capacity: Int = 64) -> Sample {
        var sample = Sample(capacity: capacity)
        for offer in offers {
            for row in offer.rows {
                let isIn = sample.insert(row)
                if !isIn { break }
            }
        }
        return sample
    }

    /// The definition, word for word.
    private func rows(_ offers: [Offer], capacity: Int) -> [SampleRow] {
        let users = Set(offers.map(\.priority)).subtracting([Sample.anonymous]).sorted().prefix(capacity)
        let kept = Set(users).union([Sample.anonymous])
        var merged: [SampleRow] = []
        let all = offers.filter { kept.contains($0.priority) }.flatMap(\.rows)
        for row in all.sorted(by: { $0.precedes($1) }) {
            if merged.last?.isLike(row) == true { merged[merged.count - 1].count += 1 } else { merged.append(row) }
        }
        var result: [SampleRow] = []
        for row in merged where result.count(where: { $0.isOfKind(row) }) < Sample.rowsPerKindMax { result.append(row) }
        return result
    }

    @Test(arguments: [(5, 400), (60, 300), (300, 900)]) func orderAndSplittingDoNotMatter(users: Int, events: Int) {
        var random = SeededRandom(announcing: "orderAndSplittingDoNotMatter")
        for capacity in [1, 7, 64] {
            let offers = offers(users: users, events: events, measures: 2, using: &random)
            let whole = sample(offers, capacity: capacity)
            #expect(whole.rows == rows(offers, capacity: capacity))
            #expect(whole.users == min(capacity, Set(offers.map(\.priority)).subtracting([Sample.anonymous]).count))
            for _ in 0..<4 {
                var parts = [[Offer]](repeating: [], count: Int.random(in: 1...5, using: &random))
                for offer in offers.shuffled(using: &random) {
                    parts[Int.random(in: 0..<parts.count, using: &random)].append(offer)
                }
                let samples = parts.map { sample($0, capacity: capacity) }
                #expect(Sample.merged(samples, capacity: capacity) == whole)
                #expect(Sample.merged(samples.reversed(), capacity: capacity) == whole)
            }
        }
    }

    @Test func runsAreTheUsersInOrder() {
        var random = SeededRandom(announcing: "runsAreTheUsersInOrder")
        let sample = sample(offers(users: 100, events: 500, measures: 1, using: &random))
        let runs = Array(sample.runs)
        #expect(runs.count == 64 && sample.users == 64 && !sample.isAnonymous)
        #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.priority < $1.priority })
        #expect(runs.flatMap(\.rows) + sample.anonymousRows == sample.rows)
        #expect(runs.allSatisfy { run in run.rows.allSatisfy { $0.priority == run.priority } })
    }

    @Test func eventsWithoutUserTakeNoUsersPlace() {
        var sample = Sample()
        for _ in 0..<10 { sample.insert(SampleRow(priority: Sample.anonymous, kind: 0, weight: 256)) }
        #expect(sample.isAnonymous && sample.users == 0 && !sample.isEmpty)
        #expect(sample.anonymousRows.map(\.count) == [10])
        #expect(Array(sample.runs).isEmpty)
        for user in 0..<200 {
            sample.insert(
                SampleRow(priority: Salt.priority(UInt64(user), pane: 0, salt: Salt.user), kind: 1, weight: 256))
        }
        #expect(sample.users == 64 && sample.anonymousRows.map(\.count) == [10])
    }

    @Test func countsStopAtTheLargestNumber() {
        var sample = Sample()
        for count in [UInt32.max - 1, 1, 1] {
            sample.insert(SampleRow(priority: 1, kind: 0, weight: 256, count: count))
        }
        #expect(sample.rows.map(\.count) == [.max])
    }

    @Test func prioritiesAreDrawnAnewInEachPane() {
        let first = (0..<1000).map { Salt.priority($0, pane: 1, salt: Salt.user) }
        let second = (0..<1000).map { Salt.priority($0, pane: 2, salt: Salt.user) }
        let lowest = { (priorities: [UInt64]) in
            Set(priorities.indices.sorted { priorities[$0] < priorities[$1] }[..<64])
        }
        #expect(lowest(first).intersection(lowest(second)).count < 20)
        #expect(Set((0..<1000).map { Salt.userBit($0) }).count == 64)
    }
}
