// The control chart of a series: its stored panes, its baseline, the rule's lines, and when it changed.

internal import Alerts
package import Charts
package import Detectors
package import Model
internal import Panes
package import Store

/// Which series, and what it is held against.
package struct ControlPicture {
    package var metric: Metric
    package var scope: Scope
    package var title: String
    /// What the baseline leads one to expect, where there is one.
    package var baseline: Double?
    /// Where the rule's lines lie, in the metric's own unit.
    package var lines: [(name: String, value: Double)] = []
    package var marks: [Plot.Mark] = []
    package var isShare = true
    /// The rule's `where`.
    package var filter: Filter?

    /// The rule's lines, as far as they are numbers of the metric itself.
    package static func lines(_ rule: Rule, baseline: Double?) -> [(name: String, value: Double)] {
        var lines: [(name: String, value: Double)] = []
        for (word, threshold) in [("warning", rule.warning), ("critical", rule.critical)] {
            for (number, sign) in [(threshold?.below, -1.0), (threshold?.above, 1.0)] {
                guard let number else { continue }
                switch rule.detect.kind {
                case .share: lines.append((word, number))
                case .mean where rule.detect.isAbsolute: lines.append((word, number))
                case .ratio, .mean, .cusum, .compare:
                    guard let baseline else { continue }
                    lines.append((word, rule.detect.isPoints ? baseline + sign * number : baseline * number))
                case .quantile, .js, .kl, .psi, .spc, .absence, .age, .unregistered: continue
                }
            }
        }
        return lines
    }

    /// Nil for a metric without a number of its own, or without any stored pane in [from, until).
    package func plot(
        _ reader: borrowing Reader, from: EventTime, until: EventTime, points count: Int
    ) throws(StoreError) -> Plot? {
        guard PaneCourse.kind(metric) != nil else { return nil }
        let panes = try PaneCourse.panes(reader, metric, of: scope, where: filter, from: from, until: until)
        return plot(panes, from: from, until: until, points: count)
    }

    /// From panes that were read already.
    package func plot(_ panes: [Course.Pane], from: EventTime, until: EventTime, points count: Int) -> Plot? {
        guard from < until else { return nil }
        var panes = panes
        // Requests are counted by time, not by request.
        if case .events = metric { for index in panes.indices { panes[index].events = 1 } }
        // Nothing is known of the time before the first pane.
        let from = max(from, panes.first.map { EventTime(microseconds: $0.index) } ?? from)
        let (points, sizes) = bucketed(panes, from, until, count)
        var levels: [Plot.Level] = []
        if let baseline {
            levels.append(Plot.Level(value: baseline, name: "baseline", style: .solid))
            levels += limits(baseline, sizes)
        }
        for line in lines { levels.append(Plot.Level(value: line.value, name: line.name, style: .dashed)) }
        let isShare = isShare
        return Plot(
            title: title, from: from, until: until, points: points, levels: levels, marks: marks,
            format: { isShare ? percent($0) : figure($0) })
    }

    /// Where all but a few of a thousand points of a series at its baseline lie, by their usual number of events.
    private func limits(_ baseline: Double, _ sizes: [Double]) -> [Plot.Level] {
        let sorted = sizes.sorted()
        guard metric.isOutcomeRate, baseline > 0, baseline < 1, !sorted.isEmpty else { return [] }
        let spread = 3 * (baseline * (1 - baseline) / max(1, sorted[sorted.count / 2])).squareRoot()
        return [
            Plot.Level(value: max(0, baseline - spread), name: "3-sigma", style: .dotted),
            Plot.Level(value: min(1, baseline + spread), name: "3-sigma", style: .dotted),
        ]
    }

    /// Panes put together into at most `count` points, each the mean of its events.
    private func bucketed(
        _ panes: [Course.Pane], _ from: EventTime, _ until: EventTime, _ count: Int
    ) -> (points: [Plot.Point], sizes: [Double]) {
        let span = max(1, (until.microseconds - from.microseconds) / Int64(max(1, count)))
        var points: [Plot.Point] = []
        var sizes: [Double] = []
        var open: (bucket: Int64, events: Double, sum: Double)?
        func close() {
            guard let open, open.events > 0 else { return }
            let time = EventTime(microseconds: from.microseconds + open.bucket * span + span / 2)
            points.append(Plot.Point(time: time, value: open.sum / open.events))
            sizes.append(open.events)
        }
        for pane in panes {
            let bucket = (pane.index - from.microseconds) / span
            if open?.bucket != bucket {
                close()
                open = (bucket, 0, 0)
            }
            open?.events += pane.events
            open?.sum += pane.sum
        }
        close()
        guard !sizes.isEmpty else { return ([], []) }
        // The first and the last span may be cut off: a few events would be drawn as if they were many.
        let usual = sizes.sorted()[sizes.count / 2]
        let isWhole = sizes.map { $0 >= usual / 5 }
        return (zip(points, isWhole).filter(\.1).map(\.0), sizes)
    }
}
