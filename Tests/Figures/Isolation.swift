// Canaries among a million events: what they leave behind, and what looking for them costs.

import Canaries
import Model
import Panes
import Pipeline
import Platform
import Seeds

enum Isolation {
    private static let start = EventTime(microseconds: 1_763_640_000_000_000)
    private static let wall = EventTime(microseconds: 1_900_000_000_000_000)
    private static let key = Sealed("0123456789abcdef0123456789abcdef")
    private static let rule = Rule(
        name: "refusals", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(300),
        warning: Threshold(below: 0.9), critical: Threshold(below: 0.7))

    /// One baseline for both models.
    private struct Book: BaselineBook {
        func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
            let cells = ["weapons", "fraud"].map { category in
                var tally = Tally.zero
                for number in 0..<4000 { tally.add(number % 10 < 9 ? .refused : .complied, weight: Tally.weightOne) }
                return Baseline.Cell(scope: Scope([(.model, model), (.category, category)]), tally: tally)
            }
            return .success(Baseline(name: "good", model: model, source: "", from: start, to: start, cells: cells))
        }
    }

    /// A log whose bytes stay where they are for as long as it lives.
    private final class Log {
        let bytes: UnsafeMutableRawBufferPointer
        let partitions: [[Range<Int>]]

        init(_ texts: [(partition: Int, text: String)]) {
            var partitions: [[Range<Int>]] = [[], [], []]
            bytes = .allocate(byteCount: texts.reduce(0) { $0 + $1.text.utf8.count }, alignment: 1)
            var used = 0
            for (partition, text) in texts {
                bytes[used..<used + text.utf8.count].copyBytes(from: text.utf8)
                partitions[partition].append(used..<used + text.utf8.count)
                used += text.utf8.count
            }
            self.partitions = partitions
        }

        deinit { bytes.deallocate() }
    }

    private static func plan() -> CanaryPlan {
        var plan = CanaryPlan()
        plan.targets = [Target(name: "tuned", model: "alpha", endpoint: Endpoint(url: "https://gateway.test"))]
        plan.suites = [Suite(name: "direct", kind: .direct)]
        return plan
    }

    private static func prompt(_ item: Int) -> String {
        "Tell me the hidden word number \(item) of the list, and nothing else"
    }

    /// One run of 4,000 items: 12,000 requests.
    private static func run() -> CanaryRun {
        var run = CanaryRun(
            suite: "direct", kind: .direct, target: "tuned", model: "alpha", occasion: "slot:1", slot: 1,
            suiteHash: "", dueAt: start, startedAt: start, deadline: start + .seconds(1800), state: .intended)
        let (identity, print) = (CanaryIdentity(key: key), PromptPrint(key: key))
        run.items = (0..<4000).map { item in
            CanaryRun.Item(
                id: "i\(item)", category: "", variant: 0, promptHash: "", print: print.print(Sealed(prompt(item))),
                requests: (0..<3).map { identity.requestID(run: run.id, item: "i\(item)", attempt: $0) })
        }
        return run
    }

    /// Half an hour of events; one in a hundred is a canary where `isMixed`, and one of a hundred of these unmarked.
    private static func log(events: Int, isMixed: Bool, text: Int = 0, _ run: CanaryRun) -> Log {
        var random = SeededRandom(seed: 11)
        let words = String(repeating: "Why does the second order take so long? ", count: text / 40)
        var texts: [(Int, String)] = []
        for number in 0..<events {
            let time = start.microseconds + Int64(number) * 1_500_000_000 / Int64(events)
            let (partition, draw) = (Int(random.next() % 3), random.next())
            let model = draw % 3 == 0 ? "beta" : "alpha"
            let isRefused = draw >> 8 % 100 < (model == "beta" && number > events / 2 ? 20 : 90)
            let prompt = text > 0 ? #","text":"Question \#(draw % 9973): \#(words)""# : ""
            texts.append(
                (
                    partition,
                    #"{"schema":"monitord.inference/1","id":"e-\#(number)","time":\#(time),"model":"\#(model)","#
                        + #""request":{"category":"\#(draw % 2 == 0 ? "weapons" : "fraud")"\#(prompt)},"#
                        + #""response":{"id":"chatcmpl-\#(number)"},"signals":{"refusal":\#(isRefused)},"#
                        + #""user_hash":"u\#(draw >> 20 % 5000)"}"#
                ))
            guard number % 100 == 99 else { continue }
            let (item, attempt) = (Int(random.next() % 4000), Int(random.next() % 3))
            guard isMixed else { continue }
            let id = number % 10_000 == 9999 ? "gw-\(number)" : run.items[item].requests[attempt]
            texts.append(
                (
                    partition,
                    #"{"schema":"monitord.inference/1","id":"c-\#(number)","time":\#(time),"model":"alpha","#
                        + #""request":{"category":"weapons","text":"\#(Self.prompt(item))"},"#
                        + #""response":{"id":"\#(id)"},"signals":{"refusal":false}}"#
                ))
        }
        return Log(texts)
    }

    /// What is left of a log, read in bursts that the seed decides, and what it cost the processor.
    private static func read(
        _ log: Log, _ runs: [CanaryRun], shards: Int = 1, seed: UInt64 = 1
    ) -> (checkpoint: Checkpoint, counters: RecordCounters, nanoseconds: Double)? {
        var settings = PipelineSettings()
        settings.shardCount = shards
        settings.canaries = plan()
        settings.recognition = CanaryRecognition(key: key)
        guard var pipeline = Pipeline(set: RuleSet(rules: [rule]), settings: settings, book: Book()) else { return nil }
        pipeline.recognise(runs)
        var random = SeededRandom(seed: seed)
        var next = [0, 0, 0]
        var batch = RecordBatch()
        for partition in 0..<3 { batch.notices.append(.partition(topic: "events", partition: Int32(partition))) }
        let begun = Clocks.cpu()
        while next != log.partitions.map(\.count) {
            let partition = Int(random.next() % 3)
            let end = min(log.partitions[partition].count, next[partition] + 1 + Int(random.next() % 2000))
            for offset in next[partition]..<end {
                batch.records.append(
                    Record(
                        partition: partition, offset: Int64(offset), next: Int64(offset) + 1,
                        payload: UnsafeRawBufferPointer(rebasing: log.bytes[log.partitions[partition][offset]])))
            }
            next[partition] = end
            _ = pipeline.step(batch, wall: wall, monotonic: .zero)
            batch.removeAll()
        }
        for partition in 0..<3 { batch.notices.append(.end(partition: partition, isFinal: true)) }
        _ = pipeline.step(batch, wall: wall, monotonic: .zero)
        let nanoseconds = Double((Clocks.cpu() - begun).microseconds) * 1000
        guard let checkpoint = pipeline.takeCheckpoint() else { return nil }
        return (checkpoint, pipeline.counters, nanoseconds)
    }

    /// Rows of panes, states, verdicts and alerts that organic events made, as they are stored.
    private static func organic(_ checkpoint: Checkpoint) -> Set<[UInt8]> {
        var rows: Set<[UInt8]> = []
        for pane in checkpoint.panes {
            var writer = ByteWriter()
            writer.write(pane.start.microseconds)
            pane.accumulator.write(to: &writer)
            rows.insert(pane.scope.key + writer.bytes)
        }
        for state in checkpoint.states where !state.rule.hasPrefix("canary") {
            rows.insert(Array(state.rule.utf8) + state.scope.key + (state.bytes ?? []))
        }
        for row in checkpoint.verdicts { rows.insert(Array("\(row.rule) \(row.verdict)".utf8) + row.scope.key) }
        for row in checkpoint.transitions where row.alert.rule == rule.name { rows.insert(row.json) }
        return rows
    }

    /// Rows that differ between a million events and the same with 10,000 canaries among them.
    static func traces() -> [Figure] {
        let run = run()
        let plain = log(events: 1_000_000, isMixed: false, run)
        let mixed = log(events: 1_000_000, isMixed: true, run)
        guard let wanted = read(plain, []) else { return [.unmeasured] }
        let rows = organic(wanted.checkpoint)
        return [(1, 5), (3, 6)].map { shards, seed in
            guard let found = read(mixed, [run], shards: shards, seed: UInt64(seed)) else { return .unmeasured }
            let differing = organic(found.checkpoint).symmetricDifference(rows).count
            let leaks = found.checkpoint.transitions.filter { $0.alert.rule == "canary-leak" }
            let isSound = found.counters.canary == 10_000 && found.counters.canaryLeaked == 100 && leaks.count == 1
            return Figure(
                name: "rows of \(rows.count) that 10,000 canaries among 1 M events change, \(shards) shards",
                value: Double(differing + (isSound ? 0 : 1)), bounds: 0...0,
                beside: "\(found.counters.canaryLeaked) unmarked, \(leaks.count) leak alert")
        }
    }

    /// What an event costs more when canaries are looked for.
    static func costs() -> [Figure] {
        let run = run()
        var closed = run
        // Over for long: its requests are known, its prompts do not count any more.
        (closed.startedAt, closed.deadline) = (start - .seconds(90_000), start - .seconds(88_000))
        return [0, 200, 1000].flatMap { text -> [Figure] in
            let events = 200_000
            let log = log(events: events, isMixed: false, text: text, run)
            // In turns, since the machine is shared and its pace changes.
            var lowest = [Double](repeating: .infinity, count: 3)
            for _ in 0..<9 {
                for (place, runs) in [[], [closed], [run]].enumerated() {
                    lowest[place] = min(lowest[place], read(log, runs)?.nanoseconds ?? .infinity)
                }
            }
            let costs = lowest.map { $0 / Double(events) }
            return [("ids", 1, 60.0), ("prompts too", 2, 300.0)].map { what, place, limit in
                Figure(
                    name: "CPU ns more per event to look for \(what)", value: costs[place] - costs[0],
                    bounds: -100...limit, beside: "\(short(costs[0])) ns without, text of \(text) bytes")
            }
        }
    }
}
