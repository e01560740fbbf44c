// Leaks by panes.

import Canaries
import Model
import Seeds
import Testing

@Suite struct LeakCourseTests {
    /// Everything that is said up to a pane, closing at these panes on the way.
    private func words(_ leaks: [Int64], closing: [Int64]) -> [LeakCourse.Word] {
        var course = LeakCourse()
        for pane in leaks { course.add(pane: pane) }
        var said: [LeakCourse.Word] = []
        for index in closing {
            while let word = course.next(through: index, hold: 10) { said.append(word) }
        }
        return said
    }

    @Test func panesAreToldInOrderAndTheEndAfterTheHold() {
        let said = words([7, 3, 3], closing: [100])
        #expect(said.map(\.pane) == [3, 4, 7, 8, 18])
        #expect(said.map(\.count) == [2, 0, 1, 0, 0])
        #expect(said.map(\.total) == [2, 2, 3, 3, 3])
        #expect(words([3], closing: [2]).isEmpty)
        #expect(words([3], closing: [13]).map(\.pane) == [3, 4])
    }

    @Test func neitherTheOrderNorTheStepsMatter() {
        var random = SeededRandom(announcing: "neitherTheOrderNorTheStepsMatter")
        for _ in 0..<200 {
            let leaks = (0..<Int.random(in: 1...30, using: &random)).map { _ in Int64.random(in: 0...80, using: &random)
            }
            let wanted = words(leaks, closing: [200])
            let steps = (0..<10).map { _ in Int64.random(in: 0...199, using: &random) }.sorted() + [200]
            #expect(words(leaks.shuffled(using: &random), closing: steps) == wanted)
        }
    }

    @Test func manyOpenPanesAreBounded() {
        let said = words((0..<1000).map { $0 }, closing: [5000])
        #expect(said.filter { $0.count > 0 }.count == 64)
        #expect(said.last?.total == 1000)
    }
}
