// How event time is cut.

package import Model

/// Panes of one width, numbered from 1970. Index `i` covers `[i · width, (i + 1) · width)`.
package struct PaneGrid: Equatable, Sendable {
    package let width: TimeSpan

    package init(width: TimeSpan) {
        precondition(width > .zero, "a pane has a width")
        self.width = width
    }

    @inlinable
    package func index(of time: EventTime) -> Int64 { time.microseconds.dividedFloor(by: width.microseconds) }

    package func start(of index: Int64) -> EventTime { EventTime(microseconds: index &* width.microseconds) }
    package func end(of index: Int64) -> EventTime { EventTime(microseconds: (index &+ 1) &* width.microseconds) }

    /// The newest pane that ends at or before `time`.
    package func lastClosed(at time: EventTime) -> Int64 { index(of: time) - 1 }

    /// Panes in a window; a window is a whole number of panes.
    package func count(in window: TimeSpan) -> Int64 { max(1, window.microseconds / width.microseconds) }
}
