// What a start wants to know of canaries.

internal import Model

extension Connection {
    /// How long after a run its requests may still appear in the stream.
    static let canaryMemory = TimeSpan.seconds(7 * 86_400)
    /// Runs of the last days that a start reads with their items: the newest.
    static let canaryRunsMax: Int64 = 20_000

    /// The newest of each suite and target, and the newest that a schedule asked for: from it the next slot follows.
    /// Besides those that are not over, and those of the last days by the newest run's time.
    func canaryRunsAtStart() throws(StoreError) -> [CanaryRun] {
        let row = try prepare(
            """
            WITH pair AS (SELECT DISTINCT suite, target FROM canary_run),
            wanted AS (
                SELECT (SELECT id FROM canary_run r WHERE r.suite = pair.suite AND r.target = pair.target
                    ORDER BY due_at DESC, started_at DESC, id LIMIT 1) AS id FROM pair
                UNION SELECT (SELECT id FROM canary_run r
                    WHERE r.suite = pair.suite AND r.target = pair.target AND slot IS NOT NULL
                    ORDER BY due_at DESC, started_at DESC, id LIMIT 1) FROM pair
                UNION SELECT id FROM canary_run WHERE state = 'intended'
                UNION SELECT id FROM (
                    SELECT id FROM canary_run WHERE due_at >= (SELECT max(due_at) FROM canary_run) - ?1
                    ORDER BY due_at DESC, started_at DESC, id LIMIT ?2)
            )
            SELECT \(CanaryRun.columns) FROM canary_run WHERE id IN (SELECT id FROM wanted)
            ORDER BY due_at DESC, started_at DESC, id
            """)
        try row.bind(1, Connection.canaryMemory.microseconds)
        try row.bind(2, Connection.canaryRunsMax)
        return try canaryRuns(row, items: true)
    }

    /// Of runs that are not over, and of those that ended in the last hour, since they tell what it has cost so far;
    /// by run, item and attempt.
    func canaryResultsAtStart() throws(StoreError) -> [CanaryResult] {
        let row = try prepare(
            """
            SELECT \(CanaryResult.columns) FROM canary_result
            WHERE run IN (SELECT id FROM canary_run WHERE state = 'intended'
                OR ended_at > (SELECT max(ended_at) FROM canary_run) - ?1)
            ORDER BY run, item, attempt
            """)
        try row.bind(1, TimeSpan.seconds(3600).microseconds)
        return try canaryResults(row)
    }
}
