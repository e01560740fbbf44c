// Whether a reference period was of one piece: a baseline of two behaviours describes neither.

internal import Detectors
package import Model
package import Panes
internal import Statistics

/// A series whose refusal rate changed inside a period, cut where it did.
package struct PeriodChange: Equatable, Sendable {
    /// A stretch of one rate.
    package struct Stretch: Equatable, Sendable {
        /// The start of its first pane.
        package var from: EventTime
        package var decided: Int64
        package var refused: Int64

        package var rate: Double { Double(refused) / Double(max(1, decided)) }
    }

    package var scope: Scope
    /// Two at least, in order of time.
    package var stretches: [Stretch]
}

/// The changes in whole models, then in their categories, then in their cells. A cell with few events is judged as
/// part of the larger series only.
///
/// PELT with the penalty of STATISTICS 3.5, 3 ln(panes) times the dispersion, finds a change in less than one of a
/// hundred series where there is none. Over S series that would add up, so each has 2 ln S more to show, as a
/// likelihood ratio of one degree of freedom asks for.
package func periodChanges(_ cells: [(scope: Scope, series: PaneSeries)], grid: PaneGrid) -> [PeriodChange] {
    let judged = layers(cells).filter { $0.course.count >= 2 * PeriodCourse.sizeMin }
    let extra = 2 * ln(Double(max(1, judged.count)))
    return judged.compactMap { scope, course in
        let stretches = course.stretches(extraPenalty: extra, grid: grid)
        return stretches.count > 1 ? PeriodChange(scope: scope, stretches: stretches) : nil
    }
}

/// Models, categories and cells, each a series once: a category with one cell is not told twice.
private func layers(_ cells: [(scope: Scope, series: PaneSeries)]) -> [(scope: Scope, course: PeriodCourse)] {
    var layers: [(scope: Scope, course: PeriodCourse)] = []
    var seen: Set<[Int]> = []
    for dimensions in [[Dimension.model], [.model, .category], Dimension.ofEvents] {
        var members: [Scope: [Int]] = [:]
        for (index, cell) in cells.enumerated() {
            members[Scope(cell.scope.values.filter { dimensions.contains($0.dimension) }), default: []].append(index)
        }
        for (scope, own) in members.sorted(by: { Scope.precedes($0.key, $1.key) }) where seen.insert(own).inserted {
            let course = PeriodCourse(own.map { cells[$0].series })
            if course.decided >= PeriodCourse.eventsMin { layers.append((scope, course)) }
        }
    }
    return layers
}

/// The outcomes of some cells over time.
private struct PeriodCourse {
    /// Fewer decided events show no change of any size.
    static let eventsMin: Int64 = 100
    /// The shortest stretch, in points.
    static let sizeMin = 3
    /// The work grows with the square of the points when nothing changes.
    private static let pointsMax = 1000
    /// Sparser points say nothing by themselves.
    private static let eventsPerPointMin: Int64 = 5

    private var points: [PaneSeries.Point]
    private var coarseness: Int64
    let decided: Int64

    var count: Int { points.count }

    init(_ series: [PaneSeries]) {
        coarseness = series.map(\.coarseness).max() ?? 0
        points = []
        for one in series {
            for var point in one.points where point.decided > 0 {
                point.index >>= coarseness - one.coarseness
                points.append(point)
            }
        }
        points.sort { $0.index < $1.index }
        decided = points.reduce(0) { $0 + $1.decided }
        merge()
        let room = max(4 * Int64(Self.sizeMin), decided / Self.eventsPerPointMin)
        while points.count > Self.pointsMax || Int64(points.count) > room {
            coarseness += 1
            for place in points.indices { points[place].index >>= 1 }
            merge()
        }
    }

    /// Neighbours of one index become one.
    private mutating func merge() {
        var merged: [PaneSeries.Point] = []
        for point in points {
            if let last = merged.indices.last, merged[last].index == point.index {
                merged[last].decided += point.decided
                merged[last].refused += point.refused
            } else {
                merged.append(point)
            }
        }
        points = merged
    }

    func stretches(extraPenalty: Double, grid: PaneGrid) -> [PeriodChange.Stretch] {
        let cost = SegmentCost.binomial(
            events: points.map { Double($0.decided) }, hits: points.map { Double($0.refused) })
        let penalty = cost.penalty + extraPenalty * max(1, cost.dispersion)
        // Long enough, short enough, and a penalty above zero.
        guard let cut = try? Segmentation(cost, sizeMin: Self.sizeMin, penalty: penalty) else { return [] }
        var start = 0
        return cut.breakpoints.map { end in
            defer { start = end }
            return points[start..<end].reduce(
                into: PeriodChange.Stretch(
                    from: grid.start(of: points[start].index << coarseness), decided: 0, refused: 0)
            ) {
                $0.decided += $1.decided
                $0.refused += $1.refused
            }
        }
    }
}
