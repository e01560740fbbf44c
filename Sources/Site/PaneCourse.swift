// The stored panes of a series, read for one metric and put together as a course.

package import Detectors
package import Model
internal import Panes
package import Store

/// What the store knows of a series between two times.
package struct PaneCourse {
    /// Of what the course is cut into; a multiple of the run's panes.
    package let width: TimeSpan
    package let kind: Course.Kind
    /// Nil when there are too few panes to say anything.
    package let course: Course?
    /// Panes of the store.
    package let count: Int

    /// The longest series that is cut pane by pane, and the longest that is cut at all.
    private static let fineMax = 600
    private static let panesMax = 1500
    private static let widths: [Int64] = [60, 300, 900, 3600, 21_600, 86_400]

    /// Nil for a metric that is no number of a series by itself, such as a mix.
    package init?(_ panes: [Course.Pane], _ metric: Metric) {
        guard let kind = Self.kind(metric) else { return nil }
        count = panes.count
        self.kind = kind
        // Panes start on multiples of their width.
        let starts = zip(panes.dropFirst(), panes).map { $0.index - $1.index }
        let finest = starts.reduce(Int64(0)) { Self.divisor($0, $1) }
        let second: Int64 = 1_000_000
        var width = finest > 0 ? finest : 10 * second
        if panes.count > Self.fineMax {
            let wider = Self.widths.map { $0 * second }.filter { $0 > width && $0 % finest == 0 }
            for next in wider {
                width = next
                if Course.merged(panes, by: width).count <= Self.panesMax { break }
            }
        }
        self.width = TimeSpan(microseconds: width)
        var merged = Course.merged(panes, by: width)
        // Requests are counted by time, not by request.
        if case .events = metric { for index in merged.indices { merged[index].events = 1 } }
        course = try? Course(merged, kind: kind)
    }

    /// The stored panes of a series, cells put together, as far as the rule's `where` names them; an index is the start
    /// in microseconds.
    package static func panes(
        _ reader: borrowing Reader, _ metric: Metric, of scope: Scope, where filter: Filter? = nil, from: EventTime,
        until: EventTime
    ) throws(StoreError) -> [Course.Pane] {
        var panes: [Course.Pane] = []
        let cells = filter.map { CellFilter($0) }
        try reader.eachPane(from: from, until: until, of: scope, samples: false) { row in
            guard cells?.takes(row.scope) ?? true else { return }
            let (events, sum) = numbers(row, metric)
            if let last = panes.indices.last, panes[last].index == row.start.microseconds {
                panes[last].events += events
                panes[last].sum += sum
            } else {
                panes.append(Course.Pane(index: row.start.microseconds, events: events, sum: sum))
            }
        }
        return panes
    }

    /// When a level began.
    package func start(_ segment: Course.Segment) -> EventTime {
        EventTime(microseconds: segment.first * width.microseconds)
    }

    /// When a level ended.
    package func end(_ segment: Course.Segment) -> EventTime {
        EventTime(microseconds: (segment.last + 1) * width.microseconds)
    }

    /// How panes of a metric differ by chance; nil for one that is no number of a series by itself.
    package static func kind(_ metric: Metric) -> Course.Kind? {
        switch metric {
        case .refusalRate, .errorRate, .blockedRate: .rate
        case .measure, .events: .mean
        case .mix, .trainingAge, .evaluationAge: nil
        }
    }

    /// What a stored pane brings to a metric: events that count, and the sum over them.
    static func numbers(_ row: PaneRow, _ metric: Metric) -> (events: Double, sum: Double) {
        let totals = row.accumulator.totals
        let score: Score
        switch metric {
        case .refusalRate: score = .refused
        case .errorRate: score = .failed
        case .blockedRate: score = .blocked
        case .events: return (1, Double(totals.tally.events))
        case .mix, .trainingAge, .evaluationAge: return (0, 0)
        case .measure(let measure):
            guard let place = row.measures.firstIndex(of: measure) else { return (0, 0) }
            let histogram = totals.histogram(place)
            return (Double(histogram.count), Double(histogram.count) * (histogram.mean ?? 0))
        }
        let reading = score.reading(totals)
        return (reading.effective, reading.effective * (reading.value ?? 0))
    }

    private static func divisor(_ left: Int64, _ right: Int64) -> Int64 {
        right == 0 ? left : divisor(right, left % right)
    }
}
