// `detect = "spc"`: one point for each subgroup of panes, inside the control limits or outside.

package import Model
internal import Statistics

/// Subgroups are as long as the rule's window and follow one another. A point that is outside stays what is said of the
/// series until the next point is in; subgroups with too few events are no points.
///
/// Limits are those of the baseline's rate as it is, as operators expect of such charts: error in the baseline and
/// clustered sessions are not taken off. `laney` takes the scatter off, `xmr` needs no baseline.
package struct ControlChart: Equatable, Sendable {
    /// Points before Laney's scatter and the limits of individuals are known.
    package static let phaseOne = 20

    enum Core: Equatable, Sendable {
        case p(PChart)
        case laney(p0: Double, Scatter)
        case ewma(p0: Double, EWMAChart)
        case individuals(Individuals)
        case gaps(PChart, GChart, gap: Double)
    }

    /// How far points lie from their neighbours, in binomial deviations.
    struct Scatter: Equatable, Sendable {
        var points: Int64 = 0
        var meanRange = 0.0
        var last = 0.0

        var sigmaZ: Double { max(1, meanRange / 1.128) }

        mutating func add(_ z: Double) {
            if points > 0 { meanRange += (abs(z - last) - meanRange) / Double(min(points, 1000)) }
            points += 1
            last = z
        }
    }

    /// Values until there are limits, which then stay.
    struct Individuals: Equatable, Sendable {
        var values: [Double] = []
        var limits: XmRChart?
        var last: Double?

        mutating func learn(_ value: Double) {
            values.append(value)
            if values.count == phaseOne { limits = try? XmRChart(values) }
        }
    }

    /// What is known of the subgroup so far.
    struct Subgroup: Equatable, Sendable {
        var number: Int64
        var events = 0.0
        var sum = 0.0
    }

    var core: Core
    var open: Subgroup?
    var weightMax = 1.0
    /// Whether the last point was outside.
    package internal(set) var isOutside = false
    var distance: Double?
    var limit: Double?

    /// `p0` is the baseline's rate; individuals need none. Nil when it is no rate.
    package init?(_ chart: Detect.Chart, p0: Double?) {
        guard chart != .xmr else {
            core = .individuals(Individuals())
            return
        }
        guard let p0, let plain = try? PChart(p0: p0) else { return nil }
        switch chart {
        case .laney: core = .laney(p0: p0, Scatter())
        case .ewma:
            guard let average = try? EWMAChart(mean: p0) else { return nil }
            core = .ewma(p0: p0, average)
        case .g:
            guard let gaps = try? GChart(p0: p0) else { return nil }
            core = .gaps(plain, gaps, gap: 0)
        case .p, .xmr: core = .p(plain)
        }
    }

    /// Whether limits have to be learned first.
    package var isLearning: Bool {
        switch core {
        case .laney(_, let scatter): scatter.points < Int64(Self.phaseOne)
        case .individuals(let individuals): individuals.limits == nil
        case .p, .ewma, .gaps: false
        }
    }

    /// The centre line, where the chart found it itself.
    package var centre: Double? {
        if case .individuals(let individuals) = core { individuals.limits?.centre } else { nil }
    }

    /// How far the last point lay from the centre line, and how far it might have.
    package var statistic: (value: Double, threshold: Double)? {
        guard let distance, let limit else { return nil }
        return (distance, limit)
    }

    /// Takes a pane of the series, which may be empty; its subgroup is judged at its last pane. Returns whether there
    /// is anything new to remember.
    package mutating func step(
        _ pane: PaneCounts, index: Int64, subgroupPanes: Int64, eventsMin: Int64
    ) -> Bool {
        let number = index.dividedFloor(by: subgroupPanes)
        var isNew = close(before: number, eventsMin)
        if pane.weightMax > weightMax {
            weightMax = min(pane.weightMax, snapshotWeights.upperBound)
            isNew = true
        }
        if let (events, sum) = bounded(pane.events, pane.sum) {
            var subgroup = open ?? Subgroup(number: number)
            subgroup.events += events
            subgroup.sum += sum
            open = subgroup
            isNew = true
        }
        if index + 1 == (number + 1) * subgroupPanes, close(before: number + 1, eventsMin) { isNew = true }
        return isNew
    }

    /// A mean may be larger than its events, a rate may not.
    private func bounded(_ events: Double, _ sum: Double) -> (events: Double, sum: Double)? {
        guard case .individuals = core else {
            return counts(events: events, hits: sum).map { ($0.events, $0.hits) }
        }
        guard events > 0, !sum.isNaN else { return nil }
        return (min(events, 0x1p53), min(max(sum, -1e80), 1e80))
    }

    private mutating func close(before number: Int64, _ eventsMin: Int64) -> Bool {
        guard var subgroup = open, subgroup.number < number else { return false }
        open = nil
        subgroup.events /= weightMax
        subgroup.sum /= weightMax
        // Gaps are events between flags, however few a subgroup has.
        var isPoint = subgroup.events >= Double(eventsMin)
        if case .gaps = core { isPoint = true }
        if isPoint { judge(subgroup) }
        return true
    }

    private mutating func judge(_ subgroup: Subgroup) {
        let (n, rate) = (subgroup.events, subgroup.sum / subgroup.events)
        switch core {
        case .p(let chart): judge(n, subgroup.sum, chart)
        case .laney(let p0, var scatter):
            let sigma: Double = (p0 * (1 - p0) / n).squareRoot()
            // Its own scatter comes from the points before it.
            if scatter.points >= Int64(Self.phaseOne) { say(abs(rate - p0), 3 * sigma * scatter.sigmaZ) }
            scatter.add((rate - p0) / sigma)
            core = .laney(p0: p0, scatter)
        case .ewma(let p0, var average):
            average.step(rate, deviation: (p0 * (1 - p0) / n).squareRoot())
            say(abs(average.z - p0), average.halfWidth)
            core = .ewma(p0: p0, average)
        case .individuals(var individuals):
            judge(rate, &individuals)
            core = .individuals(individuals)
        case .gaps(let chart, let gaps, var gap):
            // Inside a subgroup nobody knows which event was flagged, so a gap is known by the subgroups without a flag
            // alone: it is at least as long as they are together, and its chance at most what it would be. Flags that
            // came too soon after one another show as too many of them in one subgroup, by the exact binomial limit.
            gap = subgroup.sum > 0 ? 0 : min(gap + n, 1e60)
            if gap > 0 {
                say(gap, gaps.limits.upperBound)
            } else {
                judge(n, max(subgroup.sum, n * chart.p0), chart)
            }
            core = .gaps(chart, gaps, gap: gap)
        }
    }

    private mutating func judge(_ events: Double, _ hits: Double, _ chart: PChart) {
        guard let point = chart.point(events: events, hits: hits) else { return }
        let exact = point.exact
        let mean: Double = events * chart.p0
        let room: Double = hits >= mean ? exact.upperBound - mean : mean - exact.lowerBound
        say(abs(hits - mean) / events, max(0, room) / events)
        isOutside = point.isOutside
    }

    private mutating func judge(_ value: Double, _ individuals: inout Individuals) {
        guard let limits = individuals.limits else { return individuals.learn(value) }
        let range = individuals.last.map { abs(value - $0) } ?? 0
        let (distance, reach) = (abs(value - limits.centre), 2.66 * limits.meanRange)
        // The way back from a point outside is a long one too, and no news.
        if distance <= reach, range > limits.rangeMax, !isOutside {
            say(range, limits.rangeMax)
        } else {
            say(distance, reach)
        }
        individuals.last = value
    }

    private mutating func say(_ distance: Double, _ limit: Double) {
        (self.distance, self.limit) = (distance, limit)
        isOutside = distance > limit
    }
}
