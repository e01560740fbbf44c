// What a series did over its stored panes: the times between its changes, each with one level.

internal import Statistics

/// PELT over panes, with the parameters that a responder needs not choose: segments of three panes or more, penalty
/// 3 ln(panes) times the dispersion.
package struct Course: Equatable, Sendable {
    /// What a pane brought, or several of them together.
    package struct Pane: Equatable, Sendable {
        package var index: Int64
        /// Events that count.
        package var events: Double
        /// Hits among them, or the sum of their values.
        package var sum: Double

        package init(index: Int64, events: Double, sum: Double) {
            self.index = index
            self.events = events
            self.sum = sum
        }
    }

    /// How panes of one level differ by chance.
    package enum Kind: Sendable {
        /// As shares of events.
        case rate
        /// As logarithms of means.
        case mean
    }

    /// Panes `first...last` on one level.
    package struct Segment: Equatable, Sendable {
        package let first: Int64
        package let last: Int64
        package let events: Double
        package let sum: Double
        package var value: Double { events > 0 ? sum / events : 0 }
    }

    /// Without gaps between what panes they cover, oldest first.
    package let segments: [Segment]
    package let penalty: Double

    package static let sizeMin = 3

    /// `panes` in order; those without events say nothing. Throws when there are too few of them, or too many.
    package init(_ panes: [Pane], kind: Kind) throws(ParameterError) {
        let told = panes.filter { $0.events > 0 && $0.sum.isFinite }
        let cost: SegmentCost
        switch kind {
        case .rate: cost = .binomial(events: told.map(\.events), hits: told.map(\.sum))
        case .mean: cost = try .normal(told.map { ln(max($0.sum / $0.events, 1e-9)) })
        }
        penalty = cost.penalty
        let cut = try Segmentation(cost, sizeMin: Self.sizeMin, penalty: penalty)
        var segments: [Segment] = []
        var start = 0
        for end in cut.breakpoints {
            let part = told[start..<end]
            segments.append(
                Segment(
                    first: part.first?.index ?? 0, last: part.last?.index ?? 0,
                    events: part.reduce(0) { $0 + $1.events }, sum: part.reduce(0) { $0 + $1.sum }))
            start = end
        }
        self.segments = segments
    }

    /// Panes put together by `factor`: pane i goes to i / factor. Panes in order, indexes not below zero.
    package static func merged(_ panes: [Pane], by factor: Int64) -> [Pane] {
        var merged: [Pane] = []
        for pane in panes {
            let index = pane.index / max(1, factor)
            if let last = merged.indices.last, merged[last].index == index {
                merged[last].events += pane.events
                merged[last].sum += pane.sum
            } else {
                merged.append(Pane(index: index, events: pane.events, sum: pane.sum))
            }
        }
        return merged
    }
}
