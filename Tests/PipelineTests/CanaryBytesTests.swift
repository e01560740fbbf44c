// States of the rules about canaries, as the store may hand them back.

import Alerts
import Canaries
import Model
import Panes
import Seeds
import Testing

@testable import Pipeline

@Suite struct CanaryBytesTests {
    private let desk = CanaryDesk([.direct, .core])

    /// A store with a state of each rule.
    private func states() throws -> [StateRow] {
        var stage = try desk.stage()
        let failing = { (number: Int) -> CanaryFate in number < 9 ? .failed : number == 9 ? .flaky : .passed }
        stage.report(desk.reports(desk.run(at: start), served: "other", fingerprint: "a", fate: failing))
        for day in 0..<3 {
            let time = at(Double(day) * 86_400)
            stage.report(desk.reports(desk.run(.core, at: time)) { day > 0 && $0 < 12 ? .failed : .passed })
            stage.report(desk.reports(desk.run(.core, at: time, target: "base"), served: "beta"))
        }
        var missed = desk.run(at: at(7200))
        missed.state = .missed
        stage.report([CanaryReport(run: missed, at: at(7200))])
        let log = MemoryLog(partitions: 1)
        for second in 0..<30 { log.append(event(Double(second)), to: 0) }
        for second in [3.0, 25] {
            log.append(CanaryStreamTests.Mixture.canary(second, desk.run(at: start), 1, 0, 4), to: 0)
        }
        stage.announce(1)
        stage.step(log.partitions[0].indices.map { log.record(0, Int64($0)) })
        stage.checkpoint()
        return stage.store.state(panesSince: start).states.filter { CanaryRule(name: $0.rule) != nil }
    }

    @Test func everyRuleHasAStateThatComesBackTheSame() throws {
        let rows = try states()
        #expect(Set(rows.map(\.rule)) == Set(CanaryRule.allCases.map(\.rawValue)).subtracting(["base-path"]))
        for row in rows {
            let (rule, bytes) = (try #require(CanaryRule(name: row.rule)), try #require(row.bytes))
            #expect(try CanarySeries(rule, row.scope, bytes: bytes).bytes == bytes, "\(row.rule)")
        }
    }

    /// Whatever the bytes are: they are refused, or reports go on from them.
    @Test func brokenBytesAreRefusedOrBorne() throws {
        var random = SeededRandom(announcing: "brokenBytesAreRefusedOrBorne")
        let rows = try states()
        var refused = 0
        for round in 0..<3000 {
            let row = rows[round % rows.count]
            var bytes = try #require(row.bytes)
            if round % 3 == 0 {
                bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = [0, 1, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &random)][round % 5]
                }
            }
            let rule = try #require(CanaryRule(name: row.rule))
            var watch = CanaryWatch(desk.plan, rulesHash: "")
            guard watch.restore(rule, row.scope, bytes) != nil else {
                refused += 1
                continue
            }
            let far = at(20 * 86_400)
            for report in desk.reports(desk.run(.core, at: far)) + desk.reports(desk.run(at: far)) {
                _ = watch.take(report) { _, _ in .init() }
            }
            _ = watch.look(at: at(40 * 86_400)) { _, _ in .init() }
            _ = watch.close(through: far.microseconds / 10_000_000, grid: PaneGrid(width: .seconds(10))) { _, _ in
                .init()
            }
        }
        #expect(refused > 500)
    }
}
