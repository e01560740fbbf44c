// A replay says what a run says, whatever is replayed beside it and however the log is cut.

import Daemon
import Model
import Pipeline
import Testing
import Traffic

struct ReplayTests {
    static let loose = RuleSet(rules: [errors(0.03)])
    static let strict = RuleSet(rules: [errors(0.02), errors(0.04, name: "errors-short", window: 60)])
    /// Of other panes than the rest.
    static let cells = RuleSet(rules: [errors(0.03, by: [.model, .environment])])

    @Test func replayGivesTheLinesOfARun() throws {
        let file = try TemporaryFile(burst)
        for set in [Self.loose, Self.strict, Self.cells] {
            let lines = try ran(set, file.path)
            #expect(lines.count >= 2)
            #expect(try replayed([set], [file.path]).lines == [lines])
        }
    }

    @Test func setsBesideEachOtherChangeNothing() throws {
        let file = try TemporaryFile(burst)
        let sets = [Self.loose, Self.cells, Self.strict, Self.loose]
        let together = try replayed(sets, [file.path])
        for (set, lines) in zip(sets, together.lines) { #expect(try replayed([set], [file.path]).lines == [lines]) }
        #expect(together.tallies[0] == together.tallies[3])
        #expect(together.lines[0] != together.lines[2])
    }

    @Test func filesMayFollowOrOverlapInAnyOrder() throws {
        let whole = try TemporaryFile(burst)
        let expected = try replayed([Self.loose], [whole.path]).lines
        let halves = [Array(burst.prefix(15_000)), Array(burst.dropFirst(15_000))]
        let odd = [0, 1].map { rest in burst.indices.filter { $0 % 2 == rest }.map { burst[$0] } }
        for parts in [halves, odd] {
            let files = try parts.map { try TemporaryFile($0) }
            for paths in [files.map(\.path), files.map(\.path).reversed()] {
                let replay = try replayed([Self.loose], paths)
                #expect(replay.lines == expected)
                #expect(replay.counters.late == 0)
                #expect(replay.counters.counted == Int64(burst.count))
            }
        }
    }

    @Test func onlyThePeriodCounts() throws {
        let file = try TemporaryFile(burst)
        var within = settings
        within.period = minute(10)..<minute(50)
        let before = try replayed([Self.loose], [file.path], settings: within)
        #expect(before.lines == [[]])
        #expect(before.counters.isConserved)
        // It stops once the period is over: of the two hours only the first 50 minutes and a little were read.
        #expect(before.counters.records < Int64(burst.count) / 2)
        within.period = minute(50)..<minute(120)
        let during = try replayed([Self.loose], [file.path], settings: within)
        #expect(during.lines[0].count >= 2)
        #expect(during.counters.outside > 10_000)
    }

    @Test func talliesCountPanesInBreach() throws {
        let file = try TemporaryFile(burst)
        let tally = try replayed([Self.loose], [file.path]).tallies[0][0]
        // Twelve minutes of errors, seen through a window of five: 70 to 104 panes of 10 s.
        #expect((70...104).contains(tally.breached))
        #expect(tally.critical == 0)
        #expect(tally.judged > 700)
        let calm = try TemporaryFile(lines(.steady, seed: 7))
        #expect(try replayed([Self.loose], [calm.path]).tallies[0][0].breached == 0)
    }

    @Test func stoppingKeepsWhatWasJudged() throws {
        let file = try TemporaryFile(burst)
        guard var replay = Replay(sets: [Self.loose], settings: settings, book: noBaselines, wall: wall) else {
            throw NoMemory()
        }
        var source = try ReplayFiles(paths: [file.path], lineBytesMax: 1 << 20)
        var findings = 0
        let isWhole = try replay.run(&source) { _ in
            findings += 1
        } tick: { _, _, _ in
            findings == 0
        }
        #expect(!isWhole)
        #expect(findings == 1)
        #expect(replay.progress.alerts == 1)
    }
}
