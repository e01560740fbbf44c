// How monitord itself does: what it reads, what it could not read, and where it stands.

internal import Alerts
package import Model

/// The state of the process and of its store.
package struct HealthSheet: Sendable {
    package var now: EventTime
    /// Nil: the process has not spoken yet.
    package var live: LiveStatus?
    /// Reasons why nothing can be called well.
    package var blindness: [String] = []
    package var records: Int64 = 0
    package var counted: Int64 = 0
    package var late: Int64 = 0
    package var canary: Int64 = 0
    /// By reason, the most frequent first.
    package var rejected: [(reason: String, count: Int64)] = []
    package var gaps: [String] = []
    /// Names and values, as they are.
    package var store: [(name: String, value: String)] = []
    package var delivery: [(name: String, value: String)] = []
    package var libraries: [(name: String, value: String)] = []
    /// Open alerts about monitord itself.
    package var alerts: [Alert] = []

    package init(now: EventTime) { self.now = now }

    private static let partitionsMax = 64
    private static let gapsMax = 20

    package var page: PageContent {
        var html = "<h1>\(escaped(headline))</h1>\n"
        if !blindness.isEmpty {
            html += "<div class=\"note\"><ul>\(blindness.map { "<li>\(escaped($0))</li>" }.joined())</ul></div>\n"
        }
        if !alerts.isEmpty {
            html += "<ul class=\"plain rows\">\n\(alerts.map { "<li>\(item($0, now))</li>\n" }.joined())</ul>\n"
        }
        html += section("Process", facts(process))
        html += section("Records", recordFacts)
        html += section("Partitions", partitions)
        html += section("Gaps in the log", gapList)
        html += section("Store", facts(store.map { ($0.name, escaped($0.value)) }))
        html += section("Notifications", facts(delivery.map { ($0.name, escaped($0.value)) }))
        html += section("Libraries", facts(libraries.map { ($0.name, escaped($0.value)) }))
        html += section("Look closer", "<pre>monitord status\nmonitord doctor</pre>\n")
        return PageContent(title: "Health", section: .health, html: html)
    }

    private var headline: String {
        if let trouble = live?.trouble { return "Nothing can be read: \(trouble)." }
        if !blindness.isEmpty { return "monitord cannot see everything." }
        return live == nil ? "The process has not said anything yet." : "monitord reads and judges."
    }

    private var process: [(name: String, html: String)] {
        guard let live else { return [] }
        var rows: [(name: String, html: String)] = [
            ("Version", escaped(live.version)), ("Running since", ago(live.startedAt, now)),
            (
                "Rules",
                "\(escaped(grouped(live.rules))), generation \(live.generation), "
                    + "<code>\(escaped(String(live.rulesHash.prefix(12))))</code>"
            ),
            ("Events per second", escaped(tenths(live.eventsPerSecond))),
            ("Waiting to be read", live.lag.map { escaped(grouped($0)) } ?? "not known"),
        ]
        if let closed = live.closedThrough { rows.append(("Judged through", ago(closed, now))) }
        if let checkpoint = live.checkpointAt { rows.append(("Last change saved", ago(checkpoint, now))) }
        rows.append(("Log level", escaped(live.logLevel)))
        return rows
    }

    private func share(_ count: Int64) -> String {
        guard records > 0 else { return escaped(grouped(count)) }
        return escaped("\(grouped(count)) (\(percent(Double(count) / Double(records))))")
    }

    private var recordFacts: String {
        var html = facts([
            ("Read", escaped(grouped(records))), ("Counted", share(counted)), ("Too late", share(late)),
            ("Canaries", canary > 0 ? share(canary) : ""),
        ])
        let sum = rejected.reduce(Int64(0)) { $0 &+ $1.count }
        guard sum > 0 else { return html + paragraph("Every record could be read.", "soft") }
        let columns: [MarkupTable.Column] = [
            .init("Why"), .init("Records", isNumber: true), .init("Share", isNumber: true),
        ]
        html +=
            MarkupTable(
                caption: "\(grouped(sum)) records could not be read", columns: columns,
                rows: rejected.filter { $0.count > 0 }.map {
                    [
                        escaped($0.reason), escaped(grouped($0.count)),
                        records > 0 ? escaped(percent(Double($0.count) / Double(records))) : "",
                    ]
                }, isStacked: false
            ).html
        return html
    }

    private var partitions: String {
        guard let live, !live.partitions.isEmpty else { return "" }
        let columns: [MarkupTable.Column] = [
            .init("Partition"), .init("Read up to", isNumber: true, isLabelled: true),
            .init("Behind", isNumber: true, isLabelled: true), .init("Newest event", isLabelled: true), .init("State"),
        ]
        let rows = live.partitions.prefix(Self.partitionsMax).map { partition in
            [
                escaped("\(partition.topic) \(partition.partition)"), escaped(grouped(partition.next)),
                partition.lag.map { escaped(grouped($0)) } ?? "not known",
                partition.newest.map { ago($0, now) } ?? "none yet",
                partition.isIdle ? "idle" : partition.isAtEnd ? "at its end" : "reading",
            ]
        }
        return MarkupTable(caption: "Where reading stands", columns: columns, rows: Array(rows)).html
            + rest(live.partitions.count - rows.count, "partition", "monitord lag")
    }

    private var gapList: String {
        guard !gaps.isEmpty else { return "" }
        let items = gaps.prefix(Self.gapsMax).map { "<li>\(escaped($0))</li>" }.joined()
        return "<ul>\(items)</ul>\n" + rest(gaps.count - Self.gapsMax, "gap", "monitord status --json")
    }
}
