// What one partition's own events say of time.

package import Model

/// The watermark of one partition. Lateness is judged by it alone, so it does not depend on how partitions interleave.
package struct PartitionClock: Equatable, Sendable {
    package private(set) var newest: EventTime?
    package private(set) var floor: EventTime?
    private let lateness: TimeSpan

    package init(lateness: TimeSpan, newest: EventTime? = nil, floor: EventTime? = nil) {
        self.lateness = lateness
        self.newest = newest
        self.floor = floor
    }

    /// The newest event time minus the allowed lateness, never below the floor. Never moves back.
    /// Nil before the first event, unless there is a floor.
    package var watermark: EventTime? {
        guard let newest else { return floor }
        let own = newest - lateness
        guard let floor else { return own }
        return max(own, floor)
    }

    package mutating func observe(_ time: EventTime) {
        if let newest, newest >= time { return }
        newest = time
    }

    /// Moves an idle partition on, so that it no longer holds panes open.
    package mutating func raiseFloor(to time: EventTime) {
        if let floor, floor >= time { return }
        floor = time
    }
}
