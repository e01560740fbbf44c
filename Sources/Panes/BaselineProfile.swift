// What a baseline says, in the figures that people ask for: refusals, values, mixes.

package import Model
internal import Statistics

/// Refusals by category, values by measure and topics of one baseline, with what a sample of its size leaves open.
package struct BaselineProfile: Equatable, Sendable {
    /// Refusals of the whole model or of one category.
    package struct Refusals: Equatable, Sendable {
        /// Nil for the whole model; the empty category is that of events without one.
        package let category: String?
        package let tally: Tally
        /// Jeffreys' bounds on the rate, each of which fails with the profile's `doubt`. Nil without decided events.
        package let low: Double?
        package let high: Double?
        /// At least as many distinct users and panes were there.
        package let users: Int
        package let panes: Int64
    }

    /// A value of a dimension with its events.
    package struct Part: Equatable, Sendable {
        package let name: String
        package let events: Int64
        package let share: Double
    }

    /// The chance that a bound on a rate fails.
    package let doubt: Double
    package let whole: Refusals
    /// In the order of their names' bytes.
    package let categories: [Refusals]
    /// In the order of measures.
    package let spreads: [Spread]
    /// What answers were about, the commonest first.
    package let topics: [Part]

    package init(_ baseline: Baseline, doubt: Double) {
        func refusals(_ category: String?, _ cells: [Baseline.Cell]) -> Refusals {
            let tally = cells.reduce(into: Tally.zero) { $0.merge($1.tally) }
            let proportion = tally.proportion
            return Refusals(
                category: category, tally: tally, low: proportion?.jeffreysLower(doubt),
                high: proportion?.jeffreysUpper(doubt), users: cells.map(\.users).max() ?? 0,
                panes: cells.map(\.panes).max() ?? 0)
        }
        self.doubt = doubt
        whole = refusals(nil, baseline.cells)
        categories = baseline.cells(by: .category).map { refusals($0.name, $0.cells) }
        spreads = baseline.measures.compactMap { Spread($0, baseline.histogram(for: Scope([]), $0)) }
        let events = max(1, whole.tally.events)
        topics = baseline.tallies(by: .responseTopic)
            .map { Part(name: $0.name, events: $0.tally.events, share: Double($0.tally.events) / Double(events)) }
            .sorted {
                $0.events != $1.events
                    ? $0.events > $1.events : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
    }
}

/// How the values of one measure lie.
package struct Spread: Equatable, Sendable {
    package let measure: Measure
    package let events: Int64
    package let mean: Double
    package let median: Double
    package let p95: Double
    /// The true p95 is below this with probability 0.99: an order statistic. Nil when no value of the sample is that
    /// sure, as with fewer than 90 events.
    package let p95High: Double?
    /// The share of events at 0.5 and above, to within a bin; nil for measures that are no shares. Of flags and of
    /// scores such as hedging it is the rate at which they are raised.
    package let raised: Double?

    /// Nil without events.
    package init?(_ measure: Measure, _ histogram: Histogram) {
        guard let mean = histogram.mean, let median = histogram.quantile(0.5), let p95 = histogram.quantile(0.95) else {
            return nil
        }
        self.measure = measure
        events = histogram.count
        (self.mean, self.median, self.p95) = (mean, median, p95)
        p95High = histogram.quantileHigh(0.95, g: 0.01)
        let half = LogBins.grid.bin(of: 0.5)
        raised = measure.isShare ? Double(histogram.above(half - 1).weight) / Double(histogram.weight) : nil
    }
}

extension Histogram {
    /// What the q-quantile behind the sample is below with probability 1 − g: the upper end of the bin of an order
    /// statistic. Events count by their weight. Nil when no rank of the sample is that sure.
    package func quantileHigh(_ q: Double, g: Double) -> Double? {
        let count = count
        guard let whole = Int(exactly: count),
            let rank = OrderStatistics.upperBoundRank(of: q, g: g, count: whole)
        else { return nil }
        let wanted = Int128(rank) * Int128(weight)
        var reached: Int64 = 0
        for bin in bins {
            reached &+= bin.weight
            if Int128(reached) * Int128(count) >= wanted { return LogBins.grid.upper(bin.bin) }
        }
        return nil
    }
}

extension Tally {
    /// Refusals among decided events, by their effective number. Nil without decided events.
    var proportion: Proportion? {
        refusalRate.flatMap { Proportion(hits: min($0, 1) * effectiveEvents, of: effectiveEvents) }
    }
}

extension Baseline {
    /// Every measure of any cell, in order.
    package var measures: [Measure] { Array(Set(cells.flatMap { $0.values.map(\.measure) })).sorted() }

    /// The tally of all cells.
    package var tally: Tally { cells.reduce(into: .zero) { $0.merge($1.tally) } }

    /// Cells by the value of a dimension, in the order of the values' bytes; an absent one is empty.
    package func cells(by dimension: Dimension) -> [(name: String, cells: [Cell])] {
        // By bytes: Swift's String equality is canonical equivalence.
        var byName: [[UInt8]: [Cell]] = [:]
        for cell in cells { byName[Array((cell.scope[dimension] ?? "").utf8), default: []].append(cell) }
        return byName.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    /// Outcomes by the value of a dimension, in the same order.
    package func tallies(by dimension: Dimension) -> [(name: String, tally: Tally)] {
        cells(by: dimension).map { ($0.name, $0.cells.reduce(into: .zero) { $0.merge($1.tally) }) }
    }
}
