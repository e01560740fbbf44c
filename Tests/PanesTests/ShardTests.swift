// Events into panes.

import Model
import Seeds
import Testing

@testable import Panes

@Suite struct ShardTests {
    private let grid = PaneGrid(width: .seconds(10))

    private func shard(seriesMax: Int = 100) -> Shard {
        var shard = Shard(grid: grid, lateness: .seconds(5), dimensions: [.model, .category], seriesMax: seriesMax)
        _ = shard.addPartition(newest: nil, floor: nil)
        return shard
    }

    private func event(_ seconds: Int64, _ model: String, _ shard: inout Shard) -> Event {
        var names = InlineArray<8, NameID>(repeating: .absent)
        names[0] = shard.names.intern(Array(model.utf8).span) ?? shard.overflow
        return Event(
            time: EventTime(microseconds: seconds * 1_000_000), names: names, outcome: .refused, source: .signal,
            weight: 256, isCanary: false)
    }

    private func add(_ seconds: Int64, _ model: String = "a", partition: Int = 0, to shard: inout Shard) -> Placement {
        let event = event(seconds, model, &shard)
        return shard.add(event, partition: partition)
    }

    @Test func eventIsLateOnceItsWholePaneIsBehindTheWatermark() {
        var shard = shard()
        #expect(add(20, to: &shard) == .counted)
        #expect(add(24, to: &shard) == .counted)
        #expect(add(10, to: &shard) == .counted, "the watermark is at 19, inside that pane")
        #expect(add(25, to: &shard) == .counted)
        #expect(add(19, to: &shard) == .late, "the watermark is at 20, the end of that pane")
        #expect(add(20, to: &shard) == .counted)
        #expect(shard[clock: 0].newest == EventTime(microseconds: 25_000_000))
    }

    @Test func latenessIsJudgedByThePartitionAlone() {
        var shard = shard()
        let other = shard.addPartition(newest: nil, floor: EventTime(microseconds: 30_000_000))
        #expect(add(1000, to: &shard) == .counted)
        #expect(add(30, partition: other, to: &shard) == .counted)
        #expect(add(29, partition: other, to: &shard) == .late)
    }

    @Test func panesCloseInOrderAndOnce() {
        var random = SeededRandom(announcing: "panesCloseInOrderAndOnce")
        var shard = Shard(grid: grid, lateness: .seconds(1000), dimensions: [.model], seriesMax: 100)
        _ = shard.addPartition(newest: nil, floor: nil)
        var counts: [Int64: Int64] = [:]
        for _ in 0..<500 {
            let second = Int64.random(in: -500..<500, using: &random)
            #expect(add(second, "m\(second % 3)", to: &shard) == .counted)
            counts[second >= 0 ? second / 10 : (second - 9) / 10, default: 0] += 1
        }
        #expect(shard.oldestOpen == counts.keys.min())
        #expect(shard.newestOpen == counts.keys.max())
        var closed: [ShardPane] = []
        for bound in stride(from: Int64(-50), through: 55, by: 7) {
            let panes = shard.close(through: bound)
            #expect(panes.allSatisfy { $0.index <= bound })
            closed += panes
            #expect(shard.close(through: bound).isEmpty)
        }
        #expect(closed.map(\.index) == counts.keys.sorted())
        for pane in closed {
            #expect(Set(pane.rows.map(\.cell)).count == pane.rows.count)
            #expect(pane.rows.reduce(0) { $0 + $1.accumulator.tally.events } == counts[pane.index])
        }
    }

    @Test func cellsPastTheBoundShareOne() {
        var shard = shard(seriesMax: 3)
        for index in 0..<10 { #expect(add(0, "m\(index)", to: &shard) == .counted) }
        #expect(add(0, "m0", to: &shard) == .counted)
        #expect(shard.cells.count == 4)
        #expect(shard.overflowed == 7)
        #expect(shard.scope(of: 3) == Scope([(.model, "__other__"), (.category, "__other__")]))
        #expect(shard.accumulator(index: 0, cell: 3).tally.events == 7)
        #expect(shard.accumulator(index: 0, cell: 0).tally.events == 2)
        #expect(shard.accumulator(index: 0, cell: 99).tally.isEmpty)
        #expect(shard.accumulator(index: 7, cell: 0).tally.isEmpty)
    }

    @Test func dirtyCellsAreNamedOnce() {
        var shard = shard()
        for (second, model) in [(Int64(0), "a"), (1, "a"), (11, "b")] {
            #expect(add(second, model, to: &shard) == .counted)
        }
        let dirty = shard.takeDirty()
        #expect(dirty.map(\.index) == [0, 1])
        #expect(dirty.map(\.cells) == [[0], [1]])
        #expect(shard.takeDirty().isEmpty)
        #expect(add(11, "a", to: &shard) == .counted)
        #expect(shard.takeDirty().map(\.cells) == [[0]])
    }

    @Test func restoredTallyIsThereButNotDirty() {
        var shard = shard()
        var tally = Tally.zero
        tally.add(.complied, weight: 256)
        let names = event(0, "a", &shard).names
        let cell = shard.restore(Accumulator(tally: tally), names: names, index: 4)
        #expect(shard.takeDirty().isEmpty)
        #expect(add(41, to: &shard) == .counted)
        #expect(shard.accumulator(index: 4, cell: cell).tally.events == 2)
        shard.markDirty(index: 4, cell: cell)
        #expect(shard.takeDirty().map(\.cells) == [[cell]])
    }
}

@Suite struct PartitionClockTests {
    @Test func watermarkNeverMovesBack() {
        var random = SeededRandom(announcing: "watermarkNeverMovesBack")
        var clock = PartitionClock(lateness: .seconds(10))
        #expect(clock.watermark == nil)
        var last = EventTime(microseconds: .min)
        for _ in 0..<1000 {
            let time = EventTime(
                microseconds: random.chance(0.01)
                    ? .min : Int64.random(in: -1_000_000_000...1_000_000_000, using: &random))
            if random.chance(0.8) { clock.observe(time) } else { clock.raiseFloor(to: time) }
            let watermark = clock.watermark ?? EventTime(microseconds: .min)
            #expect(watermark >= last)
            last = watermark
        }
    }

    @Test func floorHoldsUntilEventsPassIt() {
        let time = { EventTime(microseconds: $0 * 1_000_000) }
        var clock = PartitionClock(lateness: .seconds(10), newest: nil, floor: time(100))
        #expect(clock.watermark == time(100))
        clock.observe(time(105))
        #expect(clock.watermark == time(100))
        clock.observe(time(111))
        #expect(clock.watermark == time(101))
        clock.raiseFloor(to: time(50))
        #expect(clock.floor == time(100))
    }
}

/// A stop in the middle of a pane, with everything that a pane can keep.
@Suite struct ShardContentsTests {
    private let contents = PaneContents(measures: measures, hasUsers: true, hasPairs: true)

    private func shard() -> Shard {
        var shard = Shard(
            grid: PaneGrid(width: .seconds(5)), lateness: .seconds(1000), dimensions: [.model], seriesMax: 10,
            contents: contents)
        _ = shard.addPartition(newest: nil, floor: nil)
        return shard
    }

    @Test func stopAnywhereInAPaneChangesNothing() throws {
        var random = SeededRandom(announcing: "stopAnywhereInAPaneChangesNothing")
        let events = (0..<600).map { _ in
            var event = randomEvent(users: 200, using: &random)
            event.names[0] = NameID(index: UInt32.random(in: 0...2, using: &random))
            return event
        }
        var whole = shard()
        for event in events { _ = whole.add(event, partition: 0) }
        let wanted = whole.close(through: 10)
        #expect(wanted.count == 2)
        for cut in [1, 77, 300, 599] {
            var first = shard()
            for event in events[..<cut] { _ = first.add(event, partition: 0) }
            var second = shard()
            for (index, cells) in first.takeDirty() {
                for cell in cells {
                    var names = events[0].names
                    names[0] = first.cells.names(of: cell).first ?? .absent
                    let kept = try read(bytes(first.accumulator(index: index, cell: cell)))
                    _ = second.restore(kept, names: names, index: index)
                }
            }
            for event in events[cut...] { _ = second.add(event, partition: 0) }
            let found = second.close(through: 10)
            #expect(found.map(\.index) == wanted.map(\.index))
            for (left, right) in zip(found, wanted) {
                for row in right.rows {
                    let name = whole.cells.names(of: row.cell)
                    let match = left.rows.first { second.cells.names(of: $0.cell) == name }
                    #expect(match?.accumulator == row.accumulator)
                }
            }
        }
    }
}
