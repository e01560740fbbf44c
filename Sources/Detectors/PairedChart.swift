// `compare` with `paired = true`: two series' answers to the same questions.

package import Model
internal import Panes

/// Of the questions that both were asked in a pane, only those count that they answered differently. If neither is
/// worse, each of the two is the one that hit (refused, failed, was blocked) half the time, so half is what lines are
/// shares of: `below = 0.9` says that the series hit in fewer than 45 % of these pairs, and `below = 1` in fewer than
/// half. A question is the unit, however often it was asked.
///
/// Both samples keep the questions with the smallest hashes, so one that is kept of both is kept whole.
package struct PairedChart: Sendable {
    /// Questions of one to two windows: the window that goes on and the one before.
    fileprivate struct Counts: Equatable, Sendable {
        var asked: Int64 = 0
        /// Discordant ones in which the series hit, and in which its control did.
        var own: Double = 0
        var control: Double = 0
    }

    private var chart: EvidenceChart
    private var generation = Int64.min
    private var current = Counts()
    private var previous = Counts()

    package init(lines: [Line]) {
        var chart = EvidenceChart(lines: lines.map { ($0, .refused) })
        chart.adopt([Yardstick(rate: 0.5, events: 0, low: 0.5, high: 0.5)])
        self.chart = chart
    }

    package var isTestable: Bool { chart.isTestable }
    package var level: Line.Level? { chart.level }
    package var statistic: (value: Double, threshold: Double)? { chart.statistic }

    /// Questions that both were asked.
    package var asked: Int64 { current.asked + previous.asked }

    /// Of the pairs that differ, the share in which the series hit.
    package var reading: Score.Reading {
        let own = current.own + previous.own
        let all = own + current.control + previous.control
        return Score.Reading(value: all > 0 ? own / all : nil, events: asked, effective: all)
    }

    /// Takes one pane of both series. Returns whether they shared a question.
    package mutating func step(
        _ own: PaneEvidence, _ control: PaneEvidence, score: Score, index: Int64, windowPanes: Int64, eventsMin: Int64
    ) -> Bool {
        let pairs = Self.joined(own, control, score)
        guard !pairs.isEmpty else { return false }
        turn(to: index / windowPanes)
        for pair in pairs {
            current.asked += 1
            let all = pair.own + pair.control
            // One question is one pair, in parts where its answers varied.
            if all > 0 {
                current.own += Double(pair.own) / Double(all)
                current.control += Double(pair.control) / Double(all)
            }
        }
        chart.step(
            PaneEvidence(pairs: pairs), index: index, windowPanes: windowPanes, spellPanes: windowPanes,
            mayJudge: asked >= eventsMin)
        let reading = reading
        if let value = reading.value, reading.effective >= Double(eventsMin) { chart.release(value: value) }
        return true
    }

    /// Lets go of questions of windows that are past. Returns whether there were any.
    package mutating func forget(before index: Int64, windowPanes: Int64) -> Bool {
        guard asked > 0, index / windowPanes != generation else { return false }
        turn(to: index / windowPanes)
        return true
    }

    private mutating func turn(to next: Int64) {
        guard next != generation else { return }
        previous = next == generation &+ 1 ? current : Counts()
        current = Counts()
        generation = next
    }

    private static func joined(_ own: PaneEvidence, _ control: PaneEvidence, _ score: Score) -> [QuestionPair] {
        var left = own.questions.runs
        var right = control.questions.runs
        var (one, other) = (left.next(), right.next())
        var pairs: [QuestionPair] = []
        while let a = one, let b = other {
            if a.priority == b.priority {
                if let pair = QuestionPair(a, b, score) { pairs.append(pair) }
                (one, other) = (left.next(), right.next())
            } else if a.priority < b.priority {
                one = left.next()
            } else {
                other = right.next()
            }
        }
        return pairs
    }
}

/// One question that both series were asked in a pane, as pairs of answers of the two.
struct QuestionPair: Sendable {
    let priority: UInt64
    /// Pairs in which only the series hit, and in which only its control did.
    let own: Int64
    let control: Int64

    /// Nil unless both sides have an answer that counts.
    init?(_ own: Sample.Run, _ control: Sample.Run, _ score: Score) {
        let (left, right) = (Self.counts(own, score), Self.counts(control, score))
        guard left.hits + left.misses > 0, right.hits + right.misses > 0 else { return nil }
        priority = own.priority
        self.own = left.hits * right.misses
        self.control = left.misses * right.hits
    }

    /// A question asked more often than this in one pane counts as asked this often.
    private static let answersMax: Int64 = 1 << 15

    private static func counts(_ run: Sample.Run, _ score: Score) -> (hits: Int64, misses: Int64) {
        var (hits, misses): (Int64, Int64) = (0, 0)
        for row in run.rows {
            guard let value = score.value(kind: row.kind, bin: row.bin) else { continue }
            if value == 1 { hits += Int64(row.count) } else { misses += Int64(row.count) }
        }
        return (min(hits, answersMax), min(misses, answersMax))
    }
}

extension PairedChart {
    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(generation)
        for counts in [current, previous] {
            writer.write(counts.asked)
            writer.write(counts.own)
            writer.write(counts.control)
        }
        chart.write(to: &writer)
    }

    package mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        var next = self
        next.generation = try reader.integer()
        next.current = try Counts(from: &reader)
        next.previous = try Counts(from: &reader)
        try next.chart.restore(from: &reader)
        self = next
    }
}

extension PairedChart.Counts {
    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        asked = try reader.integer()
        guard 0...1 << 53 ~= asked else { throw .value(at: reader.position - 8) }
        own = try reader.number(in: 0...0x1p53)
        control = try reader.number(in: 0...0x1p53)
    }
}
