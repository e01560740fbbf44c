// The evidence of one chart: a mixture of Shiryaev–Roberts e-detectors.

package import Model
internal import Statistics

/// Log R of each learner. Under the null, alarms at `logE ≥ ln A` with a reset at each are at most n / A on average
/// in n steps, whatever n is and however other charts depend on this one. A step is one pane, and panes are disjoint.
package struct Mixture: Equatable, Sendable {
    /// More learners than this no chart has.
    package static let learnersMax = 10

    package let learners: Int
    private var logR = PerLearner(repeating: -.infinity)

    /// Starts without evidence. `learners` is 1 to `learnersMax`.
    package init(learners: Int) {
        precondition(1...Self.learnersMax ~= learners, "a mixture has 1 to 10 learners")
        self.learners = learners
    }

    /// Takes one non-empty pane: log R ← L + ln(1 + R). Factors are finite.
    package mutating func step(_ logFactors: borrowing PerLearner) {
        for k in 0..<learners { logR[k] = logFactors[k] + softplus(logR[k]) }
    }

    /// Takes one pane; an empty one is no step. Consumes it: a pane is counted once.
    package mutating func step(_ pane: consuming PaneFactor) {
        if !pane.isEmpty { step(pane.makeLogFactors()) }
    }

    /// The same learners as one e-process, for a question with a beginning: two models compared, a suite run again.
    /// Only `multiply` steps it. Under the null it ever reaches ln(1/α) with probability α at most.
    package static func process(learners: Int) -> Mixture {
        var process = Mixture(learners: learners)
        for k in 0..<learners { process.logR[k] = 0 }
        return process
    }

    /// Takes one pane into an e-process: log R ← L + log R.
    package mutating func multiply(_ pane: consuming PaneFactor) {
        let logFactors = pane.makeLogFactors()
        for k in 0..<learners { logR[k] += logFactors[k] }
    }

    /// The logarithm of the evidence, mean of R over the learners. −∞ at the start.
    package var logE: Double {
        let top = largest
        guard top > -.infinity else { return top }
        var sum = 0.0
        for k in 0..<learners { sum += exp(logR[k] - top) }
        return top + ln(sum / Double(learners))
    }

    /// Whether `logE` is at least `logThreshold`. Quick when it is far from it.
    package func reaches(_ logThreshold: Double) -> Bool {
        // A mean is never above its largest term.
        largest >= logThreshold && logE >= logThreshold
    }

    /// Forgets all evidence: after an alarm, or when the baseline changes. Never at a restart.
    package mutating func reset() { logR = PerLearner(repeating: -.infinity) }

    private var largest: Double {
        var top = logR[0]
        for k in 1..<Self.learnersMax where logR[k] > top { top = logR[k] }
        return top
    }

    package static func == (left: Mixture, right: Mixture) -> Bool {
        left.learners == right.learners && haveSameBits(left.logR, right.logR)
    }
}

extension Mixture {
    /// More than 10¹² events in each of 10¹² panes could give; sums with it do not overflow.
    private static let logRMax = 1e30

    package func write(to writer: inout ByteWriter) {
        writer.write(UInt8(learners))
        for k in 0..<learners { writer.write(logR[k]) }
    }

    /// Throws on a number of learners that no mixture has, on NaN, and on evidence beyond any.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let learners = Int(try reader.byte())
        guard 1...Self.learnersMax ~= learners else { throw .value(at: reader.position - 1) }
        self.init(learners: learners)
        for k in 0..<learners {
            logR[k] = try reader.double()
            guard logR[k] < Self.logRMax else { throw .value(at: reader.position - 8) }
        }
    }
}

extension ByteReader {
    /// Any bits at all; the caller checks the range.
    mutating func double() throws(ByteCodingError) -> Double {
        Double(bitPattern: UInt64(bitPattern: try integer()))
    }
}
