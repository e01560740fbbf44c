// `monitord lag`: how far each partition has been read, and how much is still to read.

internal import Alerts
internal import Kafka
internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

enum LagCommand {
    static let command = Command(
        name: "lag", purpose: "show how far each partition has been read, and how much the broker still has",
        options: [watch, Command.config, Command.store],
        notes: [
            "NEXT is the next offset that a start would read, END what the broker says is the next one to be written.",
            "When no broker answers within 3 s, END and LAG are unknown. AGE is how old the newest event is.",
            "WATERMARK: events before it are late.",
        ],
        run: run)

    static let watch = Option(
        name: "watch", value: "SPAN", purpose: "again and again, each SPAN; default 2s", isValueOptional: true)

    private struct Row {
        var topic: String
        var partition: Int32
        var position: Position?
        var ends: PartitionEnds?
        var watermark: EventTime?

        /// Records that were not read. Nil when one of the two sides is not known.
        var lag: Int64? {
            guard let ends else { return nil }
            return max(0, ends.high - max(position?.next ?? ends.low, ends.low))
        }
    }

    private struct Report {
        var rows: [Row]
        var now: EventTime
        /// Why the broker's side is missing.
        var trouble: String?

        var total: Int64? {
            let lags = rows.compactMap(\.lag)
            return lags.isEmpty ? nil : lags.reduce(0, +)
        }
    }

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        try repeating(arguments) { () throws(CommandFailure) in
            let report = try report(arguments, configuration)
            if arguments.wantsJSON {
                Console.json { writer in write(report, to: &writer) }
            } else {
                print(report)
            }
        }
        return ExitStatus.ok
    }

    /// Once, or with `--watch` until somebody ends it.
    static func repeating(
        _ arguments: Arguments, _ body: () throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        guard arguments[flag: "watch"] else { return try body() }
        let span = arguments["watch"] == "" ? TimeSpan.seconds(2) : try arguments.duration("watch") ?? .seconds(2)
        guard span >= .milliseconds(100) else { throw .usage("--watch: at least 100ms") }
        let isScreen = !arguments.wantsJSON && Terminal.size() != nil
        while true {
            // Home and clear: a table of a few lines, drawn at once.
            if isScreen { Console.bytes(Array("\u{1B}[H\u{1B}[2J".utf8)) }
            try body()
            sleep(for: span)
        }
    }

    private static func report(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) -> Report {
        let reader = try Setup.reader(arguments)
        let positions: [Position]
        do throws(StoreError) {
            positions = try reader.positions()
        } catch {
            throw Setup.failure(error)
        }
        var ends: [PartitionEnds] = []
        var trouble: String?
        switch Setup.kafkaSettings(configuration).partitionEnds(timeout: .seconds(3)) {
        case .success(let found): ends = found
        case .failure(let failure): trouble = failure.message
        }
        var rows = positions.map { position in
            let clock = PartitionClock(
                lateness: configuration.panes.lateness, newest: position.newest, floor: position.floor)
            return Row(
                topic: position.topic, partition: position.partition, position: position, ends: nil,
                watermark: clock.watermark)
        }
        for found in ends {
            let place = rows.firstIndex {
                $0.topic.utf8.elementsEqual(found.topic.utf8) && $0.partition == found.partition
            }
            if let place {
                rows[place].ends = found
            } else {
                rows.append(
                    Row(topic: found.topic, partition: found.partition, position: nil, ends: found, watermark: nil))
            }
        }
        return Report(rows: rows, now: Clocks.wall(), trouble: trouble)
    }

    private static func print(_ report: Report) {
        Console.table(
            ["TOPIC", "PARTITION", "NEXT", "END", "LAG", "NEWEST EVENT (UTC)", "AGE", "WATERMARK (UTC)"],
            report.rows.map { row in
                [
                    row.topic, String(row.partition), row.position.map { grouped($0.next) } ?? "-",
                    row.ends.map { grouped($0.high) } ?? "unknown", row.lag.map { grouped($0) } ?? "unknown",
                    row.position?.newest.map { clock($0) } ?? "-",
                    row.position?.newest.map { roughly(report.now - $0) } ?? "-",
                    row.watermark.map { clock($0) } ?? "-",
                ]
            }, alignedRight: [1, 2, 3, 4, 6])
        let total = report.total.map { "\(grouped($0)) records behind" } ?? "how far behind is not known"
        Console.say("\(counted(report.rows.count, "partition")); \(total)")
        if let trouble = report.trouble { Console.say("broker: \(visible(trouble))") }
    }

    private static func write(_ report: Report, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("at", report.now.rfc3339)
            writer.key("partitions")
            writer.array { writer in
                for row in report.rows { write(row, report.now, to: &writer) }
            }
            if let total = report.total { writer.field("lag", total) }
            writer.field("broker_reached", report.trouble == nil)
            if let trouble = report.trouble { writer.field("broker_trouble", trouble) }
        }
    }

    private static func write(_ row: Row, _ now: EventTime, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("topic", row.topic)
            writer.field("partition", Int64(row.partition))
            if let position = row.position { writer.field("next", position.next) }
            if let ends = row.ends {
                writer.field("begin", ends.low)
                writer.field("end", ends.high)
            }
            if let lag = row.lag { writer.field("lag", lag) }
            if let newest = row.position?.newest {
                writer.field("newest_event", newest.rfc3339)
                writer.field("age_seconds", (now - newest).seconds)
            }
            if let watermark = row.watermark { writer.field("watermark", watermark.rfc3339) }
        }
    }
}

/// A span in its largest unit: `4s`, `12m`, `3d`.
func roughly(_ span: TimeSpan) -> String {
    let seconds = max(0, span.microseconds) / 1_000_000
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<7200: return "\(seconds / 60)m"
    case ..<172_800: return "\(seconds / 3600)h"
    default: return "\(seconds / 86_400)d"
    }
}
