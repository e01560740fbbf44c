// How far a replay is, on standard error.

internal import Alerts
internal import Daemon
internal import Glibc
internal import Model
internal import Pipeline
internal import Platform

struct BacktestProgress {
    private enum Form: String, CaseIterable {
        case auto, bar, plain, json, none
    }

    private let form: Form
    private let period: Range<EventTime>?
    private let started = Clocks.monotonic()
    private var last: TimeSpan
    private var isDrawn = false

    init(_ arguments: Arguments, period: Range<EventTime>?) throws(CommandFailure) {
        let word = arguments["progress"] ?? "auto"
        guard let form = Form(rawValue: word) else {
            throw .usage(
                "--progress: '\(word)' is no form of progress",
                help: advice(nil, "one of", Form.allCases.map(\.rawValue)))
        }
        self.period = period
        last = started
        // A bar beside data on the same terminal would be written into it.
        let isShared = arguments[flag: "print-transitions"] && isatty(STDOUT_FILENO) == 1
        let isTerminal = isatty(STDERR_FILENO) == 1 && !isShared
        if arguments[flag: "quiet"], form == .auto {
            self.form = .none
        } else {
            self.form = form == .auto ? (isTerminal ? .bar : .plain) : form
        }
    }

    private var interval: TimeSpan {
        switch form {
        case .bar: .milliseconds(100)
        case .json: .seconds(1)
        case .auto, .plain: .seconds(10)
        case .none: .seconds(86_400)
        }
    }

    mutating func show(_ progress: Replay.Progress, _ extent: (read: Int64, total: Int64)?, at now: TimeSpan) {
        guard form != .none, now - last >= interval else { return }
        last = now
        let share = Self.share(progress, extent, period)
        let elapsed: Double = max(1e-6, (now - started).seconds)
        let speed = Double(progress.counters.records) / elapsed
        let rest = share.flatMap { $0 > 0.001 ? elapsed * (1 - $0) / $0 : nil }
        switch form {
        case .bar: draw(progress, share, speed, rest)
        case .json: Self.json(progress, share, speed, rest)
        case .auto, .plain: Console.insist("monitord: " + Self.words(progress, share, speed, rest))
        case .none: break
        }
    }

    /// By bytes where they are known, else by event time.
    private static func share(
        _ progress: Replay.Progress, _ extent: (read: Int64, total: Int64)?, _ period: Range<EventTime>?
    ) -> Double? {
        if let extent, extent.total > 0 { return min(1, Double(extent.read) / Double(extent.total)) }
        guard let period, period.lowerBound > EventTime.accepted.lowerBound,
            period.upperBound < EventTime.accepted.upperBound, let newest = progress.newest
        else { return nil }
        let length: Double = (period.upperBound - period.lowerBound).seconds
        return min(1, max(0, (newest - period.lowerBound).seconds / length))
    }

    private static func words(
        _ progress: Replay.Progress, _ share: Double?, _ speed: Double, _ rest: Double?
    ) -> String {
        var parts = share.map { ["\(Int($0 * 100)) %"] } ?? []
        parts.append("\(grouped(progress.counters.records)) events")
        parts.append("\(grouped(Int64(speed)))/s")
        if let newest = progress.newest { parts.append("at \(clock(newest))") }
        parts.append(counted(progress.alerts, "alert"))
        if let rest { parts.append("\(TimeSpan.seconds(Int64(rest.rounded(.up))).durationText) to go") }
        return parts.joined(separator: ", ")
    }

    private mutating func draw(_ progress: Replay.Progress, _ share: Double?, _ speed: Double, _ rest: Double?) {
        isDrawn = true
        let words = Self.words(progress, share, speed, rest)
        let width = max(0, min(20, 78 - words.unicodeScalars.count))
        var bar = ""
        if let share, width >= 5 {
            let full = Int(share * Double(width))
            let marks = Console.settings.isASCII ? ("#", ".") : ("█", "░")
            bar = String(repeating: marks.0, count: full) + String(repeating: marks.1, count: width - full) + " "
        }
        writeAll(STDERR_FILENO, Array("\r\u{1B}[K\(bar)\(words)".utf8))
    }

    private static func json(_ progress: Replay.Progress, _ share: Double?, _ speed: Double, _ rest: Double?) {
        var writer = JSONWriter()
        writer.object { writer in
            if let share { writer.field("progress", share) }
            writer.field("records", progress.counters.records)
            writer.field("records_per_second", speed)
            if let newest = progress.newest { writer.field("time", newest.rfc3339) }
            writer.field("alerts", progress.alerts)
            if let rest { writer.field("seconds_to_go", rest) }
        }
        writeAll(STDERR_FILENO, writer.bytes + [0x0A])
    }

    mutating func clear() {
        if isDrawn { writeAll(STDERR_FILENO, Array("\r\u{1B}[K".utf8)) }
        isDrawn = false
    }

    /// The last word.
    mutating func finish(_ result: BacktestResult) {
        clear()
        let alerts = result.stories.first?.count ?? 0
        switch form {
        case .json:
            var writer = JSONWriter()
            writer.object { writer in
                writer.field("finished", result.isWhole)
                writer.field("records", result.counters.records)
                writer.field("alerts", alerts)
                writer.field("cpu_seconds", result.cpu.seconds)
                writer.field("wall_seconds", result.wall.seconds)
            }
            writeAll(STDERR_FILENO, writer.bytes + [0x0A])
        case .auto, .bar, .plain:
            let found = result.sets.count == 1 ? counted(alerts, "alert") : "\(result.sets.count) sets of rules"
            Console.insist(
                "monitord: \(result.isWhole ? "" : "stopped after ")\(grouped(result.counters.records)) events in "
                    + "\(tenths(result.wall.seconds)) s, \(tenths(result.cpu.seconds)) s of CPU: \(found)")
        case .none: break
        }
    }
}
