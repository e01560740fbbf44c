// How often a model was evaluated anew since it was deployed.

package import Model

/// The ends of the newest complete runs of re-evaluation suites of one model.
package struct EvaluationCount: Equatable, Sendable {
    /// A tuned model has survived once it went through so many (R116).
    package static let cyclesMin = 2

    /// Oldest first.
    private var ends: [EventTime] = []

    package init() {}

    /// Suites that run on the same day are one cycle.
    private static let cycle = TimeSpan.seconds(12 * 3600)

    package mutating func take(_ run: CanaryRun) {
        guard run.kind.isReevaluation, run.state == .complete, let end = run.endedAt else { return }
        if let last = ends.last, end - last < Self.cycle { return }
        ends.append(end)
        if ends.count > Self.cyclesMin { ends.removeFirst() }
    }

    /// Complete cycles since then, as far as they matter.
    package func cycles(since time: EventTime) -> Int { ends.count { $0 >= time } }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(Int64(ends.count))
        for end in ends { writer.write(end.microseconds) }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        for _ in 0..<(try reader.count(max: Int64(Self.cyclesMin))) {
            let end = EventTime(microseconds: try reader.integer())
            guard ends.last.map({ $0 <= end }) ?? true else { throw .value(at: reader.position - 8) }
            ends.append(end)
        }
    }
}
