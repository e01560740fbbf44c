// What a start, or a reload, finds in the store and puts into a pipeline.

internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Store

/// Stored positions, panes and states, and the alerts that are not over.
struct FoundState: Sendable {
    let restored: Restored
    let open: [RecordedAlert]

    /// `since` says how old panes may be that are still needed, when it knows through which time they are closed.
    static func read(
        _ store: Store, path: String, shelf: BaselineShelf, since: (EventTime?) -> EventTime
    ) throws(StoreError) -> FoundState {
        for baseline in shelf.all { try store.save(baseline) }
        let closedThrough = try store.load(panesSince: EventTime(microseconds: .max)).state.closedThrough
        let restored = try store.load(panesSince: since(closedThrough))
        return FoundState(restored: restored, open: try Reader(directory: path).openAlerts())
    }

    var states: Int { restored.state.states.count }

    /// Returns how many states no rule goes on with: they are forgotten, and their alerts end.
    func putBack(into pipeline: inout Pipeline, log: Log) -> Int {
        for state in restored.damaged {
            log.error("stored state is damaged; this series starts anew", ["rule": state.rule, "series": state.scope])
        }
        for silence in restored.unusableSilences {
            log.error(
                "stored silence is not understood; it silences nothing",
                ["silence": silence.id, "filter": silence.filter, "reason": silence.reason])
        }
        let unwanted = pipeline.restore(restored.state)
        for state in unwanted {
            let series = String(decoding: state.scope.key, as: UTF8.self)
            log.warning("stored state fits no rule; it is forgotten", ["rule": state.rule, "series": series])
        }
        pipeline.forget(unwanted)
        pipeline.withdraw(open)
        return unwanted.count
    }
}
