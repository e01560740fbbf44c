// What a replay found, made into a report.

internal import Alerts
internal import Backtests
internal import Daemon
internal import Model
internal import Panes
internal import Pipeline

struct BacktestResult {
    let input: String
    let sets: [RuleSet]
    let isWhole: Bool
    let stories: [[AlertStory]]
    let cpu: TimeSpan
    let wall: TimeSpan
    let counters: RecordCounters
    private let grid: PaneGrid
    private let judged: Range<EventTime>?
    private let tallies: [[RuleTally]]
    private let verdicts: [[VerdictRow]]

    init(
        input: String, sets: [RuleSet], grid: PaneGrid, isWhole: Bool, stories: [[AlertStory]], cpu: TimeSpan,
        wall: TimeSpan, _ replay: inout Replay
    ) {
        self.input = input
        self.sets = sets
        self.grid = grid
        self.isWhole = isWhole
        self.stories = stories
        self.cpu = cpu
        self.wall = wall
        counters = replay.counters
        judged = replay.judged
        tallies = sets.indices.map { replay.tallies(set: $0) }
        var verdicts: [[VerdictRow]] = []
        for set in sets.indices { verdicts.append(replay.takeVerdicts(set: set)) }
        self.verdicts = verdicts
    }

    var status: Int32 { isWhole ? ExitStatus.ok : ExitStatus.interrupted }

    /// What a set is worth, or these rules of it. Nil before the first pane was closed.
    func assessment(set: Int, incidents: [LabelledIncident]?, rules: [String] = []) -> Assessment? {
        guard let judged else { return nil }
        let width = grid.width.microseconds
        let courses = zip(sets[set].rules, tallies[set]).compactMap { rule, tally -> Assessment.Course? in
            guard rules.isEmpty || rules.contains(rule.name) else { return nil }
            return Assessment.Course(
                rule: rule.name, window: rule.window,
                breached: TimeSpan(microseconds: tally.breached * width),
                critical: TimeSpan(microseconds: tally.critical * width), judged: tally.judged,
                unjudged: tally.unjudged)
        }
        return Assessment(
            stories[set], courses, incidents: incidents, span: judged.upperBound - judged.lowerBound)
    }

    func report(set: Int, incidents: [LabelledIncident]?) throws(CommandFailure) -> BacktestReport {
        guard let judged, let assessment = assessment(set: set, incidents: incidents) else { throw nothing }
        var report = BacktestReport(
            input: input, judged: judged, cpu: cpu, wall: wall, isPartial: !isWhole, isLabelled: incidents != nil,
            stories: stories[set], assessment: assessment)
        report.records = counters.records
        report.counted = counters.counted
        report.late = counters.late
        report.canary = counters.canary
        report.outside = counters.outside
        report.rejected = counters.rejected.reduce(0, +)
        report.panes = (judged.upperBound - judged.lowerBound).microseconds / grid.width.microseconds
        report.series = verdicts[set].count
        report.notes = notes(set, incidents ?? [])
        return report
    }

    private var nothing: CommandFailure {
        guard isWhole else {
            return CommandFailure(status: ExitStatus.interrupted, message: "stopped before the first pane was full")
        }
        guard counters.records > 0 else {
            return CommandFailure(status: ExitStatus.negative, message: "\(input): no events in it")
        }
        let rejected = counters.rejected.reduce(0, +)
        return CommandFailure(
            status: ExitStatus.negative,
            message: "\(input): none of \(counted(Int(counters.records), "record")) counts: \(grouped(rejected)) "
                + "rejected, \(grouped(counters.outside)) outside the period, \(grouped(counters.canary)) of canaries",
            help: ["see what is wrong with them: monitord events decode FILE"])
    }

    /// What a reader should know before trusting the numbers.
    private func notes(_ set: Int, _ incidents: [LabelledIncident]) -> [String] {
        var notes: [String] = []
        let rejected = counters.rejected.reduce(0, +)
        if rejected > 0 {
            notes.append("\(counted(Int(rejected), "record")) were rejected; see monitord events decode FILE")
        }
        if counters.late * 1000 > counters.records {
            notes.append(
                "\(percent(Double(counters.late) / Double(max(1, counters.records)))) of the events were late and do "
                    + "not count: sort the input by time, or raise panes.lateness")
        }
        if let window = sets[set].rules.map(\.window).max(), let judged,
            judged.upperBound - judged.lowerBound < window
        {
            notes.append("the longest window, \(window.durationText), never filled")
        }
        for (rule, tally) in zip(sets[set].rules, tallies[set]) where tally.judged == 0 {
            notes.append("rule \(rule.name) never judged: \(reason(rule, set))")
        }
        for incident in incidents {
            if let judged, incident.until <= judged.lowerBound || incident.from >= judged.upperBound {
                notes.append("\(incident.name) lies outside the time that was judged")
            } else if !models(set).contains(Array(incident.model.utf8)) {
                notes.append("\(incident.name) is of \(incident.model), of which there are no events")
            }
        }
        return notes
    }

    private func models(_ set: Int) -> Set<[UInt8]> {
        Set(verdicts[set].compactMap { $0.scope[.model].map { Array($0.utf8) } })
    }

    /// The commonest reason of its series.
    private func reason(_ rule: Rule, _ set: Int) -> String {
        var reasons: [(word: String, count: Int)] = []
        for row in verdicts[set] where row.rule == rule.name {
            let word: String
            switch row.verdict.state {
            case .learning(let reason): word = reason.rawValue
            case .insufficient: word = "too few events in the window"
            case .stale: word = "no events in the window"
            case .ok, .warning, .critical: continue
            }
            if let place = reasons.firstIndex(where: { $0.word == word }) {
                reasons[place].count += 1
            } else {
                reasons.append((word, 1))
            }
        }
        return reasons.max { $0.count < $1.count }?.word ?? "no series of it was seen"
    }
}
