// `detect = "js"`, `"kl"`, `"psi"`: how the events of a series spread over bins, against the baseline's spread.

package import Model
package import Panes
internal import Statistics

/// The bins of a spread, and where each event goes.
package struct MixBins: Equatable, Sendable {
    private enum Place: Equatable, Sendable {
        /// The bin of each stratum, by its number within the series; the last bin is for all others.
        case strata([Int])
        /// Upper bins of the daemon's grid, ascending; the last bin is open.
        case measure(Int, edges: [UInt16])
    }

    private var place: Place
    /// Events of the baseline by bin; "other" is the last bin.
    package let baseline: [Double]
    private let other: Int

    /// Rare values are one bin, "other", which is also where values go that the baseline does not know.
    static let eventsMin = 10.0

    /// By the values of a dimension. `names` are the baseline's values with their events. Nil without two bins.
    package init?(values: [(name: String, events: Double)]) {
        let ranked = values.sorted { left, right in
            left.events != right.events
                ? left.events > right.events : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        let common = ranked.prefix { $0.events >= Self.eventsMin }.prefix(PlugInBets.binsMax - 1)
        guard !common.isEmpty else { return nil }
        names = common.map(\.name)
        other = common.count
        baseline = common.map(\.events) + [ranked.dropFirst(common.count).reduce(0) { $0 + $1.events }]
        place = .strata([])
    }

    private var names: [String] = []

    /// By the baseline's own tenths of a measure; equal tenths are one. Nil without two bins.
    package init?(measure: Int, histogram: Histogram) {
        var edges: [UInt16] = []
        for tenth in 1..<10 {
            guard let edge = histogram.quantileBin(Double(tenth) / 10) else { return nil }
            if edges.last != edge { edges.append(edge) }
        }
        var counts = [Double](repeating: 0, count: edges.count + 1)
        for bin in histogram.bins { counts[edges.firstIndex { bin.bin <= $0 } ?? edges.count] += Double(bin.count) }
        // Everything at or below the only edge, and nothing above it, is no spread.
        guard counts.count >= 2, counts.filter({ $0 > 0 }).count >= 2 else { return nil }
        place = .measure(measure, edges: edges)
        baseline = counts
        other = counts.count - 1
    }

    /// Announces the next stratum of the series by its value.
    package mutating func addStratum(_ name: String) {
        guard case .strata(var bins) = place else { return }
        bins.append(names.firstIndex { $0.utf8.elementsEqual(name.utf8) } ?? other)
        place = .strata(bins)
    }

    package var count: Int { baseline.count }

    /// The bin of a row; nil when it does not count.
    func bin(stratum: Int, kind: UInt8, bin: UInt16) -> Int? {
        switch place {
        case .strata(let bins): kind < SampleRow.measureKind ? (stratum < bins.count ? bins[stratum] : other) : nil
        case .measure(let measure, let edges):
            Int(kind) == Int(SampleRow.measureKind) + measure ? edges.firstIndex { bin <= $0 } ?? other : nil
        }
    }

    /// Events by bin of totals that belong to one stratum.
    package func add(_ totals: Totals, stratum: Int, to counts: inout [Double]) {
        switch place {
        case .strata(let bins): counts[stratum < bins.count ? bins[stratum] : other] += Double(totals.tally.events)
        case .measure(let measure, let edges):
            for bin in totals.histogram(measure).bins {
                counts[edges.firstIndex { bin.bin <= $0 } ?? other] += Double(bin.count)
            }
        }
    }
}

/// One rule over the spread of one series.
package struct MixChart: Sendable {
    private struct Line: Sendable {
        let level: Detectors.Line.Level
        let bets: PlugInBets
        var state: PlugIn
        var isCrossed = false
        var crossedAt: Int64 = 0
        var peak = 0.0
    }

    package private(set) var bins: MixBins
    private var lines: [Line]
    private let threshold: Double
    private var recent = RecentUsers<64>()
    private var latest: Int64 = 0

    /// A line says which drift is no news: inside the ball that the line's divergence describes nothing is bet on.
    /// With small drifts js ≈ rho²/(8 ln 2) bits, kl ≈ rho²/2 nats and psi ≈ rho².
    package init?(rule: Rule, bins: MixBins, threshold: Double, doubt: Double) {
        self.bins = bins
        self.threshold = threshold
        let events = bins.baseline.reduce(0, +)
        guard events >= Double(Yardstick.eventsMin) else { return nil }
        let uncertain = ChiSquare(degrees: Double(bins.count - 1))?.isf(doubt).map { ($0 / events).squareRoot() }
        guard let uncertain else { return nil }
        lines = []
        for (line, level) in [(rule.warning, Detectors.Line.Level.warning), (rule.critical, .critical)] {
            guard let above = line?.above else { continue }
            let square: Double =
                switch rule.detect.kind {
                case .kl: 2 * above
                case .psi: above
                default: above * 8 * 0.6931471805599453
                }
            let rho = max(square.squareRoot(), uncertain)
            guard let bets = PlugInBets(baseline: PlugInBets.smoothed(bins.baseline), rho: rho) else { return nil }
            lines.append(Line(level: level, bets: bets, state: PlugIn(bets)))
        }
    }

    package mutating func addStratum(_ name: String) { bins.addStratum(name) }

    /// Takes the pane with this index. A conversation keeps to its subject, so who spoke lately tells nothing new: a
    /// user counts once in ten to twenty minutes. Whether one counts depends on earlier panes alone.
    package mutating func step(_ pane: PaneEvidence, index: Int64, spellPanes: Int64, mayJudge: Bool) {
        recent.enter(spell: index / max(1, spellPanes))
        let counts = pane.counts(bins) { recent.isNew(Sample.user(ofPriority: $0, pane: index)) }
        latest = index
        for index in lines.indices {
            switch counts {
            case .units(let counts): lines[index].state.step(counts, bets: lines[index].bets)
            case .users(let counts): lines[index].state.step(users: counts, bets: lines[index].bets)
            }
            guard mayJudge, !lines[index].isCrossed, lines[index].state.logE >= threshold else { continue }
            lines[index].isCrossed = true
            lines[index].crossedAt = latest
            lines[index].peak = lines[index].state.logE
            lines[index].state.reset()
        }
    }

    /// The spread itself must come back: there is no mirrored test of a whole spread. Evidence is quicker than a
    /// window, so the window must first have passed once since the crossing. `divergence` is the window's, in
    /// the rule's measure, with its bias taken off.
    package mutating func release(divergence: Double?, rule: Rule, windowPanes: Int64) {
        guard let divergence else { return }
        for index in lines.indices where lines[index].isCrossed && latest - lines[index].crossedAt >= windowPanes {
            let line = lines[index].level == .critical ? rule.critical?.above : rule.warning?.above
            if let line, divergence < line / 2 { lines[index].isCrossed = false }
        }
    }

    package var level: Detectors.Line.Level? {
        lines.filter(\.isCrossed).map(\.level).max { $0.rawValue < $1.rawValue }
    }

    package var statistic: (value: Double, threshold: Double)? {
        if let crossed = lines.last(where: \.isCrossed) { return (crossed.peak, threshold) }
        return lines.map(\.state.logE).max().map { (max(0, $0), threshold) }
    }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt8(lines.count))
        writer.write(latest)
        recent.write(to: &writer)
        for line in lines {
            writer.write(line.bets.rho)
            writer.write(UInt8(line.isCrossed ? 1 : 0))
            writer.write(line.crossedAt)
            writer.write(line.peak)
            line.state.write(to: &writer)
        }
    }

    package mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        guard Int(try reader.byte()) == lines.count else { throw .value(at: reader.position) }
        let storedLatest = try reader.integer()
        let storedRecent = try RecentUsers<64>(from: &reader)
        var restored = lines
        for index in restored.indices {
            guard try reader.number() == restored[index].bets.rho else { throw .value(at: reader.position) }
            restored[index].isCrossed = try reader.flag()
            restored[index].crossedAt = try reader.integer()
            restored[index].peak = try reader.number()
            restored[index].state = try PlugIn(from: &reader, bets: restored[index].bets)
        }
        guard storedLatest >= 0, restored.allSatisfy({ 0...storedLatest ~= $0.crossedAt }) else {
            throw .value(at: reader.position)
        }
        (lines, latest, recent) = (restored, storedLatest, storedRecent)
    }
}
