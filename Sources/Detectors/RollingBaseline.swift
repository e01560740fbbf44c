// `baseline = "rolling"`: a series held against its own last days.

package import Model

/// The last seven complete UTC days of a series, stratum by stratum, and the day that goes on.
///
/// It forgets: a drift that takes weeks moves its own yardstick along, and a breach becomes the usual thing after a
/// week. A rule with a frozen baseline beside it catches what this one gets used to; this one catches sudden changes
/// of a series that nobody has made a baseline for.
package struct RollingBaseline: Equatable, Sendable {
    package static let days: Int64 = 7
    private static let slots = 8

    private struct Stratum: Equatable, Sendable {
        let name: [UInt8]
        /// By day, modulo 8.
        var events = [Double](repeating: 0, count: slots)
        var hits = [Double](repeating: 0, count: slots)
    }

    /// The day that goes on, since 1970. Nil before the first pane.
    private var today: Int64?
    /// The first day that was seen from its beginning.
    private var first: Int64 = 0
    /// In the order of their names.
    private var strata: [Stratum] = []

    package init() {}

    /// Takes the start of a pane before its events. Returns whether a day ended, and with it the yardsticks.
    package mutating func advance(to start: EventTime) -> Bool {
        let length: Int64 = 86_400_000_000
        let day = start.microseconds.dividedFloor(by: length)
        guard let last = today else {
            today = day
            first = start.microseconds == day &* length ? day : day &+ 1
            return true
        }
        guard day > last else { return false }
        let passed = min(day &- last, Int64(Self.slots))
        for step in 0..<passed {
            let slot = Self.slot(day &- step)
            for index in strata.indices { (strata[index].events[slot], strata[index].hits[slot]) = (0, 0) }
        }
        strata.removeAll { $0.events.allSatisfy { $0 == 0 } }
        today = day
        return true
    }

    /// Adds what a stratum did in the pane.
    package mutating func add(_ name: String, events: Double, hits: Double) {
        guard let today, let (events, hits) = counts(events: events, hits: hits) else { return }
        let key = Array(name.utf8)
        let place = strata.firstIndex { !$0.name.lexicographicallyPrecedes(key) } ?? strata.count
        if place == strata.count || strata[place].name != key { strata.insert(Stratum(name: key), at: place) }
        strata[place].events[Self.slot(today)] += events
        strata[place].hits[Self.slot(today)] += hits
    }

    /// Whether one complete day was seen.
    package var hasDay: Bool { today.map { $0 > first } ?? false }

    package var hasBegun: Bool { today != nil }

    /// What the complete days say of one stratum; nil before there are enough events. `doubt` is g.
    package func yardstick(_ name: String, doubt: Double) -> Yardstick? {
        let key = Array(name.utf8)
        guard let stratum = strata.first(where: { $0.name == key }) else { return nil }
        let (events, hits) = sums(of: stratum)
        guard events > 0 else { return nil }
        return Yardstick(rate: hits / events, of: events, events: Int64(min(events, 0x1p53)), doubt: doubt)
    }

    /// The rate of the whole series over the complete days. Nil without any.
    package var reading: Score.Reading? {
        guard hasDay else { return nil }
        var (events, hits) = (0.0, 0.0)
        for stratum in strata {
            let sums = sums(of: stratum)
            events += sums.events
            hits += sums.hits
        }
        return Score.Reading(
            value: events > 0 ? hits / events : nil, events: Int64(min(events, 0x1p53)), effective: events)
    }

    private func sums(of stratum: Stratum) -> (events: Double, hits: Double) {
        guard let today, hasDay else { return (0, 0) }
        var (events, hits) = (0.0, 0.0)
        for day in max(first, today &- Self.days)..<today {
            events += stratum.events[Self.slot(day)]
            hits += stratum.hits[Self.slot(day)]
        }
        return (events, hits)
    }

    private static func slot(_ day: Int64) -> Int { Int(day & 7) }
}

extension RollingBaseline {
    private static let version: UInt8 = 1
    private static let strataMax = 1 << 16

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt8(today == nil ? 0 : 1))
        writer.write(today ?? 0)
        writer.write(first)
        writer.write(Int64(strata.count))
        for stratum in strata {
            writer.write(String(decoding: stratum.name, as: UTF8.self))
            for slot in 0..<Self.slots {
                writer.write(stratum.events[slot])
                writer.write(stratum.hits[slot])
            }
        }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        let hasBegun = try reader.flag()
        let day = try reader.integer()
        first = try reader.integer()
        // Any instant that microseconds can tell.
        guard day.magnitude < 1 << 40, first.magnitude < 1 << 40 else { throw .value(at: reader.position) }
        today = hasBegun ? day : nil
        let count = try reader.integer()
        guard 0...Int64(Self.strataMax) ~= count else { throw .value(at: reader.position - 8) }
        for _ in 0..<count {
            var stratum = Stratum(name: Array(try reader.text().utf8))
            if let last = strata.last, !last.name.lexicographicallyPrecedes(stratum.name) {
                throw .value(at: reader.position)
            }
            for slot in 0..<Self.slots {
                stratum.events[slot] = try reader.number(in: 0...0x1p60)
                stratum.hits[slot] = try reader.number(in: 0...stratum.events[slot])
            }
            strata.append(stratum)
        }
    }
}
