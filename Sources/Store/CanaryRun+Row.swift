// A run of canaries as one row and a list of items.

internal import Model

extension CanaryRun {
    /// What is known of a run grows; what it was meant to be stays.
    static let upsert = """
        INSERT INTO canary_run (\(columns))
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        ON CONFLICT (id) DO UPDATE SET
            suite = excluded.suite, kind = excluded.kind, target = excluded.target, model = excluded.model,
            slot = excluded.slot, suite_hash = excluded.suite_hash, due_at = excluded.due_at,
            started_at = excluded.started_at, ended_at = excluded.ended_at, deadline = excluded.deadline,
            state = excluded.state, reason = excluded.reason, planned = excluded.planned, passed = excluded.passed,
            flaky = excluded.flaky, failed = excluded.failed
        """

    static let columns = """
        id, suite, kind, target, model, slot, suite_hash, due_at, started_at, ended_at, deadline, state, reason, \
        planned, passed, flaky, failed
        """

    func bind(to row: borrowing Statement) throws(StoreError) {
        try row.bind(1, id)
        try row.bind(2, suite)
        try row.bind(3, kind.rawValue)
        try row.bind(4, target)
        try row.bind(5, model)
        try row.bind(6, slot)
        try row.bind(7, suiteHash)
        try row.bind(8, dueAt)
        try row.bind(9, startedAt)
        try row.bind(10, endedAt)
        try row.bind(11, deadline)
        try row.bind(12, state.rawValue)
        try row.bind(13, reason)
        try row.bind(14, planned)
        try row.bind(15, passed)
        try row.bind(16, flaky)
        try row.bind(17, failed)
    }

    /// From a row of `columns`, without its items.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let id = row.text(0)
        guard let kind = CanaryKind(rawValue: row.text(2)) else {
            throw .malformed(table: "canary_run", detail: "kind of \(id)")
        }
        guard let state = State(rawValue: row.text(11)) else {
            throw .malformed(table: "canary_run", detail: "state of \(id)")
        }
        self.init(
            id: id, suite: row.text(1), kind: kind, target: row.text(3), model: row.text(4),
            slot: row.integerOrNil(5), suiteHash: row.text(6), dueAt: row.time(7), startedAt: row.time(8),
            deadline: row.time(10), state: state)
        (endedAt, reason) = (row.timeOrNil(9), row.text(12))
        (planned, passed, flaky, failed) = (row.integer(13), row.integer(14), row.integer(15), row.integer(16))
        let counts = [planned, passed, flaky, failed]
        // What is not measured is a difference of these.
        guard counts.allSatisfy({ 0...Int64(UInt32.max) ~= $0 }), notMeasured >= 0 else {
            throw .malformed(table: "canary_run", detail: "counts of \(id)")
        }
    }
}

extension CanaryRun.Item {
    static let columns = "item, category, variant, prompt_hash, print, requests"

    /// Binds from the third parameter on.
    func bind(to row: borrowing Statement) throws(StoreError) {
        var writer = JSONWriter()
        writer.array { writer in for request in requests { writer.value(request) } }
        try row.bind(3, id)
        try row.bind(4, category)
        try row.bind(5, variant)
        try row.bind(6, promptHash)
        try row.bind(7, Int64(bitPattern: print))
        try row.bind(8, text: writer.bytes)
    }

    /// From a row of `columns`.
    fileprivate init(_ row: borrowing Statement, run: String) throws(StoreError) {
        let list = (try? JSONValue(parsing: row.bytes(5)))?.array
        let requests = (list ?? []).compactMap(\.string)
        guard requests.count == list?.count else {
            throw .malformed(table: "canary_item", detail: "requests of \(row.text(0)) in \(run)")
        }
        self.init(
            id: row.text(0), category: row.text(1), variant: row.integer(2), promptHash: row.text(3),
            print: UInt64(bitPattern: row.integer(4)), requests: requests)
    }
}

extension Connection {
    /// Those that `row` finds, with their items when asked for.
    func canaryRuns(_ row: borrowing Statement, items isWanted: Bool) throws(StoreError) -> [CanaryRun] {
        var runs: [CanaryRun] = []
        while try row.step() { runs.append(try CanaryRun(row)) }
        guard isWanted else { return runs }
        let item = try prepare("SELECT \(CanaryRun.Item.columns) FROM canary_item WHERE run = ?1 ORDER BY place")
        for place in runs.indices {
            try item.bind(1, runs[place].id)
            while try item.step() { runs[place].items.append(try CanaryRun.Item(item, run: runs[place].id)) }
        }
        return runs
    }
}
