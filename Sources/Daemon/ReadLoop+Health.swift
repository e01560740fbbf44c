// The run looks at itself: reports for the watches, a line for systemd, and the watchdog.

internal import Model
internal import Pipeline
internal import Platform
internal import Site

extension ReadLoop {
    private static let reportInterval = TimeSpan.seconds(10)
    private static let lineInterval = TimeSpan.seconds(5)

    /// Once a turn. A run that reads a file, or to an end, is not held against the clock.
    mutating func look<Source: RecordSource & ~Copyable>(_ source: borrowing Source, _ pipeline: inout Pipeline) {
        watchdog.turn(store: writer.lastSeen)
        let now = Clocks.monotonic()
        if isReady, now - lastLine >= Self.lineInterval {
            lastLine = now
            Notify.send("STATUS=\(line(source, pipeline, now))")
        }
        guard plan.isLive, lastReport.map({ now - $0 >= Self.reportInterval }) ?? true else { return }
        lastReport = now
        pipeline.take(report(source, pipeline, now))
    }

    /// Called while the pipeline thread waits for the store.
    func pulse() { watchdog.turn(store: writer.lastSeen) }

    private func report<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline, _ now: TimeSpan
    ) -> HealthReport {
        var report = pipeline.health(at: Clocks.wall(), monotonic: now)
        report.trouble = source.trouble
        report.waiting = waiting(source, pipeline)
        report.receivers = ears.board.newestDelivery.receivers.map {
            ReceiverHealth(name: $0.name, pending: $0.pending, oldest: $0.oldestPending, dead: $0.dead)
        }
        report.reloadFailure = ears.board.currentCourse.reloadFailure
        return report
    }

    /// Records that are written and not read. An end that was met may stand behind what nobody can read, such as the
    /// marks of transactions.
    private func waiting<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline
    ) -> Int64? {
        var sum: Int64?
        for (place, progress) in pipeline.progress.enumerated() {
            guard let end = source.end(of: place) else { continue }
            let lag = progress.isAtEnd ? 0 : max(0, end.subtractingReportingOverflow(progress.next).partialValue)
            sum = (sum ?? 0).addingReportingOverflow(lag).partialValue
        }
        return sum
    }

    /// `412 ev/s, lag 3, 2 firing (1 high)`
    private func line<Source: RecordSource & ~Copyable>(
        _ source: borrowing Source, _ pipeline: borrowing Pipeline, _ now: TimeSpan
    ) -> String {
        let speed = rate.rate(pipeline.counters.records, at: now)
        var text = "\(Int64(speed.rounded())) ev/s"
        if let waiting = waiting(source, pipeline) { text += ", lag \(waiting)" }
        let firing = pipeline.firing
        let high = firing.count { $0 >= .high }
        text += ", \(firing.count) firing" + (high > 0 ? " (\(high) high)" : "")
        if let trouble = source.trouble { text += "; \(visible(trouble))" }
        return text
    }
}
