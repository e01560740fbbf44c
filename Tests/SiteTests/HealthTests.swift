// What the health paths say.

import Model
import Testing
import Web

@testable import Site

@Suite struct HealthTests {
    private let now = TimeSpan.seconds(1000)

    private func failing(_ site: Site) -> [String] {
        site.readiness(monotonic: now).filter { !$0.isGood }.map(\.name)
    }

    private func isAlive(_ site: Site) -> Bool {
        let checks = site.liveness(monotonic: now)
        return checks.allSatisfy(\.isGood)
    }

    private func board() -> LiveBoard {
        let board = LiveBoard()
        board.beat(now)
        board.change { $0.isAssigned = true }
        var status = LiveStatus(
            version: "1", processID: 1, startedAt: EventTime(microseconds: 0), now: EventTime(microseconds: 0),
            generation: 1, rulesHash: "", rules: 0, logLevel: "info", eventsPerSecond: 0, records: 0)
        status.checkpointAt = EventTime(microseconds: 1)
        board.put(status)
        return board
    }

    @Test func aYoungRunLivesAndIsNotReady() {
        let site = Site(storePath: "", board: LiveBoard())
        #expect(isAlive(site))
        #expect(failing(site) == ["assignment", "store"])
    }

    @Test func aRunThatReadsAndWritesIsReady() {
        #expect(failing(Site(storePath: "", board: board())) == [])
    }

    @Test func aStuckPipelineThreadIsNotAlive() {
        let board = board()
        board.beat(now - .seconds(31))
        #expect(!isAlive(Site(storePath: "", board: board)))
        board.beat(now - .seconds(30))
        #expect(isAlive(Site(storePath: "", board: board)))
    }

    @Test func aStoreThatTakesNothingAndAStopAreSaid() {
        let board = board()
        board.change { $0.storeBusySince = now - .seconds(11) }
        #expect(failing(Site(storePath: "", board: board)) == ["store"])
        board.change { ($0.storeBusySince, $0.isStopping) = (nil, true) }
        #expect(failing(Site(storePath: "", board: board)) == ["draining"])
    }

    @Test func eachCheckIsListedWhenSomebodyAsks() {
        let checks = [HealthCheck("a", nil), HealthCheck("b", "no\nway")]
        var request = WebRequest(method: "GET", path: "/readyz")
        #expect(Site.reply("readyz", checks, request).status == 503)
        request.query = [("exclude", "b"), ("verbose", "")]
        let reply = Site.reply("readyz", checks, request)
        #expect(reply.status == 200)
        #expect(String(decoding: reply.body, as: UTF8.self) == "[+]a ok\n[+]b excluded: ok\nreadyz check passed\n")
        request.query = []
        let failed = String(decoding: Site.reply("readyz", checks, request).body, as: UTF8.self)
        #expect(failed == "[+]a ok\n[-]b failed: no\\u{a}way\nreadyz check failed\n")
    }
}
