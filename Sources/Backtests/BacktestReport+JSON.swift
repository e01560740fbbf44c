// The report as `monitord.backtest/1`.

package import Model
internal import Statistics

extension BacktestReport {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("schema", "monitord.backtest/1")
            writer.field("input", input)
            writer.field("from", judged.lowerBound.rfc3339)
            writer.field("until", judged.upperBound.rfc3339)
            writer.field("partial", isPartial)
            writer.field("labelled", isLabelled)
            writer.key("events")
            writer.object { writer in
                writer.field("records", records)
                writer.field("counted", counted)
                writer.field("late", late)
                writer.field("canary", canary)
                writer.field("outside", outside)
                writer.field("rejected", rejected)
            }
            writer.field("panes", panes)
            writer.field("series", series)
            writer.field("cpu_seconds", cpu.seconds)
            writer.field("wall_seconds", wall.seconds)
            writer.key("notes")
            writer.array { writer in
                for note in notes { writer.value(note) }
            }
            if let sweep {
                sweep.write(to: &writer, isLabelled: isLabelled)
            } else {
                assessment.writeFields(to: &writer, isLabelled: isLabelled)
                writer.key("alerts")
                writer.array { writer in
                    for story in stories { story.write(to: &writer) }
                }
            }
        }
    }
}

extension Assessment {
    fileprivate func writeFields(to writer: inout JSONWriter, isLabelled: Bool) {
        writer.field("false_alarms", falseAlarms)
        rate.writeFields(to: &writer)
        if isLabelled {
            writer.field("found", found)
            writer.field("recall", incidents.isEmpty ? 0 : Double(found) / Double(incidents.count))
            if let medianDelay { writer.field("median_delay_seconds", medianDelay.seconds) }
            writer.key("incidents")
            writer.array { writer in
                for incident in incidents { incident.write(to: &writer) }
            }
        }
        writer.key("rules")
        writer.array { writer in
            for rule in rules { rule.write(to: &writer, isLabelled: isLabelled) }
        }
    }
}

extension MonthlyRate {
    fileprivate func writeFields(to writer: inout JSONWriter) {
        writer.field("false_alarms_per_month", perMonth)
        writer.key("false_alarms_per_month_interval")
        writer.array { writer in
            writer.value(interval.lower)
            writer.value(interval.upper)
        }
    }
}

extension RuleResult {
    fileprivate func write(to writer: inout JSONWriter, isLabelled: Bool) {
        writer.object { writer in
            writer.field("rule", rule)
            writer.field("alerts", alerts)
            writer.field("false_alarms", falseAlarms)
            rate.writeFields(to: &writer)
            if isLabelled { writer.field("found", found) }
            writer.field("breached_seconds", breached.seconds)
            writer.field("critical_seconds", critical.seconds)
            writer.field("judged", judged)
            writer.field("unjudged", unjudged)
        }
    }
}

extension IncidentResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", incident.name)
            writer.field("model", incident.model)
            if let category = incident.category { writer.field("category", category) }
            writer.field("from", incident.from.rfc3339)
            writer.field("until", incident.until.rfc3339)
            writer.key("detections")
            writer.array { writer in
                for detection in detections {
                    writer.object { writer in
                        writer.field("rule", detection.rule)
                        writer.field("alert", detection.alert.text)
                        writer.field("severity", detection.severity.name)
                        writer.field("delay_seconds", detection.delay.seconds)
                    }
                }
            }
        }
    }
}

extension AlertStory {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", alert.id.text)
            writer.field("rule", alert.rule)
            writer.key("series")
            writer.raw(alert.scope.key)
            writer.field("state", alert.state.rawValue)
            writer.field("severity", alert.severity.name)
            writer.field("breached_at", alert.breachedAt.rfc3339)
            writer.field("fired_at", alert.firedAt.rfc3339)
            if let end { writer.field("resolved_at", end.rfc3339) }
            writer.key("steps")
            writer.array { writer in
                for step in steps {
                    writer.object { writer in
                        writer.field("transition", step.kind.rawValue)
                        writer.field("at", step.at.rfc3339)
                        writer.field("severity", step.severity.name)
                    }
                }
            }
        }
    }
}

extension SweepTable {
    fileprivate func write(to writer: inout JSONWriter, isLabelled: Bool) {
        writer.key("sweep")
        writer.array { writer in
            for row in rows {
                writer.object { writer in
                    writer.key("values")
                    writer.object { writer in
                        for (name, value) in zip(names, row.values) { writer.field(name, value) }
                    }
                    if let refusal = row.refusal { writer.field("refused", refusal) }
                    guard let assessment = row.assessment else { return }
                    writer.field("alerts", row.alerts)
                    assessment.writeFields(to: &writer, isLabelled: isLabelled)
                }
            }
        }
    }
}
