// A task about baselines as one row.

internal import Model

extension ReviewTask {
    static let upsert = """
        INSERT INTO task (id, kind, model, occasion, raised_at, done_at, done_by, outcome)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (id) DO UPDATE SET
            raised_at = excluded.raised_at, done_at = excluded.done_at, done_by = excluded.done_by,
            outcome = excluded.outcome
        """

    static let columns = "id, kind, model, occasion, raised_at, done_at, done_by, outcome"

    func bind(to row: borrowing Statement) throws(StoreError) {
        try row.bind(1, id)
        try row.bind(2, kind.rawValue)
        try row.bind(3, model)
        try row.bind(4, occasion)
        try row.bind(5, raisedAt)
        try row.bind(6, note: done)
    }

    /// From a row of `columns`. The id is a hash of the content, so a changed byte shows.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let id = row.text(0)
        guard let kind = Kind(rawValue: row.text(1)) else { throw .malformed(table: "task", detail: "kind of \(id)") }
        self.init(
            kind: kind, model: row.text(2), occasion: row.text(3), raisedAt: row.time(4), done: row.noteOrNil(5))
        guard self.id.utf8.elementsEqual(id.utf8) else {
            throw .malformed(table: "task", detail: "\(id) does not match its content")
        }
    }
}

extension Connection {
    /// Those that `row` finds.
    func tasks(_ row: borrowing Statement) throws(StoreError) -> [ReviewTask] {
        var tasks: [ReviewTask] = []
        while try row.step() { tasks.append(try ReviewTask(row)) }
        return tasks
    }
}
