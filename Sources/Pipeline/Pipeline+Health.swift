// Reports about monitord itself: inputs by the wall clock, journalled where something follows from them.

internal import Events
package import Model
internal import Panes

extension Pipeline {
    /// Takes a report. Whatever moves is in the next checkpoint, with the readings that moved it.
    package mutating func take(_ report: HealthReport) {
        let transitions = evaluator.take(report)
        guard !transitions.isEmpty else { return }
        pending.transitions += transitions
        var writer = JSONWriter()
        report.write(to: &writer)
        pending.journal.append(JournalRow(kind: "health", detail: writer.text, at: report.at))
    }

    /// The readings of the log for a report that the run completes.
    package func health(at wall: EventTime, monotonic: TimeSpan) -> HealthReport {
        var report = HealthReport(at: wall, monotonic: monotonic)
        report.closedThrough = closedThrough
        for progress in partitions { report.read = report.read &+ progress.position.next }
        (report.records, report.late) = (counters.records, counters.late)
        report.future = counters.rejected[Int(RejectReason.future.rawValue)]
        report.rejected = counters.rejected.reduce(0, +) - report.future
        return report
    }

    /// The severities of all alerts that fire, in no order.
    package var firing: [Severity] { evaluator.firing }
}
