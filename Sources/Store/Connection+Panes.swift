// Stored panes by time and scope.

internal import Model
internal import Panes

extension Connection {
    /// Hands over the panes that start in [from, until), of cells that agree with `scope` on every dimension that it
    /// names, ordered by start and scope. One at a time: a day of them may not fit into memory.
    func eachPane(
        from: EventTime, until: EventTime, of wanted: Scope, samples: Bool, _ body: (PaneRow) -> Void
    ) throws(StoreError) {
        let scopes = try cells(of: wanted)
        let measures = try measureLists()
        // Text compares by its bytes, which is the order of `Scope.precedes`. Ids are numbers of our own.
        let list = scopes.keys.sorted().map(String.init).joined(separator: ",")
        let row = try prepare(
            """
            SELECT pane.start, pane.cell, refused, partial, complied, blocked, error, unknown, weights, measures,
                contents
            FROM pane JOIN cell ON cell.id = pane.cell
            WHERE pane.start >= ?1 AND pane.start < ?2\(wanted.values.isEmpty ? "" : " AND pane.cell IN (\(list))")
            ORDER BY pane.start, cell.scope
            """)
        try row.bind(1, from)
        try row.bind(2, until)
        while try row.step() {
            var tally = Tally.zero
            for index in 0..<6 { tally.counts[index] = row.integer(2 + Int32(index)) }
            let list = row.isNull(9) ? [] : measures[row.integer(9)]
            guard let scope = scopes[row.integer(1)], tally.restoreWeights(row.isNull(8) ? nil : row.bytes(8)),
                let list,
                let accumulator = Accumulator(tally, contents: row.isNull(10) ? nil : row.bytes(10), samples: samples)
            else {
                throw .malformed(table: "pane", detail: "pane at \(row.time(0).rfc3339), cell \(row.integer(1))")
            }
            body(PaneRow(scope: scope, start: row.time(0), accumulator: accumulator, measures: list))
        }
    }

    private func cells(of wanted: Scope) throws(StoreError) -> [Int64: Scope] {
        var scopes: [Int64: Scope] = [:]
        let cell = try prepare("SELECT id, scope FROM cell")
        while try cell.step() {
            guard let scope = Scope(key: cell.bytes(1)) else {
                throw .malformed(table: "cell", detail: "scope of cell \(cell.integer(0))")
            }
            let isWanted = wanted.values.allSatisfy { dimension, value in
                (scope[dimension] ?? "").utf8.elementsEqual(value.utf8)
            }
            if isWanted { scopes[cell.integer(0)] = scope }
        }
        return scopes
    }

    private func measureLists() throws(StoreError) -> [Int64: [Measure]] {
        var lists: [Int64: [Measure]] = [:]
        let row = try prepare("SELECT id, names FROM measure_list")
        while try row.step() {
            let names = row.text(1).split(separator: " ")
            let measures = names.compactMap { Measure(name: String($0)) }
            guard measures.count == names.count else {
                throw .malformed(table: "measure_list", detail: "names of list \(row.integer(0))")
            }
            lists[row.integer(0)] = measures
        }
        return lists
    }
}
