// Pages from a store, and what is kept between two requests.

import Alerts
import Foundation
import Model
import Panes
import Store
import Testing
import Web

@testable import Site

private let noon = EventTime(microseconds: 1_763_640_000_000_000)

/// A store with panes of one model in two categories: `minutes` of them, one a minute, refused half of the time.
private struct Stage {
    let path = NSTemporaryDirectory() + "monitord-page-\(UUID().uuidString)"
    let store: Store
    let scope = Scope([(.model, "acme/x:v1")])

    init() throws { store = try Store.open(directory: path) }

    func add(_ minutes: Range<Int>, refused: Int64 = 5) throws {
        var checkpoint = Checkpoint()
        for minute in minutes {
            for category in ["fraud", "weapons"] {
                var tally = Tally()
                for place in 0..<Int64(10) { tally.add(place < refused ? .refused : .complied, weight: 256) }
                checkpoint.panes.append(
                    PaneRow(
                        scope: Scope([(.model, "acme/x:v1"), (.category, category)]),
                        start: noon + .seconds(Int64(minute) * 60), accumulator: Accumulator(tally: tally)))
            }
        }
        checkpoint.closedThrough = noon + .seconds(Int64(minutes.upperBound) * 60)
        checkpoint.verdicts = [
            VerdictRow(
                rule: "refusal-rate", scope: scope, at: noon,
                verdict: Verdict(
                    state: .ok, value: 0.5, baselineValue: 0.5, ratio: 1, events: 100, effectiveEvents: 100,
                    needed: 30),
                baselineID: nil)
        ]
        _ = try store.commit(checkpoint, now: noon)
    }

    func end() throws {
        try store.close()
        try FileManager.default.removeItem(atPath: path)
    }
}

private let rule = Rule(
    name: "refusal-rate", metric: .refusalRate, dimensions: [.model], window: .seconds(600), warning: nil, critical: nil
)

@Suite struct PageTests {
    @Test func panesAreTheSameWhetherKeptOrReadAnew() throws {
        let stage = try Stage()
        defer { try? stage.end() }
        try stage.add(0..<90)
        let shelf = PaneShelf()
        func panes(from: Int, until: Int) throws -> Bool {
            let reader = try Reader(directory: stage.path)
            let (from, until) = (noon + .seconds(Int64(from) * 60), noon + .seconds(Int64(until) * 60))
            let closed = try #require(try reader.closedThrough())
            let kept = try shelf.panes(
                reader, .refusalRate, of: stage.scope, where: nil, from: from, until: until, closed: closed)
            let anew = try PaneCourse.panes(reader, .refusalRate, of: stage.scope, from: from, until: until)
            return kept == anew && !anew.isEmpty
        }
        #expect(try panes(from: 30, until: 90))
        // The end moves on, the beginning goes back, a part in the middle.
        try stage.add(90..<120)
        #expect(try panes(from: 60, until: 120))
        #expect(try panes(from: 0, until: 120))
        #expect(try panes(from: 10, until: 50))
        #expect(try panes(from: 20, until: 120))
    }

    @Test func coursesBecomeWholeAndMoveOn() throws {
        let stage = try Stage()
        defer { try? stage.end() }
        try stage.add(0..<120)
        let shelf = TrendShelf()
        let key = TrendShelf.Key(rule: "refusal-rate", scope: stage.scope)
        func course() throws -> [Double?] {
            let reader = try Reader(directory: stage.path)
            let closed = try #require(try reader.closedThrough())
            return try #require(try shelf.trends(reader, [key: rule], closed: closed, path: stage.path)[key])
        }
        var found = try course()
        // The thread that reads the rest needs a moment.
        for _ in 0..<2000 where found.compactMap(\.self).count < 24 {
            usleep(2000)
            found = try course()
        }
        #expect(
            found.count == 72 && found.suffix(24).allSatisfy { $0 == 0.5 } && found.prefix(48).allSatisfy { $0 == nil })
        try stage.add(120..<125, refused: 9)
        found = try course()
        #expect(found.last == 0.9 && found.suffix(25).dropLast().allSatisfy { $0 == 0.5 })
    }

    @Test func everyPageAnswersWithoutARun() throws {
        let stage = try Stage()
        defer { try? stage.end() }
        try stage.add(0..<60)
        let site = Site(storePath: stage.path, board: LiveBoard())
        for path in ["/", "/alerts", "/series", "/canaries", "/baselines", "/health"] {
            let reply = site.answer(WebRequest(method: "GET", path: path))
            #expect(reply.status == 200, "\(path)")
            #expect(reply[header: "Content-Security-Policy"]?.contains("default-src 'none'") == true)
        }
        for path in ["/alerts/0123", "/incidents/0123", "/series"] {
            var request = WebRequest(method: "GET", path: path)
            request.query = [("rule", "refusal-rate"), ("scope", "{}")]
            #expect(site.answer(request).status == 404, "\(path)")
        }
        let gone = Site(storePath: stage.path + "-gone", board: LiveBoard())
        #expect(gone.answer(WebRequest(method: "GET", path: "/")).status == 503)
    }

    @Test func seriesIsShownWithItsChartOnceTheRuleIsKnown() throws {
        let stage = try Stage()
        defer { try? stage.end() }
        try stage.add(0..<60)
        let board = LiveBoard()
        board.put(plan: BoardPlan(rules: RuleSet(rules: [rule], falseAlarmsPerMonth: 1)))
        var request = WebRequest(method: "GET", path: "/series")
        let key = String(decoding: stage.scope.key, as: UTF8.self)
        request.query = [("rule", "refusal-rate"), ("scope", key), ("since", "-30d")]
        let reply = Site(storePath: stage.path, board: board).answer(request)
        let text = String(decoding: reply.body, as: UTF8.self)
        #expect(reply.status == 200 && text.contains("class=\"plot wide\""))
        #expect(text.contains("ratio of refusal_rate over 10m, without lines"))
        #expect(text.contains(">1d</a>"), "no chart goes further back than a day")
    }

    @Test func nothingIsOKWhileSomethingBlinds() throws {
        let stage = try Stage()
        defer { try? stage.end() }
        try stage.add(0..<60)
        let board = LiveBoard()
        var status = LiveStatus(
            version: "1", processID: 1, startedAt: noon, now: noon, generation: 1, rulesHash: "", rules: 1,
            logLevel: "info", eventsPerSecond: 0, records: 0)
        board.put(status)
        let site = Site(storePath: stage.path, board: board)
        func home() -> String {
            String(decoding: site.answer(WebRequest(method: "GET", path: "/")).body, as: UTF8.self)
        }
        #expect(home().contains("All is well."))
        status.trouble = "no broker answers"
        board.put(status)
        #expect(home().contains("monitord cannot see everything") && !home().contains("All is well"))
        #expect(home().contains("nothing can be read: no broker answers") && !home().contains("#m-ok"))
    }
}
