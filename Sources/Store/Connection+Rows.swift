// Reads that the writer and the readers share.

internal import Model
internal import Panes

extension Connection {
    func closedThrough() throws(StoreError) -> EventTime? {
        let row = try prepare("SELECT closed_through FROM progress")
        let time = try row.step() ? row.timeOrNil(0) : nil
        row.reset()
        return time
    }

    func positions() throws(StoreError) -> [Position] {
        var positions: [Position] = []
        let row = try prepare(
            """
            SELECT topic, partition, next, anchor, newest, floor FROM position ORDER BY topic, partition
            """)
        while try row.step() {
            positions.append(
                Position(
                    topic: row.text(0), partition: try partition(row.integer(1), "position"), next: row.integer(2),
                    anchor: row.integerOrNil(3), newest: row.timeOrNil(4), floor: row.timeOrNil(5)))
        }
        return positions
    }

    func counters() throws(StoreError) -> [CounterRow] {
        var counters: [CounterRow] = []
        let row = try prepare("SELECT name, key, value FROM counter ORDER BY name, key")
        while try row.step() {
            counters.append(CounterRow(name: row.text(0), key: row.text(1), value: row.integer(2)))
        }
        return counters
    }

    func gaps() throws(StoreError) -> [GapRow] {
        var gaps: [GapRow] = []
        let row = try prepare(
            """
            SELECT topic, partition, from_offset, to_offset, kind, at FROM gap
            ORDER BY topic, partition, from_offset, kind
            """)
        while try row.step() {
            gaps.append(
                GapRow(
                    topic: row.text(0), partition: try partition(row.integer(1), "gap"), from: row.integer(2),
                    to: row.integerOrNil(3), kind: row.text(4), at: row.timeOrNil(5)))
        }
        return gaps
    }

    /// Newest first.
    func rejects(limit: Int) throws(StoreError) -> [RejectRow] {
        var rejects: [RejectRow] = []
        let row = try prepare(
            """
            SELECT topic, partition, offset, size, reason, detail FROM reject ORDER BY id DESC LIMIT ?1
            """)
        try row.bind(1, Int64(max(limit, 0)))
        while try row.step() {
            rejects.append(
                RejectRow(
                    topic: row.text(0), partition: try partition(row.integer(1), "reject"), offset: row.integer(2),
                    size: row.integer(3), reason: row.text(4), detail: row.text(5)))
        }
        return rejects
    }

    func verdicts() throws(StoreError) -> [VerdictRow] {
        var verdicts: [VerdictRow] = []
        let row = try prepare(VerdictRow.select)
        while try row.step() { verdicts.append(try VerdictRow(row)) }
        return verdicts
    }

    /// Life cycles by rule and scope, and apart from them those whose checksum is wrong.
    func states() throws(StoreError) -> (whole: [StateRow], damaged: [Restored.DamagedState]) {
        var whole: [StateRow] = []
        var damaged: [Restored.DamagedState] = []
        let row = try prepare("SELECT rule, scope, bytes, crc FROM state ORDER BY rule, scope")
        while try row.step() {
            let (rule, key, bytes) = (row.text(0), row.bytes(1), row.bytes(2))
            if let scope = Scope(key: key), row.integer(3) == checksum(row.bytes(0), key, bytes) {
                whole.append(StateRow(rule: rule, scope: scope, bytes: bytes))
            } else {
                damaged.append(.init(rule: rule, scope: String(decoding: key, as: UTF8.self)))
            }
        }
        return (whole, damaged)
    }

    /// In the order in which they were saved.
    func baselines() throws(StoreError) -> [Baseline] {
        let row = try prepare(
            """
            SELECT id, name, model, source, from_time, to_time, body FROM baseline ORDER BY number
            """)
        var baselines: [Baseline] = []
        while try row.step() { baselines.append(try Baseline(row)) }
        return baselines
    }

    func baseline(id: String) throws(StoreError) -> Baseline? {
        let row = try prepare(
            """
            SELECT id, name, model, source, from_time, to_time, body FROM baseline WHERE id = ?1
            """)
        try row.bind(1, id)
        return try row.step() ? try Baseline(row) : nil
    }

    private func partition(_ number: Int64, _ table: String) throws(StoreError) -> Int32 {
        guard let partition = Int32(exactly: number) else {
            throw .malformed(table: table, detail: "partition \(number)")
        }
        return partition
    }
}

extension Baseline {
    /// The id is a hash of the content, so a changed byte anywhere shows.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let id = row.bytes(0)
        let name = String(decoding: id, as: UTF8.self)
        guard let cells = Baseline.cells(body: row.bytes(6)) else {
            throw .malformed(table: "baseline", detail: "body of \(name)")
        }
        self.init(
            name: row.text(1), model: row.text(2), source: row.text(3), from: row.time(4), to: row.time(5),
            cells: cells)
        guard self.id.utf8.elementsEqual(id) else {
            throw .malformed(table: "baseline", detail: "\(name) does not match its content")
        }
    }
}
