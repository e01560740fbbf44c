// The panes of series that pages asked for: closed panes never change, so each is read once.

internal import Detectors
internal import Model
internal import Panes
internal import Store
internal import Synchronization

/// The series that were asked for last.
final class PaneShelf: Sendable {
    private struct Entry {
        var metric: Metric
        var scope: Scope
        var filter: Filter?
        var from: EventTime
        var through: EventTime
        var panes: [Course.Pane]
        var usedAt: Int
    }

    private struct Shelf {
        var entries: [Entry] = []
        var clock = 0
    }

    /// Series that are kept, and the longest time that a page shows.
    static let entriesMax = 12
    static let spanMax = TimeSpan.seconds(86_400)

    private let shelf = Mutex(Shelf())

    /// Like `PaneCourse.panes`; `closed` is through where panes do not change any more. Requests wait for each other,
    /// so that a page that is asked for ten times is read once.
    func panes(
        _ reader: borrowing Reader, _ metric: Metric, of scope: Scope, where filter: Filter?, from: EventTime,
        until: EventTime, closed: EventTime
    ) throws(StoreError) -> [Course.Pane] {
        let from = max(from, until - Self.spanMax)
        let known = shelf.withLock { shelf -> Entry? in
            shelf.entries.first { $0.metric == metric && $0.scope == scope && $0.filter == filter && $0.from <= from }
        }
        var panes = known?.panes ?? []
        let start = known?.through ?? from
        if start < until {
            panes += try PaneCourse.panes(reader, metric, of: scope, where: filter, from: start, until: until)
        }
        let through = max(start, min(until, closed))
        let (kept, first) = (panes, max(known?.from ?? from, through - Self.spanMax))
        shelf.withLock { shelf in
            shelf.clock += 1
            shelf.entries.removeAll { $0.metric == metric && $0.scope == scope && $0.filter == filter }
            if shelf.entries.count >= Self.entriesMax, let oldest = shelf.entries.min(by: { $0.usedAt < $1.usedAt }) {
                shelf.entries.removeAll { $0.usedAt == oldest.usedAt }
            }
            shelf.entries.append(
                Entry(
                    metric: metric, scope: scope, filter: filter, from: first, through: through,
                    panes: kept.filter { $0.index >= first.microseconds && $0.index < through.microseconds },
                    usedAt: shelf.clock))
        }
        return panes.filter { $0.index >= from.microseconds && $0.index < until.microseconds }
    }
}
