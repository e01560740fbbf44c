// The part of an accumulator that a window can add and take out again.

/// Outcomes, and values by measure.
package struct Totals: Equatable, Sendable {
    package static let zero = Totals()

    package var tally: Tally
    /// By the place of the measure in the list of the run; places past the end are empty.
    package var histograms: [Histogram]

    package init(tally: Tally = .zero, histograms: [Histogram] = []) {
        self.tally = tally
        self.histograms = histograms
    }

    package mutating func merge(_ other: Totals) {
        tally.merge(other.tally)
        extend(to: other.histograms.count)
        for place in other.histograms.indices { histograms[place].merge(other.histograms[place]) }
    }

    /// Undoes `merge(other)` exactly.
    package mutating func subtract(_ other: Totals) {
        tally.subtract(other.tally)
        extend(to: other.histograms.count)
        for place in other.histograms.indices { histograms[place].subtract(other.histograms[place]) }
    }

    /// `extend(to:)` made a place for the measure.
    mutating func add(_ value: Double, bin: UInt16, weight: Int64, measure place: Int) {
        histograms[place].add(value, bin: bin, weight: weight)
    }

    package func histogram(_ measure: Int) -> Histogram {
        measure < histograms.count ? histograms[measure] : .empty
    }

    package var isEmpty: Bool { tally.isEmpty }

    /// All places at once, so that a cell with one event allocates once.
    mutating func extend(to count: Int) {
        if histograms.count >= count { return }
        histograms.append(contentsOf: repeatElement(.empty, count: count - histograms.count))
    }

    package static func == (left: Totals, right: Totals) -> Bool {
        let count = max(left.histograms.count, right.histograms.count)
        return left.tally == right.tally && (0..<count).allSatisfy { left.histogram($0) == right.histogram($0) }
    }
}
