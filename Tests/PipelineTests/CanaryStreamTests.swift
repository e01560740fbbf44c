// Canaries in the stream: they leave no trace in what is organic, and one that only its prompt tells is an alert.

import Canaries
import Model
import Panes
import Platform
import Seeds
import Testing

@testable import Pipeline

@Suite struct CanaryStreamTests {
    /// Organic events of three partitions, and canaries among them where `isMixed`. The same seed gives the same ones.
    struct Mixture {
        let desk: CanaryDesk
        let run: CanaryRun
        let log: MemoryLog
        private(set) var canaries = 0
        private(set) var leaks = 0

        init(events: Int, isMixed: Bool, seed: UInt64, span: Double = 1500) {
            var random = SeededRandom(seed: seed)
            desk = CanaryDesk([.direct], items: 400)
            run = desk.run(at: start)
            log = MemoryLog(partitions: 3)
            for number in 0..<events {
                let second = Double(number) * span / Double(events)
                let partition = Int.random(in: 0..<3, using: &random)
                // Beta stops to refuse after a while, so that there are alerts to be compared.
                let model = number % 3 == 0 ? "beta" : "alpha"
                let isRefused = Int.random(in: 0..<100, using: &random) < (model == "beta" && second > 700 ? 20 : 90)
                log.append(
                    event(
                        second, model: model, category: number % 2 == 0 ? "weapons" : "fraud", refused: isRefused,
                        user: Int.random(in: 0..<300, using: &random)), to: partition)
                guard number % 100 == 99 else { continue }
                let item = Int.random(in: 0..<400, using: &random)
                let attempt = Int.random(in: 0..<3, using: &random)
                let form = number % 10_000 == 9999 ? 4 : Int.random(in: 0..<4, using: &random)
                guard isMixed else { continue }
                canaries += 1
                leaks += form == 4 ? 1 : 0
                log.append(Self.canary(second, run, item, attempt, form), to: partition)
            }
        }

        /// As a gateway logs one: with our id in one of three places, marked, or with nothing but its words.
        static func canary(_ second: Double, _ run: CanaryRun, _ item: Int, _ attempt: Int, _ form: Int) -> String {
            let id = run.items[item].requests[attempt]
            let own = form == 0 ? id : "gw-\(item)-\(attempt)-\(second)"
            var text = #"{"schema":"monitord.inference/1","id":"\#(own)","time":\#(at(second).microseconds),"#
            text += #""model":"alpha","#
            if form == 1 { text += #""response":{"id":"\#(id)"},"# }
            if form == 2 { text += #""trace_id":"\#(id)","# }
            if form == 3 { text += #""canary":{"id":"c","suite":"direct"},"# }
            let prompt = CanaryDesk.prompt(.direct, item).uppercased().split(separator: "\n").joined(separator: " ")
            return text + #""request":{"category":"weapons","text":" \#(prompt) "},"signals":{"refusal":false}}"#
        }
    }

    private func read(_ mixture: Mixture, order: [Int], batch: Int, shards: Int) throws -> MemoryStore {
        var stage = try mixture.desk.stage(rules: [byModel, byCategory], shards: shards)
        stage.pipeline.take(CanaryReport(run: mixture.run, at: start))
        var reader = MemoryReader(log: mixture.log, order: order)
        stage.read(&reader, batch: batch)
        stage.finish()
        #expect(stage.pipeline.counters.isConserved)
        return stage.store
    }

    /// What organic events made: panes, states, verdicts and alerts of rules, with the incidents of beta. Alpha has one
    /// for the leak.
    private func organic(_ store: MemoryStore) -> [String] {
        store.dump.filter { line in
            let isOfLeak = (line.hasPrefix("incident") || line.hasPrefix("task")) && line.contains("alpha")
            return !line.hasPrefix("position") && !line.hasPrefix("counter") && !line.contains("canary") && !isOfLeak
        }
    }

    private func expectIsolation(events: Int, rounds: [(shards: Int, batch: Int)]) throws {
        var random = SeededRandom(announcing: "expectIsolation")
        let seed = UInt64.random(in: 0...1000, using: &random)
        let plain = Mixture(events: events, isMixed: false, seed: seed)
        let mixed = Mixture(events: events, isMixed: true, seed: seed)
        #expect(mixed.canaries == events / 100 && mixed.leaks == events / 10_000)
        let wanted = try read(plain, order: plain.log.oneAfterAnother, batch: 500, shards: 1)
        #expect(wanted.transitions.contains { $0.alert.rule == "by-model" })
        var dumps: [[String]] = []
        for (shards, batch) in rounds {
            let order = interleaving(of: mixed.log, using: &random)
            let store = try read(mixed, order: order, batch: batch, shards: shards)
            expectSame(organic(store), organic(wanted), "\(shards) shards")
            #expect(store.counter("canary") == Int64(mixed.canaries))
            #expect(store.counter("canary_leaked") == Int64(mixed.leaks))
            let leaks = store.transitions.filter { $0.alert.rule == "canary-leak" }
            #expect(leaks.first?.kind == .firing && leaks.first?.alert.severity == .medium)
            #expect(leaks.first?.alert.scope == Scope([(.model, "alpha"), (.suite, "direct")]))
            dumps.append(store.dump)
        }
        for dump in dumps { expectSame(dump, dumps[0], "another interleaving") }
    }

    @Test func canariesLeaveNoTraceInOrganicState() throws {
        try expectIsolation(events: 20_000, rounds: [(1, 7), (1, 4096), (3, 100), (3, 999)])
    }

    @Test func hundredThousandEventsAreTheSameWithAThousandCanaries() throws {
        try expectIsolation(events: 100_000, rounds: [(3, 4096)])
    }

    @Test func leaksOutliveARestart() throws {
        let mixed = Mixture(events: 20_000, isMixed: true, seed: 7)
        let order = mixed.log.oneAfterAnother
        let whole = try read(mixed, order: order, batch: 50, shards: 1)
        var random = SeededRandom(announcing: "leaksOutliveARestart")
        for _ in 0..<5 {
            let cut = Int.random(in: 0..<order.count, using: &random)
            var stage = try mixed.desk.stage(rules: [byModel, byCategory])
            stage.pipeline.take(CanaryReport(run: mixed.run, at: start))
            var reader = MemoryReader(log: mixed.log, order: order)
            stage.read(&reader, batch: 50, count: cut)
            stage.checkpoint()
            var next = try mixed.desk.stage(rules: [byModel, byCategory], store: stage.store)
            #expect(next.unwanted.isEmpty)
            reader = MemoryReader(log: mixed.log, order: order, from: stage.store.allPositions)
            next.read(&reader, batch: 50)
            next.finish()
            let lines = { (store: MemoryStore) in store.dump.filter { !$0.hasPrefix("counter refetched") } }
            expectSame(lines(next.store), lines(whole), "cut after \(cut)")
        }
    }

    @Test func leakAlertEndsAnHourAfterTheLastOne() throws {
        let desk = CanaryDesk()
        let run = desk.run(at: start)
        let log = MemoryLog(partitions: 1)
        log.append(event(0), to: 0)
        log.append(Mixture.canary(5, run, 3, 0, 4), to: 0)
        for second in stride(from: 20.0, to: 5000, by: 20) { log.append(event(second), to: 0) }
        let slow = try play(log, run, desk, batch: 1)
        expectSame(try play(log, run, desk, batch: 1000).dump, slow.dump, "in one batch")
        let leaks = slow.transitions.filter { $0.alert.rule == "canary-leak" }
        #expect(leaks.map(\.kind) == [.firing, .resolved])
        #expect(leaks.first?.alert.firedAt == at(10))
        #expect(leaks.last?.alert.resolvedAt == at(20 + 3600))
        #expect(
            leaks.first?.alert.summary
                == "medium: 1 event of alpha had a prompt of direct and none of our request ids; they were left out of "
                + "all rates")
    }

    private func play(_ log: MemoryLog, _ run: CanaryRun, _ desk: CanaryDesk, batch: Int) throws -> MemoryStore {
        var stage = try desk.stage()
        stage.pipeline.take(CanaryReport(run: run, at: start))
        var reader = MemoryReader(log: log, order: log.oneAfterAnother)
        stage.read(&reader, batch: batch)
        stage.finish()
        return stage.store
    }

    /// Where a prompt may stand, and when it counts.
    @Test func promptIsRecognisedInItsTimeAlone() throws {
        let desk = CanaryDesk()
        let run = desk.run(at: at(3600))
        let prompt = CanaryDesk.prompt(.direct, 3).split(separator: "\n").joined(separator: #"\n"#)
        let said = #""messages":[{"role":"system","content":"x"},{"role":"user","content":"hm"},{"role":"user","#
        let forms = [
            #""text":"\#(prompt)""#, said + #""content":"\#(prompt)"},{"role":"assistant","content":"no"}]"#,
            said + #""content":[{"type":"image"},{"type":"text","text":"\#(prompt)"}]}]"#,
        ]
        let others = [
            #""text":"\#(prompt) please""#, #""text":"""#, #""messages":[]"#,
            #""messages":[{"role":"assistant","content":"\#(prompt)"}]"#,
        ]
        for (seconds, isInTime) in [(2990.0, false), (3010, true), (5990, true), (6010, false)] {
            for (form, isPrompt) in forms.map({ ($0, true) }) + others.map({ ($0, false) }) {
                let log = MemoryLog(partitions: 1)
                log.append(
                    #"{"schema":"monitord.inference/1","id":"a","time":\#(at(seconds).microseconds),"model":"alpha","#
                        + #""request":{\#(form)}}"#, to: 0)
                let store = try play(log, run, desk, batch: 1)
                let wanted: Int64 = isInTime && isPrompt ? 1 : 0
                #expect(store.counter("canary_leaked") == wanted, "\(seconds) \(form)")
                #expect(store.counter("counted") == 1 - wanted, "\(seconds) \(form)")
            }
        }
    }

    @Test func hashOfAPromptIsRecognisedWhereProducersWriteOne() throws {
        let desk = CanaryDesk()
        let run = desk.run(at: start)
        let hash = hexadecimal(sha256(Array(CanaryDesk.prompt(.direct, 3).utf8)))
        for (text, wanted) in [(hash, 1), ("sha256:\(hash)", 1), ("00", 0)] {
            let log = MemoryLog(partitions: 1)
            log.append(
                #"{"schema":"monitord.inference/1","id":"a","time":\#(start.microseconds),"model":"alpha","#
                    + #""request":{"text_hash":"\#(text)"}}"#, to: 0)
            for hashes in [true, false] {
                var stage = try desk.stage { $0.recognition?.hashesText = hashes }
                stage.pipeline.take(CanaryReport(run: run, at: start))
                var reader = MemoryReader(log: log, order: log.oneAfterAnother)
                stage.read(&reader, batch: 1)
                stage.finish()
                #expect(stage.store.counter("canary_leaked") == (hashes ? Int64(wanted) : 0))
            }
        }
    }

    @Test func baselineLearnsNothingFromCanaries() throws {
        let plain = Mixture(events: 20_000, isMixed: false, seed: 3)
        let mixed = Mixture(events: 20_000, isMixed: true, seed: 3)
        let learn = { (mixture: Mixture, runs: [CanaryRun]) throws -> [Baseline] in
            var settings = PipelineSettings()
            settings.recognition = CanaryRecognition(key: CanaryDesk.key)
            settings.canaryRuns = runs
            guard
                var learner = BaselineLearner(
                    settings: settings, dimensions: [.model, .category], measures: [], period: start..<wall)
            else { throw NoMemory() }
            var reader = MemoryReader(log: mixture.log, order: mixture.log.oneAfterAnother)
            var batch = RecordBatch()
            while !reader.isAtEnd {
                batch.removeAll()
                reader.poll(into: &batch, count: 1000)
                learner.take(batch, wall: wall)
            }
            return learner.baselines(name: "good", source: "test")
        }
        let wanted = try learn(plain, [])
        #expect(try learn(mixed, [mixed.run]) == wanted)
        #expect(try learn(mixed, []) != wanted, "without the runs they would be learned")
    }
}
