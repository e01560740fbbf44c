// Points and lengths of event time.

/// A moment, in microseconds since 1970-01-01T00:00:00Z. Taken from events, never from a clock.
package struct EventTime: Comparable, Hashable, Sendable {
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: EventTime, right: EventTime) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Saturates instead of trapping: the left side may come from outside bytes.
    package static func + (time: EventTime, span: TimeSpan) -> EventTime {
        let (sum, overflow) = time.microseconds.addingReportingOverflow(span.microseconds)
        return EventTime(microseconds: overflow ? (span.microseconds < 0 ? .min : .max) : sum)
    }

    package static func - (time: EventTime, span: TimeSpan) -> EventTime {
        let (difference, overflow) = time.microseconds.subtractingReportingOverflow(span.microseconds)
        return EventTime(microseconds: overflow ? (span.microseconds < 0 ? .max : .min) : difference)
    }

    package static func - (left: EventTime, right: EventTime) -> TimeSpan {
        let (difference, overflow) = left.microseconds.subtractingReportingOverflow(right.microseconds)
        return TimeSpan(microseconds: overflow ? (left < right ? .min : .max) : difference)
    }
}

/// A length of time, in microseconds.
package struct TimeSpan: Comparable, Hashable, Sendable {
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.microseconds < right.microseconds
    }

    package static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        let (sum, overflow) = left.microseconds.addingReportingOverflow(right.microseconds)
        return TimeSpan(microseconds: overflow ? (right.microseconds < 0 ? .min : .max) : sum)
    }

    package static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        EventTime(microseconds: left.microseconds) - EventTime(microseconds: right.microseconds)
    }

    package static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1000) }
    package static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1_000_000) }
    package static let zero = TimeSpan(microseconds: 0)

    /// Whole and fractional seconds, for display and JSON.
    package var seconds: Double { Double(microseconds) / 1_000_000 }
}
