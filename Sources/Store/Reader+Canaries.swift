// Runs of canaries, as the command line sees them.

package import Model

extension Reader {
    /// Newest first by the time at which they were due, without their items.
    package func canaryRuns(_ filter: CanaryRunFilter = CanaryRunFilter()) throws(StoreError) -> [CanaryRun] {
        // Words of our own.
        let states = filter.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var conditions = ["state IN (\(states))"]
        // Conditions that are not there leave the index to those that are.
        if filter.suite != nil { conditions.append("suite = ?1") }
        if filter.target != nil { conditions.append("target = ?2") }
        if filter.since != nil { conditions.append("due_at >= ?3") }
        if filter.until != nil { conditions.append("due_at < ?4") }
        let row = try connection.prepare(
            """
            SELECT \(CanaryRun.columns) FROM canary_run WHERE \(conditions.joined(separator: " AND "))
            ORDER BY due_at DESC, started_at DESC, id LIMIT ?5
            """)
        if let suite = filter.suite { try row.bind(1, suite) }
        if let target = filter.target { try row.bind(2, target) }
        if let since = filter.since { try row.bind(3, since) }
        if let until = filter.until { try row.bind(4, until) }
        try row.bind(5, Int64(max(filter.limit, 0)))
        return try connection.canaryRuns(row, items: false)
    }

    /// With its items, by as much of its id as makes it unique. Nil when there is none.
    package func canaryRun(idPrefix prefix: String) throws(StoreError) -> CanaryRun? {
        try snapshot { () throws(StoreError) -> CanaryRun? in
            let row = try connection.prepare(
                "SELECT \(CanaryRun.columns) FROM canary_run WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5")
            try row.bind(1, prefix)
            // Ids are hexadecimal, so none goes on with a byte above this.
            try row.bind(2, prefix + "~")
            let matches = try connection.canaryRuns(row, items: false)
            guard let first = matches.first else { return nil }
            guard matches.count == 1 else { throw .ambiguous(prefix: prefix, matches: matches.map(\.id)) }
            let one = try connection.prepare("SELECT \(CanaryRun.columns) FROM canary_run WHERE id = ?1")
            try one.bind(1, first.id)
            return try connection.canaryRuns(one, items: true).first
        }
    }

    /// How long before an event its run may have begun: no run lasts longer.
    private static let runMax = TimeSpan.seconds(31 * 86_400)
    /// More runs than this are not read: the newest are.
    package static let streamRunsMax: Int64 = 20_000

    /// Runs whose requests may stand in a stream of these event times, with their items, the newest first.
    package func canaryRuns(inStream period: Range<EventTime>) throws(StoreError) -> [CanaryRun] {
        try snapshot { () throws(StoreError) -> [CanaryRun] in
            let row = try connection.prepare(
                """
                SELECT \(CanaryRun.columns) FROM canary_run
                WHERE started_at >= ?1 AND started_at < ?2 AND state NOT IN ('missed', 'skipped')
                ORDER BY due_at DESC, started_at DESC, id LIMIT ?3
                """)
            try row.bind(1, period.lowerBound - Self.runMax)
            // By clocks that are ahead of ours.
            try row.bind(2, period.upperBound + .seconds(3600))
            try row.bind(3, Self.streamRunsMax)
            return try connection.canaryRuns(row, items: true)
        }
    }

    /// Of one run, by item and attempt.
    package func canaryResults(run: String) throws(StoreError) -> [CanaryResult] {
        let row = try connection.prepare(
            "SELECT \(CanaryResult.columns) FROM canary_result WHERE run = ?1 ORDER BY item, attempt")
        try row.bind(1, run)
        return try connection.canaryResults(row)
    }

    /// The newest of each suite and target, by suite and target, without their items; `scheduled` leaves those out that
    /// a person asked for.
    package func newestCanaryRuns(scheduled: Bool = false) throws(StoreError) -> [CanaryRun] {
        let row = try connection.prepare(
            """
            WITH pair AS (SELECT DISTINCT suite, target FROM canary_run)
            SELECT \(CanaryRun.columns) FROM canary_run WHERE id IN (
                SELECT (SELECT id FROM canary_run r
                    WHERE r.suite = pair.suite AND r.target = pair.target\(scheduled ? " AND slot IS NOT NULL" : "")
                    ORDER BY due_at DESC, started_at DESC, id LIMIT 1) FROM pair)
            ORDER BY suite, target
            """)
        return try connection.canaryRuns(row, items: false)
    }

    /// Of runs that were due at `since` or later.
    package func canaryTally(since: EventTime) throws(StoreError) -> CanaryTally {
        let row = try connection.prepare(
            """
            SELECT state, count(*), sum(failed), sum(flaky), sum(planned - passed - flaky - failed) FROM canary_run
            WHERE due_at >= ?1 GROUP BY state
            """)
        try row.bind(1, since)
        var tally = CanaryTally()
        while try row.step() {
            guard let state = CanaryRun.State(rawValue: row.text(0)) else {
                throw .malformed(table: "canary_run", detail: "state \(row.text(0))")
            }
            tally.failed &+= row.integer(2)
            tally.flaky &+= row.integer(3)
            if state != .intended { tally.notMeasured &+= row.integer(4) }
            switch state {
            case .intended: tally.running = row.integer(1)
            case .complete: tally.complete = row.integer(1)
            case .incomplete: tally.incomplete = row.integer(1)
            case .missed: tally.missed = row.integer(1)
            case .skipped: tally.skipped = row.integer(1)
            }
        }
        return tally
    }

    /// Of runs that are over and were due at `since` or later, by suite, target and version of the suite.
    package func canaryCounts(since: EventTime) throws(StoreError) -> [CanaryCount] {
        let row = try connection.prepare(
            """
            SELECT suite, target, suite_hash, count(*), sum(passed + flaky + failed), sum(flaky + failed)
            FROM canary_run WHERE due_at >= ?1 AND state <> 'intended'
            GROUP BY suite, target, suite_hash ORDER BY suite, target, suite_hash
            """)
        try row.bind(1, since)
        var counts: [CanaryCount] = []
        while try row.step() {
            counts.append(
                CanaryCount(
                    suite: row.text(0), target: row.text(1), suiteHash: row.text(2), runs: row.integer(3),
                    measured: row.integer(4), failures: row.integer(5)))
        }
        return counts
    }

    /// Over all runs.
    package func canaryRequestTotals() throws(StoreError) -> CanaryRequestTotals {
        let row = try connection.prepare(
            """
            SELECT (SELECT count(*) FROM canary_run), (SELECT coalesce(sum(planned), 0) FROM canary_run), count(*),
                count(*) FILTER (WHERE verdict <> 'not_measured')
            FROM canary_result
            """)
        let isThere = try row.step()
        defer { row.reset() }
        return CanaryRequestTotals(
            runs: isThere ? row.integer(0) : 0, planned: isThere ? row.integer(1) : 0,
            sent: isThere ? row.integer(2) : 0, answered: isThere ? row.integer(3) : 0)
    }

    /// Hands over every request id that runs due at `since` or later had or may yet use, by run, item and attempt:
    /// with the result when there is one.
    package func eachCanaryRequest(
        since: EventTime?, _ body: (_ id: String, _ isConcluded: Bool) -> Void
    ) throws(StoreError) {
        let row = try connection.prepare(
            """
            SELECT request.value, result.run IS NOT NULL
            FROM canary_run run JOIN canary_item item ON item.run = run.id JOIN json_each(item.requests) request
            LEFT JOIN canary_result result
                ON result.run = item.run AND result.item = item.item AND result.attempt = request.key
            WHERE run.due_at >= ?1 ORDER BY run.due_at, run.id, item.place, request.key
            """)
        try row.bind(1, since ?? EventTime(microseconds: .min))
        while try row.step() { body(row.text(0), row.integer(1) != 0) }
    }
}
