// What reports about monitord itself say one after the other: a memory of ten minutes, and one saying for each rule.

internal import Alerts
internal import Model
internal import Statistics

/// Takes reports and says what each rule has to say. Remembers readings only; what fires is in the lives.
struct HealthCourse: Sendable {
    /// What a rule says of a series.
    struct Word: Sendable {
        var rule: SelfRule
        var scope: Scope
        var saying: WatchSaying
    }

    private struct Reading: Sendable {
        var at: TimeSpan
        var records: Int64
        var late: Int64
        var rejected: Int64
        var future: Int64
    }

    private static let everything = Scope([])
    /// Shares are of the records of this time.
    static let span = TimeSpan.seconds(600)
    /// Fewer records are no share.
    static let recordsMin: Int64 = 1000
    /// A share is too high when all of this interval is.
    private static let alpha = 0.002
    /// Without progress for this long, with records that wait, nothing is being read.
    static let patience = TimeSpan.seconds(30)
    /// What waits is a backlog when it takes longer than this at the speed of the last minute.
    static let drainMax = TimeSpan.seconds(30)
    private static let rateSpan = TimeSpan.seconds(60)
    /// Reports come every ten seconds; more often than this they do not.
    private static let readingsMax = 256

    private var settings: WatchSettings
    private var readings: [Reading] = []
    private var last: HealthReport?
    private var progress: (read: Int64, at: TimeSpan)?
    private var step: (size: TimeSpan, at: TimeSpan)?
    /// The time of the newest report, which never goes back.
    private var time = EventTime(microseconds: .min)

    init(_ settings: WatchSettings) {
        self.settings = settings
    }

    /// The same readings under other limits.
    init(_ settings: WatchSettings, from old: HealthCourse) {
        self = old
        self.settings = settings
    }

    /// An earlier run came this far.
    mutating func noteTime(_ at: EventTime?) { time = max(time, at ?? time) }

    /// Where `isJump`, pending breaches were timed by a clock that was wrong.
    mutating func take(_ report: HealthReport) -> (words: [Word], at: EventTime, isJump: Bool) {
        let jump = advance(to: report)
        remember(report)
        var words: [Word] = []
        let say = { (rule: SelfRule, saying: WatchSaying) in
            words.append(Word(rule: rule, scope: Self.everything, saying: saying))
        }
        if settings.stalled != nil { say(.sourceStalled, stalled(report)) }
        if let limit = settings.behind { say(.consumerLag, lag(report, limit)) }
        if let limit = settings.late {
            say(.lateEvents, share(\.late, limit, "came too late to count"))
        }
        if let limit = settings.rejected {
            say(.decodeFailures, share(\.rejected, limit, "could not be read as events"))
        }
        if let limit = settings.undelivered {
            words += report.receivers.map {
                Word(rule: .deliveryStuck, scope: Scope([(.receiver, $0.name)]), saying: delivery($0, report.at, limit))
            }
        }
        say(.reloadFailed, reload(report))
        if settings.clockStep != nil { say(.clockTrouble, clock(report)) }
        last = report
        return (words, time, jump)
    }

    /// The time of the report: the wall clock's, or where that went back, what has passed since the last one.
    private mutating func advance(to report: HealthReport) -> Bool {
        guard let last else {
            time = max(time, report.at)
            return false
        }
        let passed = max(report.monotonic - last.monotonic, .zero)
        let jump = (report.at - last.at) - passed
        time = max(report.at, time + passed)
        guard let limit = settings.clockStep, jump > limit || jump < .zero - limit else { return false }
        step = (jump, report.monotonic)
        return true
    }

    private mutating func remember(_ report: HealthReport) {
        if progress?.read != report.read { progress = (report.read, report.monotonic) }
        readings.append(
            Reading(
                at: report.monotonic, records: report.records, late: report.late, rejected: report.rejected,
                future: report.future))
        // The oldest one is the newest that is at least ten minutes old.
        while readings.count > 1, readings[1].at <= report.monotonic - Self.span || readings.count > Self.readingsMax {
            readings.removeFirst()
        }
    }

    // MARK: Words

    private func stalled(_ report: HealthReport) -> WatchSaying {
        if let trouble = report.trouble {
            let summary = "nothing is read: \(visible(trouble))"
            return WatchSaying(state: .critical, summary: summary, ground: "nothing can be read")
        }
        let idle = progress.map { report.monotonic - $0.at } ?? .zero
        guard let waiting = report.waiting, waiting > 0, idle >= Self.patience else {
            return .well("records are read again")
        }
        var saying = WatchSaying(state: .critical, ground: "nothing is read though records wait")
        saying.summary = "nothing was read for \(whole(idle)) though \(records(waiting)) wait"
        saying.events = waiting
        return saying
    }

    private func lag(_ report: HealthReport, _ limit: TimeSpan) -> WatchSaying {
        let caughtUp = WatchSaying.well("what is read is new again")
        guard let closed = report.closedThrough, let waiting = report.waiting, waiting > 0 else { return caughtUp }
        let behind = report.at - closed
        // Old events that are read as fast as they are written are not our lag.
        guard behind > limit, !isDrained(waiting, report) else { return caughtUp }
        var saying = WatchSaying(state: .warning, ground: "panes are \(whole(behind)) behind the clock")
        saying.summary = "closed panes are \(whole(behind)) behind the clock while \(records(waiting)) wait"
        (saying.value, saying.target, saying.events) = (behind.seconds, limit.seconds, waiting)
        return saying
    }

    /// Whether what waits is read soon at the speed of the last minute.
    private func isDrained(_ waiting: Int64, _ report: HealthReport) -> Bool {
        guard let first = readings.first(where: { $0.at >= report.monotonic - Self.rateSpan }) else { return false }
        let (read, passed) = (report.records - first.records, (report.monotonic - first.at).seconds)
        guard read > 0, passed > 0 else { return false }
        return Double(waiting) * passed / Double(read) < Self.drainMax.seconds
    }

    private func share(
        _ count: KeyPath<Reading, Int64>, _ limit: Double, _ fate: String
    ) -> WatchSaying {
        guard let first = readings.first, let newest = readings.last else { return .well("") }
        let hits = max(0, newest[keyPath: count] - first[keyPath: count])
        let all = max(hits, newest.records - first.records)
        let value = all > 0 ? Double(hits) / Double(all) : 0
        let length = whole(newest.at - first.at)
        let text = "\(percent(value)) of \(records(all)) of the last \(length) \(fate)"
        // A start knows nothing of the time before it.
        let isWhole = newest.at - first.at >= Self.span
        var saying = WatchSaying(state: .ok, isRecovered: isWhole && value <= limit / 2, summary: text)
        (saying.value, saying.target, saying.events, saying.isShare) = (value, limit, all, true)
        guard all >= Self.recordsMin else {
            if !saying.isRecovered { (saying.state, saying.needed) = (.insufficient, Self.recordsMin) }
            return saying
        }
        let lower = Proportion(hits: Double(hits), of: Double(all))?.wilson(alpha: Self.alpha)?.lower
        if lower ?? 0 > limit {
            saying.state = .warning
            saying.ground = "\(percent(value)) of records \(fate), above \(percent(limit))"
        }
        return saying
    }

    private func delivery(_ receiver: ReceiverHealth, _ now: EventTime, _ limit: TimeSpan) -> WatchSaying {
        let name = visible(receiver.name)
        var parts: [String] = []
        if let oldest = receiver.oldest, now - oldest > limit {
            parts.append(
                "\(counted(Int(clamping: receiver.pending), "notification")) wait, one for \(whole(now - oldest))")
        }
        if receiver.dead > 0 {
            parts.append("\(counted(Int(clamping: receiver.dead), "notification")) given up")
        }
        guard !parts.isEmpty else { return .well("receiver \(name) is told again") }
        var saying = WatchSaying(state: .warning, summary: "receiver \(name): " + parts.joined(separator: "; "))
        saying.ground = "somebody is not told"
        saying.events = receiver.pending
        return saying
    }

    private func reload(_ report: HealthReport) -> WatchSaying {
        guard let failure = report.reloadFailure else { return .well("the files are in force") }
        return WatchSaying(
            state: .warning, summary: "the last reload failed: \(visible(failure))",
            ground: "what runs is not what the files say")
    }

    private func clock(_ report: HealthReport) -> WatchSaying {
        if let step, report.monotonic - step.at < Self.span {
            let word = step.size > .zero ? "ahead" : "back"
            let size = whole(TimeSpan(microseconds: Int64(clamping: step.size.microseconds.magnitude)))
            return WatchSaying(
                state: .warning, summary: "the clock of this machine jumped \(word) by \(size)",
                ground: "the clock jumped")
        }
        let limit = settings.rejected ?? WatchSettings.futureShare
        var saying = share(\.future, limit, "claim to be from the future")
        if saying.state != .warning {
            // A step that has left the memory is over, whatever comes in.
            saying.isRecovered = saying.isRecovered || saying.value ?? 0 <= limit / 2
            if saying.isRecovered { (saying.state, saying.summary) = (.ok, "the clocks agree again") }
        }
        return saying
    }

    /// Without fractions of a second.
    private func whole(_ span: TimeSpan) -> String {
        TimeSpan.seconds(span.microseconds.dividedFloor(by: 1_000_000)).durationText
    }

    private func records(_ count: Int64) -> String { "\(grouped(count)) record\(count == 1 ? "" : "s")" }
}
