// One rule over one series, decided by evidence: its lines, its users, and since when.

package import Model
internal import Panes
internal import Statistics

/// Lines share the panes, the strata and the yardsticks; each has evidence of its own.
package struct EvidenceChart: Sendable {
    /// A verdict of fewer distinct users says more of these users than of the model.
    package static let usersMin = 10
    /// In a pane with this many, one user is a small part of the evidence.
    static let usersMany = 32

    private var lines: [LineEvidence]
    private var yardsticks: [Yardstick?] = []
    /// Of every stratum that the baseline knows. Bets are fitted to these, not to what came so far: a start that finds
    /// fewer strata in its windows must bet as the run before it.
    private let known: [Yardstick]
    /// Bets are scaled to events of weight 2^this.
    private var weightExponent: UInt8 = 0
    private var users = UserGenerations()
    private var recent = RecentUsers<32>()
    /// Onset of a change from the baseline's rate.
    private var low: Onset?
    private var high: Onset?
    private var rate = 0.0

    /// Without `known`, the strata that come are all there are.
    package init(lines: [(line: Line, score: Score)], known: [Yardstick] = []) {
        precondition(!lines.isEmpty, "a chart has a line")
        self.lines = lines.map { LineEvidence($0.line, $0.score) }
        self.known = known
        adopt([])
    }

    /// Whether some stratum has a yardstick that some line can be drawn from.
    package var isTestable: Bool { lines.contains(where: \.isTestable) }
    package var hasYardstick: Bool { !known.isEmpty || yardsticks.contains { $0 != nil } }
    private var all: [Yardstick] { known.isEmpty ? yardsticks.compactMap { $0 } : known }
    package var strata: Int { yardsticks.count }

    /// Replaces what is known of every stratum.
    package mutating func adopt(_ yardsticks: [Yardstick?]) {
        self.yardsticks = yardsticks
        for index in lines.indices { lines[index].adopt(yardsticks, among: all, weightMax: weightMax) }
    }

    /// Replaces the yardstick and what follows from it, as when it is another series that moves on. The number of lines
    /// stays.
    package mutating func adopt(lines next: [(line: Line, score: Score)], _ yardsticks: [Yardstick?]) {
        precondition(next.count == lines.count, "a chart keeps its lines")
        for index in lines.indices { lines[index].replace(next[index].line, next[index].score) }
        adopt(yardsticks)
    }

    /// Dates changes from this rate; without one, there is no onset.
    package mutating func dateFrom(rate: Double?) {
        guard let rate, let low = try? Onset(p0: rate, side: .low), let high = try? Onset(p0: rate, side: .high) else {
            return
        }
        self.rate = rate
        self.low = lines.contains { $0.line.side == .low } ? low : nil
        self.high = lines.contains { $0.line.side == .high } ? high : nil
    }

    private var weightMax: Double { Double(1 << Int(weightExponent)) }

    /// Takes the pane with this index. `mayJudge` says whether the window has enough events.
    package mutating func step(
        _ pane: PaneEvidence, index: Int64, windowPanes: Int64, spellPanes: Int64, mayJudge: Bool
    ) {
        users.add(pane.userBits, generation: index / windowPanes)
        raiseWeight(to: pane.weightMax)
        let skipped = repeats(pane, index, spellPanes)
        let mayJudge = mayJudge && !hasFewUsers
        for line in lines.indices where lines[line].step(pane, skipping: skipped, mayJudge: mayJudge) {
            lines[line].adopt(yardsticks, among: all, weightMax: weightMax)
        }
        stepOnset(pane, index)
    }

    /// Among few users one who never stops would be the rate, so there a user counts once in a spell or two. Whether a
    /// pane has few and who was seen are known before what they did.
    private mutating func repeats(_ pane: PaneEvidence, _ index: Int64, _ spellPanes: Int64) -> [UInt64] {
        guard pane.hasUsers else { return [] }
        recent.enter(spell: index / max(1, spellPanes))
        let repeats = pane.repeats { recent.isNew(Sample.user(ofPriority: $0, pane: index)) }
        return pane.users < Self.usersMany ? repeats : []
    }

    /// What a pane weighs is known before what its events did, so it may shape the bets that score it. Evidence so far
    /// may be of the events that are always kept, alone: it goes. Weights only rise, so this happens 15 times at most.
    private mutating func raiseWeight(to weight: Double) {
        guard weight > weightMax else { return }
        while weight > weightMax, weightExponent < 15 { weightExponent += 1 }
        for index in lines.indices {
            lines[index].adopt(yardsticks, among: all, weightMax: weightMax)
            lines[index].forget()
        }
    }

    private mutating func stepOnset(_ pane: PaneEvidence, _ index: Int64) {
        if low == nil, high == nil { return }
        // Another mix is no change: what a stratum's own baseline explains is taken for the whole series' rate.
        let (yardsticks, rate) = (yardsticks, rate)
        let shift = { (stratum: Int) -> Double in
            guard yardsticks.count > 1, let usual = yardsticks[stratum]?.rate else { return 0 }
            return rate - usual
        }
        let counts = pane.counts(lines[0].score, shift: shift)
        low?.step(events: counts.events, hits: counts.hits, pane: index)
        high?.step(events: counts.events, hits: counts.hits, pane: index)
    }

    /// Ends the breach of lines at the yardstick itself once the window's `value` is back on their good side: of a
    /// series that is as its yardstick no mirrored test ever shows that it is beyond it.
    mutating func release(value: Double) {
        guard let yardstick = yardsticks.first ?? nil else { return }
        for index in lines.indices where lines[index].line.isAnyChange {
            guard let mean = lines[index].line.mean(yardstick) else { continue }
            let isBack = lines[index].line.side == .low ? value >= mean : value <= mean
            guard isBack, lines[index].isCrossed else { continue }
            lines[index].release()
            lines[index].adopt(yardsticks, among: all, weightMax: weightMax)
        }
    }

    /// Whether users are named and there are too few of them.
    package var hasFewUsers: Bool { (1..<Self.usersMin).contains(users.count) }

    /// Distinct users in the last one to two windows, at least; zero when nobody names them.
    package var userCount: Int { users.count }

    /// The highest level that counts as crossed.
    package var level: Line.Level? { crossed.map { lines[$0].line.level } }

    /// The place of the line that is crossed; of several, the first of the highest level.
    private var crossed: Int? {
        var highest: Int?
        for place in lines.indices where lines[place].isCrossed {
            if let other = highest, lines[other].line.level.rawValue >= lines[place].line.level.rawValue { continue }
            highest = place
        }
        return highest
    }

    /// ln e and ln A of the line that decides: the highest that is crossed, else the one that is nearest.
    package var statistic: (value: Double, threshold: Double)? {
        if let crossed { return (lines[crossed].peak, lines[crossed].line.threshold) }
        var nearest: (value: Double, threshold: Double)?
        for place in lines.indices where lines[place].isTestable {
            let (value, threshold) = (lines[place].statistic, lines[place].line.threshold)
            if let nearest, !(nearest.value / nearest.threshold < value / threshold) { continue }
            nearest = (value, threshold)
        }
        return nearest.map { (max(0, $0.value), $0.threshold) }
    }

    /// When the change began that the crossed line speaks of, and the rate since then at the baseline's mix.
    package var onset: (reading: OnsetReading, rate: Double)? {
        let isHigh = crossed.map { lines[$0].line.side } == .high
        guard let reading = isHigh ? high?.reading : low?.reading, reading.events > 0 else { return nil }
        let share = min(max(reading.sum / reading.events, 0), 1)
        return (reading, isHigh ? 1 - share : share)
    }
}

extension EvidenceChart {
    private static let version: UInt8 = 2

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt8(lines.count))
        writer.write(weightExponent)
        users.write(to: &writer)
        recent.write(to: &writer)
        for line in lines { line.write(to: &writer) }
        for onset in [low, high] {
            writer.write(UInt8(onset == nil ? 0 : 1))
            onset?.write(to: &writer)
        }
    }

    /// Puts back what `write` wrote; the yardsticks come from the baseline again.
    package mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        guard Int(try reader.byte()) == lines.count else { throw .value(at: reader.position) }
        let exponent = try reader.byte()
        guard exponent <= 15 else { throw .value(at: reader.position) }
        let restoredUsers = try UserGenerations(from: &reader)
        let restoredRecent = try RecentUsers<32>(from: &reader)
        var restored = lines
        for index in restored.indices { try restored[index].restore(from: &reader) }
        let low = try reader.flag() ? try Onset(from: &reader) : nil
        let high = try reader.flag() ? try Onset(from: &reader) : nil
        (users, recent, weightExponent, lines) = (restoredUsers, restoredRecent, exponent, restored)
        // A baseline that cannot date a change now could not before either.
        if self.low != nil { self.low = low ?? self.low }
        if self.high != nil { self.high = high ?? self.high }
        for index in lines.indices { lines[index].adopt(yardsticks, among: all, weightMax: weightMax) }
    }
}

/// A lower bound of the distinct users of the last one to two windows, in two words.
struct UserGenerations: Equatable, Sendable {
    private var generation = Int64.min
    private var current: UInt64 = 0
    private var previous: UInt64 = 0

    init() {}

    mutating func add(_ bits: UInt64, generation next: Int64) {
        if next != generation {
            previous = next == generation &+ 1 ? current : 0
            current = 0
            generation = next
        }
        current |= bits
    }

    var count: Int { (current | previous).nonzeroBitCount }

    func write(to writer: inout ByteWriter) {
        writer.write(generation)
        writer.write(Int64(bitPattern: current))
        writer.write(Int64(bitPattern: previous))
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        generation = try reader.integer()
        current = UInt64(bitPattern: try reader.integer())
        previous = UInt64(bitPattern: try reader.integer())
    }
}
