// Rules over a log that is there already: the pipeline of a run, without a store and without a clock.

package import Model
package import Panes
package import Pipeline
package import Platform

/// Judges one log by one or more sets of rules at once. Nothing outlives it, and nothing of it depends on when or how
/// fast it is run: the transitions are those of a run over the same records, byte for byte (`AlertTransition.json`).
///
/// Events are decoded and put into panes once for all sets that keep the same panes; each set then judges the closed
/// panes by itself. Give it batches with `step`, or a whole source with `run`.
package struct Replay: ~Copyable {
    /// What one set has to say, as soon as it can be known.
    package struct Finding {
        /// The place of the set in those that the replay was made with.
        package var set: Int
        package var transition: AlertTransition
    }

    /// How far a replay is.
    package struct Progress {
        package var counters: RecordCounters
        /// The newest event time so far; nil before the first event that counted.
        package var newest: EventTime?
        package var alerts: Int
    }

    private var lanes: [ReplayLane]
    private let sets: Int
    private let wall: EventTime
    private var alerts = 0

    /// `wall` is what the decoder takes for the present: events too far ahead of it are rejected, as in a run.
    /// Nil when there is no memory for the decoders.
    package init?(sets: [RuleSet], settings: PipelineSettings, book: any BaselineBook, wall: EventTime) {
        precondition(!sets.isEmpty, "a replay has a set of rules")
        var lanes: [ReplayLane] = []
        for (place, set) in sets.enumerated() {
            guard let pipeline = Pipeline(set: set, settings: settings, book: book) else { return nil }
            if let lane = lanes.firstIndex(where: { $0.layout == pipeline.layout }) {
                lanes[lane].follow(place, pipeline)
            } else {
                lanes.append(ReplayLane(set: place, leader: pipeline))
            }
        }
        self.lanes = lanes
        self.sets = sets.count
        self.wall = wall
    }

    /// Takes one batch. The findings come in the order of sets, those of a set in the order in which a run prints them.
    package mutating func step(_ batch: borrowing RecordBatch) -> [Finding] {
        var findings: [Finding] = []
        for lane in lanes { findings += lane.step(batch, wall: wall) }
        if lanes.count > 1 { findings = findings.enumerated().sorted(by: Self.precedes).map(\.element) }
        alerts += findings.count { $0.transition.kind == .firing }
        return findings
    }

    private static func precedes(
        _ left: (offset: Int, element: Finding), _ right: (offset: Int, element: Finding)
    ) -> Bool {
        (left.element.set, left.offset) < (right.element.set, right.offset)
    }

    /// Reads a source to its end, or past the period of the settings. `take` gets every finding; `tick` is called after
    /// every batch with whether it held anything, and ends the replay when it returns false: what was judged until then
    /// stands. Returns whether everything was read.
    package mutating func run<Source: ReplaySource & ~Copyable>(
        _ source: inout Source, take: (Finding) -> Void,
        tick: (borrowing Replay, borrowing Source, _ isNews: Bool) throws(SourceFailure) -> Bool
    ) throws(SourceFailure) -> Bool {
        var batch = RecordBatch()
        while true {
            batch.removeAll()
            if let laggard { source.aim(at: laggard) }
            try source.poll(into: &batch, timeout: .milliseconds(100))
            cutAtEnds(&batch)
            for finding in step(batch) { take(finding) }
            if isFinished { return true }
            let isNews = !batch.records.isEmpty || batch.notices.contains { $0.isAboutRecords }
            guard try tick(self, source, isNews) else { return false }
        }
    }

    /// A partition that has been read to its end is over, even if somebody writes on.
    private func cutAtEnds(_ batch: inout RecordBatch) {
        for place in batch.notices.indices {
            if case .end(let partition, _) = batch.notices[place] {
                batch.notices[place] = .end(partition: partition, isFinal: true)
            }
        }
        guard lanes[0].hasFinishedPartition else { return }
        let lane = lanes[0]
        batch.records.removeAll { lane.isFinished($0.partition) }
    }

    package var isFinished: Bool { lanes.allSatisfy(\.isFinished) }
    package var counters: RecordCounters { lanes[0].counters }
    package var progress: Progress { Progress(counters: counters, newest: lanes[0].newest, alerts: alerts) }

    /// The event time whose panes were judged; nil before the first.
    package var judged: Range<EventTime>? { lanes[0].judged }

    private var laggard: Int? { lanes[0].laggard }

    /// What became of each rule of a set, in the order of its rules.
    package func tallies(set: Int) -> [RuleTally] {
        for lane in lanes {
            if let tallies = lane.tallies(set: set) { return tallies }
        }
        return []
    }

    /// The last verdict of every series of a set, for saying why nothing was found.
    package mutating func takeVerdicts(set: Int) -> [VerdictRow] {
        for lane in lanes {
            if let verdicts = lane.takeVerdicts(set: set) { return verdicts }
        }
        return []
    }
}

/// A log that a replay reads.
package protocol ReplaySource: RecordSource, ~Copyable {
    /// The partition whose events are furthest behind: reading it next keeps the fewest panes open. One that cannot
    /// choose reads what it likes, and the findings are the same.
    mutating func aim(at partition: Int)
}

extension SourceNotice {
    /// Whether it tells of a log and not of the way to it.
    fileprivate var isAboutRecords: Bool {
        switch self {
        case .partition, .begins, .end, .gap: true
        case .connected, .disconnected: false
        }
    }
}

/// A pipeline that reads, and those that judge the panes that it closed. A class, since arrays hold no `~Copyable`.
private final class ReplayLane {
    let layout: PaneLayout
    private let leaderSet: Int
    private var leader: Pipeline
    private var followers: [Follower] = []
    private(set) var judged: Range<EventTime>?

    private final class Follower {
        let set: Int
        var pipeline: Pipeline

        init(set: Int, pipeline: consuming Pipeline) {
            self.set = set
            self.pipeline = pipeline
        }
    }

    init(set: Int, leader: consuming Pipeline) {
        layout = leader.layout
        leaderSet = set
        self.leader = leader
    }

    func follow(_ set: Int, _ pipeline: consuming Pipeline) {
        followers.append(Follower(set: set, pipeline: pipeline))
    }

    func step(_ batch: borrowing RecordBatch, wall: EventTime) -> [Replay.Finding] {
        // What is read once, and to its end, was never something else before: there is nothing to read again. And no
        // time passes in a replay, so no partition is idle for being silent.
        _ = leader.step(batch, wall: wall, monotonic: .zero)
        let (transitions, panes) = leader.takeReplayed()
        var findings = transitions.map { Replay.Finding(set: leaderSet, transition: $0) }
        guard let panes else { return findings }
        if let from = judged?.lowerBound ?? panes.rows.first?.start { judged = from..<panes.through }
        for follower in followers {
            follower.pipeline.follow(panes)
            findings += follower.pipeline.takeReplayed().transitions.map {
                Replay.Finding(set: follower.set, transition: $0)
            }
        }
        return findings
    }

    var isFinished: Bool { leader.isFinished }
    var counters: RecordCounters { leader.counters }
    var newest: EventTime? { leader.newest }
    var laggard: Int? { leader.laggard }
    var hasFinishedPartition: Bool { leader.partitions.contains { $0.isFinished } }

    func isFinished(_ partition: Int) -> Bool {
        partition < leader.partitions.count && leader.partitions[partition].isFinished
    }

    func tallies(set: Int) -> [RuleTally]? {
        if set == leaderSet { return leader.tallies }
        return followers.first { $0.set == set }?.pipeline.tallies
    }

    func takeVerdicts(set: Int) -> [VerdictRow]? {
        if set == leaderSet { return leader.takeVerdicts() }
        return followers.first { $0.set == set }?.pipeline.takeVerdicts()
    }
}
