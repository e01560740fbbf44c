// What the doctor finds in the state directory.

internal import Alerts
internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

extension DoctorCommand {
    static func store(
        _ path: String, _ now: EventTime, _ configuration: Configuration, _ report: inout DoctorReport
    ) {
        do throws(StoreError) {
            let reader = try Reader(directory: path)
            try files(path, reader, now, &report)
            try counters(reader, now, &report)
            try work(reader, now, &report)
        } catch {
            let failure = Setup.failure(error)
            let isMissing = if case .missing = error { true } else { false }
            report.add("store", isMissing ? .warn : .fail, failure.message, fix: failure.help.joined(separator: "; "))
        }
    }

    private static func files(
        _ path: String, _ reader: borrowing Reader, _ now: EventTime, _ report: inout DoctorReport
    ) throws(StoreError) {
        let health = try reader.health(directory: path)
        report.check(
            "store", health.schema == health.schemaSupported,
            "\(path): schema \(health.schema), \(megabytes(health.databaseBytes)), "
                + "log \(megabytes(health.logBytes)), owned \(counted(Int(clamping: health.epoch), "time"))",
            fix: "start this monitord once: it brings the schema up to \(health.schemaSupported)")
        if let mode = Machine.mode(of: path) {
            report.check(
                "store", mode.bits & 0o027 == 0, "directory mode 0\(String(mode.bits, radix: 8))", else: .warn,
                fix: "chmod 750 \(path) or stricter")
        }
        if let free = Machine.freeBytes(at: path) {
            let needed = max(1 << 30, health.databaseBytes / 4)
            let mark: DoctorReport.Mark = free > needed ? .ok : free > 100 << 20 ? .warn : .fail
            report.add(
                "store", mark, "\(megabytes(free)) free on its disk",
                fix: mark == .ok ? nil : "make room: when the disk is full, reading stops and nothing is judged")
        }
        let faults = try reader.integrityFaults(limit: 5)
        report.check(
            "store", faults.isEmpty, faults.isEmpty ? "every page is whole" : faults.joined(separator: "; "),
            else: .fail, fix: "stop monitord, keep a copy of the directory, and restore a backup")
        if let beat = health.beat {
            let age = now - beat
            report.check(
                "store", age < .seconds(60), "last checkpoint \(beat.rfc3339), \(roughly(age)) ago",
                fix: "if monitord should be running: systemctl status monitord")
        } else {
            report.add("store", .warn, "no checkpoint yet", fix: "start monitord run")
        }
    }

    private static func counters(
        _ reader: borrowing Reader, _ now: EventTime, _ report: inout DoctorReport
    ) throws(StoreError) {
        let rows = try reader.counters()
        let total = { (name: String) in rows.filter { $0.name == name }.reduce(Int64(0)) { $0 + $1.value } }
        let records = total("records")
        let part = { (count: Int64) in records > 0 ? Double(count) / Double(records) : 0 }
        let rejected = total("rejected")
        let reasons = rows.filter { $0.name == "rejected" && $0.value > 0 }.enumerated()
            .sorted { ($1.element.value, $0.offset) < ($0.element.value, $1.offset) }.prefix(3)
            .map { "\($0.element.key) \(grouped($0.element.value))" }.joined(separator: ", ")
        report.check(
            "events", part(rejected) < 0.01,
            "\(grouped(records)) records, \(grouped(rejected)) rejected" + (reasons.isEmpty ? "" : " (\(reasons))"),
            fix: "monitord events tail --raw shows such records, monitord events decode says what is wrong with them")
        report.check(
            "events", part(total("late")) < 0.01, "\(grouped(total("late"))) late (\(percent(part(total("late")))))",
            fix: "raise panes.lateness, or find out why producers are late")
        if let newest = try reader.positions().compactMap(\.newest).max() {
            report.check(
                "clock", newest <= now + .seconds(60), "newest event \(newest.rfc3339)",
                fix: "events come from the future: compare this clock with the producers'")
        }
        let gaps = try reader.gaps()
        report.check(
            "events", gaps.isEmpty, counted(gaps.count, "gap") + " in the log",
            fix: "records were lost before they were read: longer retention, or a monitord that runs all the time")
    }

    private static func work(
        _ reader: borrowing Reader, _ now: EventTime, _ report: inout DoctorReport
    ) throws(StoreError) {
        let verdicts = try reader.verdicts()
        let unjudged = verdicts.count { row in
            switch row.verdict.state {
            case .learning, .insufficient, .stale: true
            case .ok, .warning, .critical: false
            }
        }
        report.check(
            "series", verdicts.isEmpty || unjudged * 2 <= verdicts.count,
            "\(grouped(Int64(verdicts.count))) series, \(grouped(Int64(unjudged))) not judged",
            fix: "monitord status says why")
        var filter = AlertFilter()
        filter.limit = 100_000
        let alerts = try reader.alerts(filter)
        report.check("alerts", alerts.isEmpty, "\(counted(alerts.count, "alert")) open", fix: "monitord alerts")
        let silences = try reader.silences(endingAfter: now)
        report.add("alerts", .ok, "\(counted(silences.silences.count, "silence")) in force or to come")
        let tasks = try reader.tasks(open: true)
        report.check("alerts", tasks.isEmpty, "\(counted(tasks.count, "task")) to do", fix: "monitord status")
        let pending = try reader.outboxPendingCount()
        report.check(
            "outbox", pending < 1000, "\(grouped(pending)) undelivered",
            fix: "somebody must read the daemon's standard output, or the receivers do not answer")
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? "\(grouped((bytes + 1023) >> 10)) KB" : "\(grouped(bytes >> 20)) MB"
    }
}
