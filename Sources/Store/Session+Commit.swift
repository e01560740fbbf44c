// The transaction that makes a checkpoint durable.

internal import Model
internal import Panes

extension Session {
    /// Rejected records that are kept per reason: a sample for a person, while counters hold the totals.
    static let rejectsKept = 100

    func commit(
        _ checkpoint: Checkpoint, now: EventTime, delivered: [Int64]
    ) throws(StoreError) -> [OutboxEntry] {
        try transaction(now: now) { () throws(StoreError) -> [OutboxEntry] in
            try write(checkpoint.positions, closedThrough: checkpoint.closedThrough)
            try write(checkpoint.panes)
            try write(checkpoint.counters)
            try write(checkpoint.rejects)
            try write(checkpoint.gaps, checkpoint.journal, now: now)
            try write(checkpoint.states)
            for verdict in checkpoint.verdicts {
                try verdict.bind(to: statements.verdict)
                try statements.verdict.run()
            }
            try desk.write(checkpoint.incidents)
            try desk.write(checkpoint.silences)
            try desk.write(checkpoint.tasks)
            try canaries.write(checkpoint.canaryRuns)
            try canaries.write(checkpoint.canaryResults)
            try mark(delivered, now: now)
            try write(checkpoint.rollbacks, now: now)
            return try write(checkpoint.transitions, checkpoint.addresses, now: now)
        }
    }

    func markDelivered(_ ids: [Int64], now: EventTime) throws(StoreError) {
        try transaction(now: now) { () throws(StoreError) in try mark(ids, now: now) }
    }

    private func mark(_ ids: [Int64], now: EventTime) throws(StoreError) {
        for id in ids {
            try statements.delivered.bind(1, id)
            try statements.delivered.bind(2, now)
            try statements.delivered.run()
        }
    }

    private func write(_ positions: [Position], closedThrough: EventTime?) throws(StoreError) {
        for position in positions {
            try statements.position.bind(1, position.topic)
            try statements.position.bind(2, Int64(position.partition))
            try statements.position.bind(3, position.next)
            try statements.position.bind(4, position.anchor)
            try statements.position.bind(5, position.newest)
            try statements.position.bind(6, position.floor)
            try statements.position.run()
        }
        guard let closedThrough else { return }
        try statements.closedThrough.bind(1, closedThrough)
        try statements.closedThrough.run()
    }

    private func write(_ panes: [PaneRow]) throws(StoreError) {
        for pane in panes {
            let cell = try cell(pane.scope)
            try statements.pane.bind(1, pane.start)
            try statements.pane.bind(2, cell)
            for outcome in Outcome.allCases {
                try statements.pane.bind(3 + Int32(outcome.rawValue), pane.accumulator.tally[outcome])
            }
            // What is kept in full says the weights too.
            let contents = pane.accumulator.contentsBlob
            try statements.pane.bind(9, blob: contents == nil ? pane.accumulator.tally.weightsBlob : nil)
            try statements.pane.bind(10, contents == nil ? nil : try measureList(pane.measures))
            try statements.pane.bind(11, blob: contents)
            try statements.pane.run()
        }
    }

    private func write(_ counters: [CounterRow]) throws(StoreError) {
        for counter in counters {
            try statements.counter.bind(1, counter.name)
            try statements.counter.bind(2, counter.key)
            try statements.counter.bind(3, counter.value)
            try statements.counter.run()
        }
    }

    /// Skips what the trim would delete, so that writing the same rejects again finds the same rows.
    private func write(_ rejects: [RejectRow]) throws(StoreError) {
        var kept: [RejectRow] = []
        var counts: [[UInt8]: Int] = [:]
        for reject in rejects.reversed() {
            let count = counts[Array(reject.reason.utf8), default: 0]
            counts[Array(reject.reason.utf8)] = count + 1
            if count < Session.rejectsKept { kept.append(reject) }
        }
        for reject in kept.reversed() {
            try statements.reject.bind(1, reject.topic)
            try statements.reject.bind(2, Int64(reject.partition))
            try statements.reject.bind(3, reject.offset)
            try statements.reject.bind(4, reject.size)
            try statements.reject.bind(5, reject.reason)
            try statements.reject.bind(6, reject.detail)
            try statements.reject.run()
        }
        // The order of the reasons does not matter: each deletes only its own rows.
        for reason in counts.keys {
            try statements.rejectTrim.bind(1, text: reason)
            try statements.rejectTrim.bind(2, Int64(Session.rejectsKept))
            try statements.rejectTrim.run()
        }
    }

    private func write(_ gaps: [GapRow], _ journal: [JournalRow], now: EventTime) throws(StoreError) {
        for gap in gaps {
            try statements.gap.bind(1, gap.topic)
            try statements.gap.bind(2, Int64(gap.partition))
            try statements.gap.bind(3, gap.from)
            try statements.gap.bind(4, gap.to)
            try statements.gap.bind(5, gap.kind)
            try statements.gap.bind(6, gap.at)
            try statements.gap.bind(7, now)
            try statements.gap.run()
        }
        for row in journal {
            try statements.journal.bind(1, row.at)
            try statements.journal.bind(2, row.kind)
            try statements.journal.bind(3, row.detail)
            try statements.journal.run()
        }
    }

    private func write(_ states: [StateRow]) throws(StoreError) {
        for row in states {
            guard let bytes = row.bytes else {
                try statements.stateDelete.bind(1, row.rule)
                try statements.stateDelete.bind(2, text: row.scope.key)
                try statements.stateDelete.run()
                continue
            }
            try statements.state.bind(1, row.rule)
            try statements.state.bind(2, text: row.scope.key)
            try statements.state.bind(3, blob: bytes)
            try statements.state.bind(4, checksum(Array(row.rule.utf8), row.scope.key, bytes))
            try statements.state.run()
        }
    }

    /// Once for each incident: its id stands where alerts have theirs.
    private func write(_ rollbacks: [Rollback], now: EventTime) throws(StoreError) {
        for rollback in rollbacks {
            let address = Address(receiver: Rollback.receiver)
            _ = try enter(AlertID(text: rollback.incident), 1, address, rollback.json, now: now)
        }
    }

    /// A transition that is there already was sent already, or waits in the outbox: it makes no new entry.
    private func write(
        _ transitions: [AlertTransition], _ addresses: [[Address]], now: EventTime
    ) throws(StoreError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        for (place, transition) in transitions.enumerated() {
            let json = transition.json
            try statements.transition.bind(1, transition.alert.id.text)
            try statements.transition.bind(2, transition.sequence)
            try statements.transition.bind(3, transition.kind.rawValue)
            try statements.transition.bind(4, transition.alert.updatedAt)
            try statements.transition.bind(5, text: json)
            try statements.transition.run()
            guard connection.changeCount == 1 else { continue }
            try transition.alert.bind(to: statements.alert, sequence: transition.sequence)
            try statements.alert.run()
            guard addresses.indices.contains(place) else { continue }
            for address in addresses[place] {
                let entry = try enter(transition.alert.id, transition.sequence, address, json, now: now)
                if let entry { entries.append(entry) }
            }
        }
        return entries
    }

    /// Nil when it is there already.
    private func enter(
        _ alert: AlertID, _ sequence: Int64, _ address: Address, _ json: [UInt8], now: EventTime
    ) throws(StoreError) -> OutboxEntry? {
        try statements.outbox.bind(1, alert.text)
        try statements.outbox.bind(2, sequence)
        try statements.outbox.bind(3, address.receiver)
        try statements.outbox.bind(4, address.group)
        try statements.outbox.bind(5, text: json)
        try statements.outbox.bind(6, now)
        try statements.outbox.run()
        guard connection.changeCount == 1 else { return nil }
        return OutboxEntry(
            id: connection.lastInsertedRow, alert: alert, sequence: sequence, receiver: address.receiver,
            group: address.group, body: json, createdAt: now)
    }
}
