// What a replay takes from a pipeline instead of checkpoints, and how one pipeline follows another.

package import Model
package import Panes

/// What became of the series of one rule, counted in panes.
package struct RuleTally: Equatable, Sendable {
    /// Panes at whose end at least one series was past a line, and past a critical one.
    package var breached: Int64 = 0
    package var critical: Int64 = 0
    /// Verdicts, one for each series and pane, that judged and that refused to.
    package var judged: Int64 = 0
    package var unjudged: Int64 = 0

    package init() {}

    /// Takes in the verdicts of one pane.
    mutating func add(_ pane: PaneTally) {
        judged += pane.judged
        unjudged += pane.unjudged
        if pane.worst != .ok { breached += 1 }
        if pane.worst == .critical { critical += 1 }
    }

    /// The verdicts of one pane so far.
    struct PaneTally {
        enum Worst { case ok, warning, critical }

        var worst = Worst.ok
        var judged: Int64 = 0
        var unjudged: Int64 = 0

        mutating func add(_ state: Verdict.State) {
            switch state {
            case .ok: judged += 1
            case .warning:
                judged += 1
                if worst == .ok { worst = .warning }
            case .critical:
                judged += 1
                worst = .critical
            case .learning, .insufficient, .stale: unjudged += 1
            }
        }
    }
}

/// Closed panes as one pipeline hands them to others.
package struct ClosedStretch: Sendable {
    /// In the order of their starts.
    package var rows: [PaneRow]
    /// Panes that end at or before this are closed.
    package var through: EventTime
}

extension Pipeline {
    /// Transitions and closed panes since the last call. What a checkpoint would keep beside them is dropped, so a
    /// pipeline is either replayed or checkpointed, never both.
    package mutating func takeReplayed() -> (transitions: [AlertTransition], panes: ClosedStretch?) {
        defer {
            pending = Checkpoint()
            pendingRejects = [:]
        }
        let panes = pending.closedThrough.map { ClosedStretch(rows: pending.panes, through: $0) }
        return (pending.transitions, panes)
    }

    /// Judges panes that another pipeline closed, as if their events had come through this one. The other one keeps the
    /// same dimensions and contents.
    package mutating func follow(_ stretch: ClosedStretch) {
        var panes: [ClosedPane] = []
        for row in stretch.rows {
            let index = settings.grid.index(of: row.start)
            if panes.last?.index != index { panes.append(ClosedPane(index: index, rows: [])) }
            panes[panes.count - 1].rows.append((evaluator.cell(for: row.scope), row.accumulator))
        }
        judge(panes, through: settings.grid.lastClosed(at: stretch.through))
    }

    /// What panes hold: pipelines with equal layouts can follow each other.
    package var layout: PaneLayout {
        PaneLayout(dimensions: shards[0].cells.dimensions, contents: contents)
    }

    /// By rule, in the order of the set.
    package var tallies: [RuleTally] { evaluator.tallies }

    /// The newest verdict of every series, in the order of rules and of their series' appearance.
    package mutating func takeVerdicts() -> [VerdictRow] { evaluator.takeDirty().verdicts }

    /// The unfinished partition whose events are furthest behind: reading it next keeps the fewest panes open.
    package var laggard: Int? {
        var found: (place: Int, newest: EventTime)?
        for (place, progress) in partitions.enumerated() where !progress.isFinished {
            let newest = shards[progress.shard][clock: progress.local].newest ?? EventTime(microseconds: .min)
            if found.map({ newest < $0.newest }) ?? true { found = (place, newest) }
        }
        return found?.place
    }

    /// Whether every partition was read to its end, or past the period.
    package var isFinished: Bool { !partitions.isEmpty && partitions.allSatisfy(\.isFinished) }

    /// The newest event time so far.
    package var newest: EventTime? {
        var found: EventTime?
        for progress in partitions {
            guard let newest = shards[progress.shard][clock: progress.local].newest else { continue }
            found = max(found ?? newest, newest)
        }
        return found
    }

    /// Panes that end at or before this are closed.
    package var closedThrough: EventTime? { evaluator.closedThrough.map { settings.grid.end(of: $0) } }
}

/// Which cells a pane has and what is in them.
package struct PaneLayout: Equatable, Sendable {
    package var dimensions: [Dimension]
    package var contents: PaneContents
}
