// How a running monitord is, at one moment of the wall clock: readings, and no judgement.

/// What the watches over monitord itself are told. Made by the run every few seconds; journalled when something
/// follows from it.
package struct HealthReport: Equatable, Sendable {
    /// By the wall clock.
    package var at: EventTime
    /// At the same moment, by a clock that never jumps. Its start is this process's own affair.
    package var monotonic: TimeSpan
    /// Why nothing can be read; nil when somebody answers.
    package var trouble: String?
    /// The sum of the next offsets over all partitions: it moves when something is read.
    package var read: Int64 = 0
    /// Records that are written and not read, in partitions whose end was not met since. Nil: not known.
    package var waiting: Int64?
    /// Panes that end at or before this are closed. Event time.
    package var closedThrough: EventTime?
    /// Totals since the store was made. `rejected` is without those from the future.
    package var records: Int64 = 0
    package var late: Int64 = 0
    package var rejected: Int64 = 0
    package var future: Int64 = 0
    /// One for each receiver that is not standard output, in the order of their names.
    package var receivers: [ReceiverHealth] = []
    /// Why the last reload failed; nil when it did not, or there was none.
    package var reloadFailure: String?

    package init(at: EventTime, monotonic: TimeSpan) {
        (self.at, self.monotonic) = (at, monotonic)
    }

    /// The journal's words, and those of whoever shows it.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("schema", "monitord.health/1")
            writer.field("at", at.rfc3339)
            if let trouble { writer.field("trouble", trouble) }
            writer.field("read", read)
            if let waiting { writer.field("waiting", waiting) }
            if let closedThrough { writer.field("closed_through", closedThrough.rfc3339) }
            writer.field("records", records)
            writer.field("late", late)
            writer.field("rejected", rejected)
            writer.field("future", future)
            writer.key("receivers")
            writer.array { writer in
                for receiver in receivers { receiver.write(to: &writer) }
            }
            if let reloadFailure { writer.field("reload_failure", reloadFailure) }
        }
    }
}

/// How deliveries to one receiver stand.
package struct ReceiverHealth: Equatable, Sendable {
    package var name: String
    package var pending: Int64
    /// When the oldest notification that waits was made. Wall-clock time; nil when none waits.
    package var oldest: EventTime?
    /// Notifications that were given up and that nobody sent again or dropped.
    package var dead: Int64

    package init(name: String, pending: Int64 = 0, oldest: EventTime? = nil, dead: Int64 = 0) {
        (self.name, self.pending, self.oldest, self.dead) = (name, pending, oldest, dead)
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name)
            writer.field("pending", pending)
            if let oldest { writer.field("oldest", oldest.rfc3339) }
            writer.field("dead", dead)
        }
    }
}
