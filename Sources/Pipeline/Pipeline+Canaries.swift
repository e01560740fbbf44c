// Reports of canaries: inputs that come from no log, so they are journalled with the wall time that they came at.

internal import Canaries
internal import Events
package import Model
internal import Panes

extension Pipeline {
    /// Takes what whoever asks canaries reports: an intended run before its first request, and then what came of it.
    /// Everything lands in the next checkpoint; an intended run wants it at once.
    package mutating func take(_ report: CanaryReport) {
        recognise([report.run])
        pending.keep(report.run)
        if report.run.state == .intended, report.results.isEmpty { hasIntent = true }
        pending.canaryResults += report.results
        pending.journal.append(JournalRow(kind: "canary", detail: report.journalText, at: report.at))
        pending.transitions += evaluator.take(report)
    }

    /// Looks at the clock, once a second at most: is a run overdue, and which runs are so old that nobody's events are
    /// held against them any more?
    package mutating func tickCanaries(at wall: EventTime) {
        sieve.prune(at: wall)
        decoder.readMessages(sieve.readsMessages)
        pending.transitions += evaluator.lookAtCanaries(at: wall)
    }

    /// Events of these runs are canaries, marked or not. A start recognises what is stored; whoever reads events from
    /// files says it here.
    package mutating func recognise(_ runs: [CanaryRun]) {
        sieve.admit(runs)
        decoder.readMessages(sieve.readsMessages)
    }

    /// Whether the event that was decoded last is a canary; counts it when it is.
    mutating func isCanary(_ event: Event, partition place: Int) -> Bool {
        if event.isCanary {
            counters.canary += 1
            return true
        }
        if sieve.isIdle { return false }
        switch sieve.finding(event, decoder) {
        case .organic: return false
        case .recognised: counters.canaryRecognised += 1
        case .leaked(let origin):
            counters.canaryLeaked += 1
            noteLeak(origin, event.time, partition: place)
        }
        counters.canary += 1
        return true
    }

    /// A late one counts to the first pane that its partition keeps open. No pane that is not late by a partition's own
    /// watermark is closed, so the order in which partitions are read changes nothing.
    private mutating func noteLeak(_ origin: Roster.Origin, _ time: EventTime, partition place: Int) {
        let clock = shards[partitions[place].shard][clock: partitions[place].local]
        let watermark = clock.watermark.map { settings.grid.index(of: $0) } ?? .min
        evaluator.noteLeak(origin, pane: max(settings.grid.index(of: time), watermark))
    }
}

extension Checkpoint {
    /// The newest form of a run.
    fileprivate mutating func keep(_ run: CanaryRun) {
        if let place = canaryRuns.firstIndex(where: { $0.id.utf8.elementsEqual(run.id.utf8) }) {
            canaryRuns[place] = run
        } else {
            canaryRuns.append(run)
        }
    }
}

extension CanaryReport {
    /// What was reported, without what is in the tables: names and counts alone.
    fileprivate var journalText: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("schema", "monitord.canary/1")
            writer.field("run", run.id)
            writer.field("suite", run.suite)
            writer.field("target", run.target)
            writer.field("state", run.state.rawValue)
            writer.field("results", Int64(results.count))
            writer.key("concluded")
            writer.array { writer in
                for conclusion in conclusions {
                    writer.object { writer in
                        writer.field("item", conclusion.item)
                        writer.field("fate", conclusion.fate.rawValue)
                        writer.field("asked", conclusion.asked)
                        writer.field("failures", conclusion.failures)
                    }
                }
            }
        }
        return writer.text
    }
}
