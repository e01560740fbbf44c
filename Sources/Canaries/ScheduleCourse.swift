// Whether a suite runs when it should.

package import Model

/// The scheduled runs of one suite at one target, as they were reported; time is an argument.
package struct ScheduleCourse: Equatable, Sendable {
    /// How much later than it should a report may come.
    package static let grace = TimeSpan.seconds(600)

    private var lastSlot: Int64?
    /// By when the run that goes on has to be over.
    private var openUntil: EventTime?
    /// The last run that was not complete, so that it is counted once.
    private var lastLost = ""
    /// Since the last complete run: when trouble began, and how many runs were lost to it.
    package private(set) var since: EventTime?
    package private(set) var lost: Int64 = 0
    private var isOverdue = false

    package init() {}

    /// What a report or the clock says of the schedule.
    package enum Word: Equatable, Sendable {
        /// A complete run.
        case kept
        /// A run that is not complete, whose reason the report tells.
        case lost(since: EventTime, count: Int64)
        /// Nothing came for too long.
        case overdue(since: EventTime)
    }

    /// Nil when the report says nothing of the schedule, as of an incomplete run that a person asked for.
    package mutating func take(_ run: CanaryRun) -> Word? {
        if let slot = run.slot, slot >= lastSlot ?? .min {
            lastSlot = slot
            openUntil = run.isOver ? nil : run.deadline
            isOverdue = false
        }
        switch run.state {
        case .intended: return nil
        case .complete:
            (since, lost, lastLost) = (nil, 0, "")
            return .kept
        case .incomplete, .missed, .skipped:
            guard run.slot != nil, !lastLost.utf8.elementsEqual(run.id.utf8) else { return nil }
            lastLost = run.id
            let begin = since ?? run.dueAt
            since = begin
            lost = min(lost, 1 << 40) + 1
            return .lost(since: begin, count: lost)
        }
    }

    /// Looks at the clock. `watchedSince` is when this process began to look: before that nobody could report.
    package mutating func look(at now: EventTime, period: TimeSpan, watchedSince: EventTime) -> Word? {
        guard !isOverdue, now >= watchedSince + Self.grace else { return nil }
        let expected: EventTime
        if let openUntil {
            expected = openUntil
        } else if let lastSlot {
            // The next slot's run is due before that slot ends.
            let (end, overflow) = period.microseconds.multipliedReportingOverflow(by: min(lastSlot, .max - 2) + 2)
            if overflow { return nil }
            expected = EventTime(microseconds: end)
        } else {
            expected = watchedSince
        }
        guard now >= expected + Self.grace else { return nil }
        isOverdue = true
        let begin = since ?? expected
        since = begin
        return .overdue(since: begin)
    }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt8(lastSlot == nil ? 0 : 1))
        writer.write(lastSlot ?? 0)
        writer.write(openUntil)
        writer.write(lastLost)
        writer.write(since)
        writer.write(lost)
        writer.write(UInt8(isOverdue ? 1 : 0))
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        let hasSlot = try reader.flag()
        let number = try reader.integer()
        lastSlot = hasSlot ? number : nil
        openUntil = try reader.time()
        lastLost = try reader.text()
        since = try reader.time()
        lost = try reader.count(max: 1 << 41)
        isOverdue = try reader.flag()
    }
}
