// Explanations as JSON.

internal import Detectors
internal import Model
internal import Panes
internal import Pipeline
internal import Site
internal import Statistics

extension ExplainCommand {
    static func write(_ alert: Alert, _ course: PaneCourse?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("alert")
            alert.write(to: &writer)
            if let (now, always) = alert.evidence.intervals {
                writer.key("intervals")
                writer.object { writer in
                    writer.field("alpha", 0.05)
                    write(now, "wilson", to: &writer)
                    write(always, "confidence_sequence", to: &writer)
                }
            }
            guard let course, let found = course.course else { return }
            writer.key("course")
            writer.object { writer in
                writer.field("pane_seconds", course.width.seconds)
                writer.field("panes", course.count)
                writer.field("cost", course.kind == .rate ? "binomial" : "normal")
                writer.field("penalty", found.penalty)
                writer.key("levels")
                writer.array { writer in
                    for segment in found.segments {
                        writer.object { writer in
                            writer.field("from", course.start(segment).rfc3339)
                            writer.field("to", course.end(segment).rfc3339)
                            writer.field("value", segment.value)
                            writer.field("events", segment.events)
                            guard course.kind == .rate else { return }
                            let proportion = Proportion(hits: segment.sum, of: segment.events)
                            if let interval = proportion?.wilson(alpha: 0.05) { write(interval, "wilson", to: &writer) }
                        }
                    }
                }
            }
        }
    }

    private static func write(_ interval: Interval, _ name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            writer.value(interval.lower)
            writer.value(interval.upper)
        }
    }

    static func write(
        _ name: String, _ rows: [VerdictRow], _ alerts: [Alert], _ delays: [RuleForecast.Delay],
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("rule", name)
            writer.key("series")
            writer.array { writer in
                for row in rows {
                    writer.object { writer in
                        writer.key("series")
                        writer.raw(row.scope.key)
                        writer.field("state", row.verdict.state.name)
                        writer.field("why", why(row, delays))
                        if let value = row.verdict.value { writer.field("value", value) }
                        if let value = row.verdict.baselineValue { writer.field("baseline_value", value) }
                        writer.field("events", row.verdict.events)
                        if let statistic = row.verdict.statistic { writer.field("statistic", statistic) }
                        if let threshold = row.verdict.threshold { writer.field("statistic_threshold", threshold) }
                        if let alert = alerts.first(where: { $0.scope == row.scope }) {
                            writer.field("alert", alert.id.text)
                        }
                    }
                }
            }
        }
    }
}
