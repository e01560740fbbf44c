// Which events of the stream are canaries of our own.

package import Model

/// The requests of recorded runs, and the prints of their prompts with the times in which those count. Looking an id up
/// costs one probe of a table; an empty roster costs a comparison.
package struct Roster: Equatable, Sendable {
    /// Events that come later than this after a run are taken for anybody's.
    package static let memory = TimeSpan.seconds(7 * 86_400)
    /// How far a request's event may lie outside of its run, by the clocks of others.
    package static let margin = TimeSpan.seconds(600)
    /// More runs than this push out the oldest.
    package static let runsMax = 20_000
    /// Every request id has this many bytes: that of a UUID.
    package static let requestBytes = 36

    private struct Entry: Equatable, Sendable {
        var run: String
        var origin: Origin
        /// Event times in which its prompts are recognised without their ids.
        var from: EventTime
        var until: EventTime
        var requests: [UInt64]
        var prints: [UInt64]
        var wordings: [UInt64]

        func precedes(_ other: Entry) -> Bool {
            if until != other.until { return until < other.until }
            return run.utf8.lexicographicallyPrecedes(other.run.utf8)
        }
    }

    /// Which canaries an event is of.
    package struct Origin: Hashable, Sendable {
        package var model: String
        package var suite: String
        package var target: String

        package init(model: String, suite: String, target: String) {
            (self.model, self.suite, self.target) = (model, suite, target)
        }
    }

    private var entries: [Entry] = []
    private var requests = HashSlots()
    private var heads = PrintHeads()
    /// Places in `entries`, by print and by the hash of a wording's own hash.
    private var ofPrint: [UInt64: [Int]] = [:]
    private var ofWording: [UInt64: [Int]] = [:]
    /// Of all entries, without overlaps, oldest first.
    private var windows: [Range<EventTime>] = []
    private let hashes: WordingHashes

    /// `hashes` are what producers may write in place of a prompt.
    package init(_ runs: [CanaryRun] = [], hashes: WordingHashes = WordingHashes()) {
        self.hashes = hashes
        admit(runs)
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// Takes in runs before their first requests are made, and again when more is known of them.
    package mutating func admit(_ runs: [CanaryRun]) {
        var isChanged = false
        for run in runs { isChanged = insert(run) || isChanged }
        if isChanged { index() }
    }

    /// Forgets runs whose time is long past.
    package mutating func prune(at now: EventTime) {
        guard let first = entries.first, first.until + Self.memory < now else { return }
        entries.removeAll { $0.until + Self.memory < now }
        index()
    }

    /// Whether a request of ours has this hash. Ids are unguessable, so their hashes are too.
    @inline(__always)
    package func holds(_ hash: UInt64) -> Bool { requests.contains(hash) }

    /// Most ids are no UUIDs, and are told by their length.
    @inline(__always)
    package func isCanary(_ id: EventID) -> Bool { id.size == Self.requestBytes && holds(id.hash) }

    /// Whether a prompt of that time may be one of ours.
    package func isOpen(at time: EventTime) -> Bool {
        for window in windows.reversed() where window.lowerBound <= time { return window.contains(time) }
        return false
    }

    /// Whether some prompt begins like one with this print; far cheaper than the print itself.
    package func mayHold(head: UInt16) -> Bool { heads.contains(head) }

    /// Whose prompt has this print, of the runs whose time it is; of several the first by model and suite.
    package func match(print: UInt64, at time: EventTime) -> Origin? { match(ofPrint[print], time) }

    /// The same by the hash of `request.text_hash`.
    package func match(wording: UInt64, at time: EventTime) -> Origin? {
        wording == 0 || ofWording.isEmpty ? nil : match(ofWording[wording], time)
    }

    private func match(_ places: [Int]?, _ time: EventTime) -> Origin? {
        (places ?? []).lazy.map { entries[$0] }.filter { $0.from <= time && time < $0.until }.map(\.origin).min()
    }

    /// Whether anything changed. A run that asked nothing is none.
    private mutating func insert(_ run: CanaryRun) -> Bool {
        guard run.state == .intended || run.state == .complete || run.state == .incomplete, !run.items.isEmpty else {
            return false
        }
        let origin = Origin(model: run.model, suite: run.suite, target: run.target)
        let entry = Entry(
            run: run.id, origin: origin, from: run.startedAt - Self.margin,
            until: max(run.endedAt ?? run.deadline, run.startedAt) + Self.margin,
            requests: run.items.flatMap { $0.requests.map { EventID.hash(of: Array($0.utf8)) } },
            prints: run.items.map(\.print),
            wordings: run.items.flatMap { hashes[run.suite, $0.id, $0.variant] })
        if let known = entries.firstIndex(where: { $0.run.utf8.elementsEqual(run.id.utf8) }) {
            guard entries[known] != entry else { return false }
            entries.remove(at: known)
        }
        entries.insert(entry, at: entries.firstIndex { entry.precedes($0) } ?? entries.endIndex)
        if entries.count > Self.runsMax { entries.removeFirst() }
        return true
    }

    private mutating func index() {
        requests = HashSlots(entries.lazy.flatMap(\.requests), count: entries.reduce(0) { $0 + $1.requests.count })
        (ofPrint, ofWording, windows, heads) = ([:], [:], [], PrintHeads())
        for (place, entry) in entries.enumerated() {
            for print in entry.prints {
                heads.insert(print)
                ofPrint[print, default: []].append(place)
            }
            for wording in entry.wordings { ofWording[wording, default: []].append(place) }
        }
        for range in entries.map({ $0.from..<$0.until }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = windows.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                windows[windows.count - 1] = last.lowerBound..<end
            } else {
                windows.append(range)
            }
        }
    }
}

extension Roster.Origin: Comparable {
    /// By bytes.
    package static func < (left: Roster.Origin, right: Roster.Origin) -> Bool {
        for (one, other) in [(left.model, right.model), (left.suite, right.suite), (left.target, right.target)]
        where !one.utf8.elementsEqual(other.utf8) {
            return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
    }
}

/// Hashes in open addressing, at most half full; zero is no hash. Before them stands one bit for each, 16 or more apart
/// on average: it fits into the nearest cache where the hashes do not, and nearly every event is told by it.
struct HashSlots: Equatable, Sendable {
    private var slots: [UInt64] = []
    private var bits: [UInt64] = []

    init() {}

    init(_ hashes: some Sequence<UInt64>, count: Int) {
        guard count > 0 else { return }
        var size = 64
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        bits = Array(repeating: 0, count: size / 8)
        for hash in hashes where hash != 0 {
            var slot = place(of: hash)
            while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = hash
            bits[word(of: hash)] |= bit(of: hash)
        }
    }

    // Of other bits of the hash than the slot.
    private func word(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 38) & (bits.count - 1) }
    private func bit(of hash: UInt64) -> UInt64 { 1 << (hash >> 32 & 63) }

    private func place(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (slots.count - 1) }

    @inline(__always)
    func contains(_ hash: UInt64) -> Bool {
        guard !slots.isEmpty, bits[word(of: hash)] & bit(of: hash) != 0, hash != 0 else { return false }
        var slot = place(of: hash)
        while slots[slot] != 0 {
            if slots[slot] == hash { return true }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }
}

/// The first 16 bits of prints, one bit each.
struct PrintHeads: Equatable, Sendable {
    private var bits: [UInt64] = []

    mutating func insert(_ print: UInt64) {
        if bits.isEmpty { bits = Array(repeating: 0, count: 1024) }
        let head = Int(PromptPrint.head(of: print))
        bits[head >> 6] |= 1 << UInt64(head & 63)
    }

    func contains(_ head: UInt16) -> Bool {
        !bits.isEmpty && bits[Int(head) >> 6] >> UInt64(Int(head) & 63) & 1 == 1
    }
}
