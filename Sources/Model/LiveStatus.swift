// What only the running process knows of itself, for `monitord ctl status`, `top` and `lag`.

/// A moment of a running monitord.
package struct LiveStatus: Equatable, Sendable {
    package var version: String
    package var processID: Int64
    /// Both by the wall clock.
    package var startedAt: EventTime
    package var now: EventTime
    /// 1 from the start on; every reload that took effect adds one.
    package var generation: Int64
    package var rulesHash: String
    package var rules: Int64
    package var logLevel: String
    /// Over the last seconds.
    package var eventsPerSecond: Double
    /// Since the store was made.
    package var records: Int64
    /// Records that were fetched and wait to be read. Nil: the source does not say.
    package var queue: Int64?
    /// Panes that end at or before this are closed. Event time.
    package var closedThrough: EventTime?
    /// When the newest checkpoint was committed, by the wall clock.
    package var checkpointAt: EventTime?
    /// Why there is nothing to read; nil when all is well.
    package var trouble: String?
    /// In the order in which they were assigned.
    package var partitions: [Partition] = []

    /// How far one partition has been read.
    package struct Partition: Equatable, Sendable {
        package var topic: String
        package var partition: Int32
        /// The next offset to read.
        package var next: Int64
        /// The offset after the newest record, as the broker said last. Nil: not known.
        package var end: Int64?
        /// Event times.
        package var newest: EventTime?
        package var watermark: EventTime?
        package var isIdle: Bool
        package var isAtEnd: Bool

        package init(
            topic: String, partition: Int32, next: Int64, end: Int64? = nil, newest: EventTime? = nil,
            watermark: EventTime? = nil, isIdle: Bool = false, isAtEnd: Bool = false
        ) {
            self.topic = topic
            self.partition = partition
            self.next = next
            self.end = end
            self.newest = newest
            self.watermark = watermark
            self.isIdle = isIdle
            self.isAtEnd = isAtEnd
        }

        /// Records that are written and not read. Nil: not known.
        package var lag: Int64? {
            guard let end else { return nil }
            let (lag, isOverflown) = end.subtractingReportingOverflow(next)
            return isOverflown ? nil : max(lag, 0)
        }
    }

    package init(
        version: String, processID: Int64, startedAt: EventTime, now: EventTime, generation: Int64, rulesHash: String,
        rules: Int64, logLevel: String, eventsPerSecond: Double, records: Int64
    ) {
        self.version = version
        self.processID = processID
        self.startedAt = startedAt
        self.now = now
        self.generation = generation
        self.rulesHash = rulesHash
        self.rules = rules
        self.logLevel = logLevel
        self.eventsPerSecond = eventsPerSecond
        self.records = records
    }

    /// The sum over partitions. Nil when one is not known, or when there is none.
    package var lag: Int64? {
        guard !partitions.isEmpty else { return nil }
        var sum: Int64 = 0
        for partition in partitions {
            guard let lag = partition.lag else { return nil }
            sum = sum.addingReportingOverflow(lag).partialValue
        }
        return sum
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("version", version)
            writer.field("pid", processID)
            writer.field("started_at", startedAt.rfc3339)
            writer.field("now", now.rfc3339)
            writer.field("generation", generation)
            writer.field("rules_hash", rulesHash)
            writer.field("rules", rules)
            writer.field("log_level", logLevel)
            writer.field("events_per_second", eventsPerSecond)
            writer.field("records", records)
            if let queue { writer.field("queue", queue) }
            if let lag { writer.field("lag", lag) }
            if let closedThrough { writer.field("closed_through", closedThrough.rfc3339) }
            if let checkpointAt { writer.field("checkpoint_at", checkpointAt.rfc3339) }
            if let trouble { writer.field("trouble", trouble) }
            writer.key("partitions")
            writer.array { writer in
                for partition in partitions { partition.write(to: &writer) }
            }
        }
    }
}

extension LiveStatus.Partition {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("topic", topic)
            writer.field("partition", Int64(partition))
            writer.field("next", next)
            if let end { writer.field("end", end) }
            if let lag { writer.field("lag", lag) }
            if let newest { writer.field("newest", newest.rfc3339) }
            if let watermark { writer.field("watermark", watermark.rfc3339) }
            writer.field("idle", isIdle)
            writer.field("at_end", isAtEnd)
        }
    }
}
