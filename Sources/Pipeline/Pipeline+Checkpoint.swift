// What a checkpoint takes along, and how a start puts it back.

internal import Events
package import Model
package import Panes

extension Pipeline {
    /// Whether an alert moved, or a canary run waits for its record: then the checkpoint must not wait.
    package var hasTransitions: Bool { !pending.transitions.isEmpty || hasIntent }

    /// Everything that changed since the last call. Nil when nothing did.
    package mutating func takeCheckpoint() -> Checkpoint? {
        var checkpoint = pending
        pending = Checkpoint()
        hasIntent = false
        pendingRejects = [:]
        for place in partitions.indices where partitions[place].isDirty {
            partitions[place].isDirty = false
            let clock = shards[partitions[place].shard][clock: partitions[place].local]
            partitions[place].position.newest = clock.newest
            partitions[place].position.floor = clock.floor
            checkpoint.positions.append(partitions[place].position)
        }
        guard !checkpoint.isEmpty else { return nil }
        checkpoint.panes += openPaneRows()
        let dirty = evaluator.takeDirty()
        checkpoint.states += dirty.states
        checkpoint.verdicts += dirty.verdicts
        let desk = evaluator.takeDesk()
        (checkpoint.incidents, checkpoint.silences, checkpoint.tasks) = desk
        checkpoint.counters = counters.rows
        return checkpoint
    }

    /// The changed cells of open panes, merged over shards.
    private mutating func openPaneRows() -> [PaneRow] {
        var touched: [(pane: Int64, cell: Int)] = []
        for shard in shards.indices {
            for (index, cells) in shards[shard].takeDirty() {
                for cell in cells { touched.append((index, evaluatorCell(shard, cell))) }
            }
        }
        touched.sort { $0 < $1 }
        var rows: [PaneRow] = []
        for (position, open) in touched.enumerated() where position == 0 || touched[position - 1] != open {
            var merged = Accumulator.zero
            for shard in shards.indices where open.cell < shardCells[shard].count {
                let local = shardCells[shard][open.cell]
                if local >= 0 { merged.merge(shards[shard].accumulator(index: open.pane, cell: local)) }
            }
            rows.append(paneRow(cell: open.cell, start: settings.grid.start(of: open.pane), merged))
        }
        return rows
    }

    /// The start of the oldest pane that `restore` needs from the store.
    package func panesNeeded(closedThrough: EventTime?) -> EventTime {
        guard let closedThrough else { return EventTime(microseconds: .min) }
        return settings.grid.start(of: evaluator.oldestNeeded(after: settings.grid.lastClosed(at: closedThrough)))
    }

    /// Puts back what the store kept, before the first step. Returns the states that no rule wants any more.
    package mutating func restore(_ state: StoredState) -> [StateRow] {
        for position in state.positions { stored[position.topic, default: [:]][position.partition] = position }
        counters.restore(state.counters)
        let closedIndex = state.closedThrough.map { settings.grid.lastClosed(at: $0) }
        var closed: [ClosedPane] = []
        var open: [PaneRow] = []
        for var row in state.panes {
            row.accumulator = row.accumulator.rearranged(from: row.measures, to: measures)
            let index = settings.grid.index(of: row.start)
            guard let closedIndex, index <= closedIndex else {
                open.append(row)
                continue
            }
            let cell = evaluator.cell(for: completed(row.scope))
            if closed.last?.index != index { closed.append(ClosedPane(index: index, rows: [])) }
            closed[closed.count - 1].rows.append((cell, row.accumulator))
        }
        recognise(state.canaryRuns)
        evaluator.restoreDesk(state)
        let unwanted = evaluator.restore(closed: closed, through: closedIndex, states: state.states)
        for row in open { restoreOpen(row) }
        return unwanted
    }

    /// Every restored row lives in the first shard, whichever shard its events came through: the merge is the same.
    private mutating func restoreOpen(_ row: PaneRow) {
        let index = settings.grid.index(of: row.start)
        let cell = shards[0].restore(row.accumulator, names: names(of: row.scope), index: index)
        // Checkpoints write sums over the shards, so the shard's cell must be known before another shard touches it.
        let known = evaluatorCell(0, cell)
        guard evaluator.scope(ofCell: known) != row.scope || settings.grid.start(of: index) != row.start else { return }
        // The run writes it under another key from now on: under the old one a later start would count it again.
        shards[0].markDirty(index: index, cell: cell)
        pending.panes.append(PaneRow(scope: row.scope, start: row.start, accumulator: .zero))
    }

    /// A stored scope in the dimensions of this run: rules may have changed since.
    private func completed(_ scope: Scope) -> Scope {
        Scope(shards[0].cells.dimensions.map { ($0, scope[$0] ?? "") })
    }

    private mutating func names(of scope: Scope) -> InlineArray<8, NameID> {
        var names = InlineArray<8, NameID>(repeating: .absent)
        for dimension in shards[0].cells.dimensions {
            let bytes = Array((scope[dimension] ?? "").utf8)
            names[dimension.place] = shards[0].names.intern(bytes.span) ?? shards[0].overflow
        }
        return names
    }
}

extension RecordCounters {
    /// As stored: one row per total.
    package var rows: [CounterRow] {
        [
            CounterRow(name: "records", key: "", value: records), CounterRow(name: "counted", key: "", value: counted),
            CounterRow(name: "late", key: "", value: late), CounterRow(name: "canary", key: "", value: canary),
            CounterRow(name: "refetched", key: "", value: refetched),
            CounterRow(name: "overflowed", key: "", value: overflowed),
        ]
            + [("canary_recognised", canaryRecognised), ("canary_leaked", canaryLeaked)].filter { $0.1 > 0 }.map {
                CounterRow(name: $0.0, key: "", value: $0.1)
            }
            + RejectReason.allCases.filter { rejected[Int($0.rawValue)] > 0 }.map {
                CounterRow(name: "rejected", key: "\($0.name)", value: rejected[Int($0.rawValue)])
            }
    }

    mutating func restore(_ rows: [CounterRow]) {
        for row in rows {
            switch row.name {
            case "records": records = row.value
            case "counted": counted = row.value
            case "late": late = row.value
            case "canary": canary = row.value
            case "canary_recognised": canaryRecognised = row.value
            case "canary_leaked": canaryLeaked = row.value
            case "refetched": refetched = row.value
            case "overflowed": overflowed = row.value
            case "rejected":
                if let reason = RejectReason.allCases.first(where: { "\($0.name)" == row.key }) {
                    rejected[Int(reason.rawValue)] = row.value
                }
            default: break
            }
        }
    }
}
