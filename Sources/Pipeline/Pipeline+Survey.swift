// What a start with other rules would make of stored states: the start itself, looked at instead of run.

internal import Alerts
internal import Model
package import Panes

/// What becomes of one stored state.
package enum StateFate: String, Sendable {
    /// The evidence goes on, byte for byte.
    case kept
    /// The alert goes on and its evidence begins anew: what the series is has changed, or a line has moved.
    case reset
    /// No series of these rules goes on with it.
    case dropped
}

extension Pipeline {
    /// Restores `states` as a start does and says what became of each. The pipeline must be new.
    package mutating func survey(_ states: [StateRow]) -> [(state: StateRow, fate: StateFate)] {
        var stored = StoredState()
        stored.states = states
        let dropped = restore(stored)
        return states.map { state in
            let isDropped = dropped.contains {
                $0.rule.utf8.elementsEqual(state.rule.utf8) && $0.scope == state.scope
            }
            if isDropped { return (state, .dropped) }
            guard let bytes = evaluator.chartBytes(of: state) else { return (state, .kept) }
            return (state, bytes == state.bytes ? .kept : .reset)
        }
    }
}

extension Evaluator {
    /// The state of a series as it would be stored now. Nil of states that are not of a rule's series.
    fileprivate mutating func chartBytes(of state: StateRow) -> [UInt8]? {
        for index in charts.indices where charts[index].rule.name.utf8.elementsEqual(state.rule.utf8) {
            let aggregation = windows[charts[index].window].aggregation
            let series = aggregations[aggregation].series(for: state.scope)
            guard charts[index].series.indices.contains(series) else { return nil }
            return charts[index].series[series].bytes ?? []
        }
        return nil
    }
}
