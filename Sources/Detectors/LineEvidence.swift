// The state of one line: evidence that it is crossed, and once it is, evidence that it is no more.

internal import Model
internal import Statistics

/// Latches at the threshold, and lets go when the mirrored test has shown the contrary.
package struct LineEvidence: Sendable {
    /// e-value of the mirrored test that ends a breach: ln 1000.
    static let recoveryThreshold = 6.907755278982137

    private(set) var line: Line
    private(set) var score: Score
    private(set) var isCrossed = false
    /// ln e when it was last crossed.
    private(set) var peak = 0.0
    private var mixture: Mixture
    /// Ahead, or back while the line is crossed: few lines are, and tables are most of what a chart weighs.
    private var bets = StratumBets()
    /// Learners of either; nil where no stratum can be judged.
    private var learners: (ahead: Int?, back: Int?)

    init(_ line: Line, _ score: Score) {
        self.line = line
        self.score = score
        mixture = Mixture(learners: 8)
    }

    /// Whether any stratum can be judged.
    var isTestable: Bool { learners.ahead != nil }

    mutating func replace(_ line: Line, _ score: Score) {
        self.line = line
        self.score = score
    }

    /// Takes the yardsticks of all strata. Evidence stays: bets may change from pane to pane, as long as they do not
    /// depend on the pane they are scored with.
    mutating func adopt(_ yardsticks: [Yardstick?], among all: [Yardstick], weightMax: Double) {
        let back: Side = line.side == .low ? .high : .low
        bets = StratumBets(line.bets(yardsticks, among: all, side: isCrossed ? back : line.side, weightMax: weightMax))
        learners = (
            line.bets(all, among: all, side: line.side, weightMax: weightMax).lazy.compactMap { $0?.count }.max(),
            line.bets(all, among: all, side: back, weightMax: weightMax).lazy.compactMap { $0?.count }.max()
        )
        fitMixture()
    }

    /// Drops evidence; a line that is crossed stays so.
    mutating func forget() { mixture.reset() }

    /// A chart that gets more learners begins anew. One that gets fewer goes on: to learners without a bet each event
    /// has the factor 1. So a yardstick that moves does not wipe evidence out again and again.
    private mutating func fitMixture() {
        if mixture.learners < wanted { restart() }
    }

    private var wanted: Int { (isCrossed ? learners.back : learners.ahead) ?? mixture.learners }

    /// Begins anew, with the learners of what is asked now.
    private mutating func restart() { mixture = Mixture(learners: wanted) }

    /// Takes one pane. `mayJudge` is false while the window has too few events or users: then evidence gathers, and
    /// nothing is said. Whether the line was crossed or left: then it wants to adopt its yardsticks anew.
    mutating func step(_ pane: PaneEvidence, skipping skipped: [UInt64] = [], mayJudge: Bool) -> Bool {
        mixture.step(pane.factor(score, skipping: skipped, bets: bets))
        guard mayJudge, mixture.reaches(isCrossed ? Self.recoveryThreshold : line.threshold) else { return false }
        if !isCrossed { peak = mixture.logE }
        isCrossed.toggle()
        restart()
        return true
    }

    /// Ends a breach without the mirrored test. Wants to adopt its yardsticks anew.
    mutating func release() {
        guard isCrossed else { return }
        isCrossed = false
        restart()
    }

    /// ln e of the line; while it is crossed, of the return.
    var statistic: Double { mixture.logE }

    func write(to writer: inout ByteWriter) {
        writer.write(UInt8(isCrossed ? 1 : 0))
        writer.write(peak)
        line.target.write(to: &writer)
        mixture.write(to: &writer)
    }

    mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        isCrossed = try reader.flag()
        peak = try reader.number()
        let isSame = try line.target.isSame(in: &reader)
        mixture = try Mixture(from: &reader)
        // Evidence against another null is none against this one; a breach lasts until the return is shown.
        if !isSame { restart() }
    }
}

extension Line.Target {
    private var code: (kind: UInt8, value: Double) {
        switch self {
        case .ratio(let ratio): (0, ratio)
        case .points(let points): (1, points)
        case .absolute(let value): (2, value)
        }
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(code.kind)
        writer.write(code.value)
    }

    fileprivate func isSame(in reader: inout ByteReader) throws(ByteCodingError) -> Bool {
        let kind = try reader.byte()
        let value = try reader.number()
        return kind == code.kind && value == code.value
    }
}
