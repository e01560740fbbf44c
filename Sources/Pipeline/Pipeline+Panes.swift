// Watermarks over partitions, and the panes that they close.

internal import Model
internal import Panes
internal import Platform

extension Pipeline {
    /// Takes in what must be known before the batch's records.
    mutating func announce(_ notice: SourceNotice, wall: EventTime, monotonic: TimeSpan) {
        switch notice {
        case .partition(let topic, let partition): adopt(topic: topic, partition: partition, wall, monotonic)
        case .disconnected: isConnected = false
        case .connected:
            isConnected = true
            // What was written meanwhile needs its time to arrive. An end is not said twice, so it is kept.
            for place in partitions.indices { partitions[place].lastHeard = monotonic }
        case .begins(let partition, let offset):
            partitions[partition].position.next = max(partitions[partition].position.next, offset)
            partitions[partition].isDirty = true
        case .end, .gap: break
        }
    }

    /// Takes in what is true only after the batch's records.
    mutating func conclude(_ notice: SourceNotice) {
        switch notice {
        case .end(let partition, let isFinal):
            isConnected = true
            partitions[partition].isAtEnd = true
            if isFinal { partitions[partition].isFinished = true }
        case .gap(let partition, let to, let resume, let kind):
            recordGap(partition: partition, to: to, resume: resume, kind: kind)
        case .partition, .begins, .disconnected, .connected: break
        }
    }

    private mutating func adopt(topic: String, partition: Int32, _ wall: EventTime, _ monotonic: TimeSpan) {
        let shard = partitions.count % shards.count
        var position = stored[topic]?[partition] ?? Position(topic: topic, partition: partition, next: 0)
        let clock = PartitionClock(lateness: settings.lateness, newest: position.newest, floor: position.floor)
        let closed = evaluator.closedThrough.map { settings.grid.end(of: $0) }
        if let closed, clock.watermark.map({ $0 < closed }) ?? true {
            // The panes before this are closed: what a newcomer says of them is late. So it is with a partition that
            // was away while others went on, or whose lateness has grown.
            position.floor = closed
            pending.journal.append(
                JournalRow(kind: "partition", detail: "\(topic)/\(partition) joins after \(closed.rfc3339)", at: wall))
        }
        let local = shards[shard].addPartition(newest: position.newest, floor: position.floor)
        partitions.append(
            PartitionProgress(
                position: position, shard: shard, local: local, isVerified: position.anchor == nil,
                isAfterGap: evaluator.isGapOpenEnded(topic: topic, partition: partition), lastHeard: monotonic))
    }

    mutating func recordGap(partition: Int, to: Int64?, resume: Int64, kind: String) {
        let position = partitions[partition].position
        let clock = shards[partitions[partition].shard][clock: partitions[partition].local]
        // An idle partition's time goes on with its floor, so a second gap never gets the id of the first.
        let time = [clock.newest, clock.floor].compactMap { $0 }.max()
        let gap = GapRow(
            topic: position.topic, partition: position.partition, from: position.next, to: to, kind: kind,
            at: clock.newest)
        partitions[partition].position.next = resume
        partitions[partition].position.anchor = nil
        partitions[partition].isVerified = true
        partitions[partition].isAfterGap = true
        partitions[partition].isDirty = true
        pending.gaps.append(gap)
        let closed = evaluator.closedThrough.map { settings.grid.end(of: $0) }
        pending.transitions += evaluator.report(gap, at: time ?? closed ?? EventTime(microseconds: 0))
    }

    /// Closes every pane that no partition can reach any more.
    mutating func closePanes(wall: EventTime, monotonic: TimeSpan) {
        judgeIdleness(wall: wall, monotonic: monotonic)
        if !partitions.isEmpty, partitions.allSatisfy(\.isFinished) { return closeRest() }
        guard let target = closable(), closeThrough(target) else { return }
        let end = settings.grid.end(of: target)
        for place in partitions.indices where partitions[place].isIdle {
            shards[partitions[place].shard][clock: partitions[place].local].raiseFloor(to: end)
            partitions[place].isDirty = true
        }
    }

    /// End of input: nothing can be late any more.
    private mutating func closeRest() {
        guard let newest = shards.compactMap(\.newestOpen).max() else { return }
        _ = closeThrough(newest)
        for place in partitions.indices {
            let (shard, local) = (partitions[place].shard, partitions[place].local)
            shards[shard][clock: local].raiseFloor(to: settings.grid.end(of: newest))
            partitions[place].isDirty = true
        }
    }

    /// A partition is idle when it is known to be at its end and was silent for long; one that never had an event
    /// has no time of its own to wait for. This is a verdict of the wall clock, so it is journalled.
    private mutating func judgeIdleness(wall: EventTime, monotonic: TimeSpan) {
        guard isConnected else { return }
        for place in partitions.indices where partitions[place].isAtEnd && !partitions[place].isIdle {
            let clock = shards[partitions[place].shard][clock: partitions[place].local]
            guard clock.newest == nil || monotonic - partitions[place].lastHeard >= settings.idle else { continue }
            partitions[place].isIdle = true
            let position = partitions[place].position
            let detail = "\(position.topic)/\(position.partition) at \(position.next)"
            pending.journal.append(JournalRow(kind: "idle", detail: detail, at: wall))
        }
    }

    /// The newest pane that may be closed: by the slowest partition that is not idle. When all are idle, the pane of
    /// the newest event, and no further: event time owes nothing to the wall clock.
    private func closable() -> Int64? {
        var slowest: EventTime?
        var newest: EventTime?
        var isAnyActive = false
        for progress in partitions {
            let clock = shards[progress.shard][clock: progress.local]
            if let own = clock.newest { newest = max(newest ?? own, own) }
            // Nothing will follow in one that is finished.
            if progress.isIdle || progress.isFinished { continue }
            isAnyActive = true
            guard let watermark = clock.watermark else { return nil }
            slowest = min(slowest ?? watermark, watermark)
        }
        if isAnyActive { return slowest.map { settings.grid.lastClosed(at: $0) } }
        return newest.map { settings.grid.index(of: $0) }
    }

    /// False when there was nothing to close.
    private mutating func closeThrough(_ index: Int64) -> Bool {
        if let closed = evaluator.closedThrough, closed >= index { return false }
        let panes = mergedPanes(through: index)
        guard evaluator.closedThrough != nil || !panes.isEmpty else { return false }
        judge(panes, through: index)
        return true
    }

    /// Gives closed panes to the evaluator, and the empty ones between them and up to `index`.
    mutating func judge(_ panes: [ClosedPane], through index: Int64) {
        for pane in panes {
            let start = settings.grid.start(of: pane.index)
            for row in pane.rows.indices {
                pending.panes.append(paneRow(cell: pane.rows[row].cell, start: start, pane.rows[row].accumulator))
            }
            pending.transitions += evaluator.close(pane)
        }
        pending.transitions += evaluator.closeEmpty(through: index)
        pending.closedThrough = settings.grid.end(of: evaluator.closedThrough ?? index)
    }

    /// The shards' panes up to `index`, merged, oldest first; each cell once, in order.
    private mutating func mergedPanes(through index: Int64) -> [ClosedPane] {
        var closed: [ShardPane] = []
        // Accumulators are large: what is sorted says where they are.
        var order: [(pane: Int64, cell: Int, closed: Int, row: Int)] = []
        for shard in shards.indices {
            for pane in shards[shard].close(through: index) {
                for row in pane.rows.indices {
                    order.append((pane.index, evaluatorCell(shard, pane.rows[row].cell), closed.count, row))
                }
                closed.append(pane)
            }
        }
        order.sort { ($0.pane, $0.cell, $0.closed) < ($1.pane, $1.cell, $1.closed) }
        var panes: [ClosedPane] = []
        for entry in order {
            if panes.last?.index != entry.pane { panes.append(ClosedPane(index: entry.pane, rows: [])) }
            let last = panes.count - 1
            if let row = panes[last].rows.indices.last, panes[last].rows[row].cell == entry.cell {
                panes[last].rows[row].accumulator.merge(closed[entry.closed].rows[entry.row].accumulator)
            } else {
                panes[last].rows.append((entry.cell, closed[entry.closed].rows[entry.row].accumulator))
            }
        }
        return panes
    }

    func paneRow(cell: Int, start: EventTime, _ accumulator: Accumulator) -> PaneRow {
        PaneRow(
            scope: evaluator.scope(ofCell: cell), start: start, accumulator: accumulator,
            measures: measures)
    }

    /// The evaluator's id of a shard's cell.
    mutating func evaluatorCell(_ shard: Int, _ cell: Int) -> Int {
        while evaluatorCells[shard].count <= cell {
            let local = evaluatorCells[shard].count
            let global = evaluator.cell(for: shards[shard].scope(of: local))
            evaluatorCells[shard].append(global)
            let missing = global + 1 - shardCells[shard].count
            if missing > 0 { shardCells[shard].append(contentsOf: repeatElement(-1, count: missing)) }
            shardCells[shard][global] = local
        }
        return evaluatorCells[shard][cell]
    }
}
