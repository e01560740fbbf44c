// The alert as JSON: the same object on stdout, in the outbox and from `monitord alerts --json`.

extension Alert {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id.text)
            writer.field("rule", rule)
            writer.field("state", state.rawValue)
            writer.field("severity", severity.name)
            writer.key("series")
            writer.raw(scope.key)
            writer.field("summary", summary)
            writer.field("breached_at", breachedAt.rfc3339)
            writer.field("fired_at", firedAt.rfc3339)
            if let resolvedAt { writer.field("resolved_at", resolvedAt.rfc3339) }
            writer.field("updated_at", updatedAt.rfc3339)
            writer.key("evidence")
            evidence.write(to: &writer)
            if let runbookURL { writer.field("runbook_url", runbookURL) }
        }
    }
}

extension Evidence {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if !metric.isEmpty { writer.field("metric", metric) }
            writer.field("unit", isShare ? "share" : "number")
            if let value { writer.field("value", value) }
            if let baselineValue { writer.field("baseline_value", baselineValue) }
            if let ratio { writer.field("ratio", ratio) }
            if let line { writer.field("line", line) }
            writer.field("events", events)
            writer.field("effective_events", effectiveEvents)
            writer.field("window_seconds", window.seconds)
            if let baselineID { writer.field("baseline", baselineID) }
            finding?.write(to: &writer)
        }
    }
}

extension Finding {
    /// Fields of the evidence's own object.
    fileprivate func write(to writer: inout JSONWriter) {
        if let statistic { writer.field("statistic", statistic) }
        if let threshold { writer.field("statistic_threshold", threshold) }
        if let users { writer.field("users", users) }
        if let low, let high {
            writer.key("interval")
            writer.array { writer in
                writer.value(low)
                writer.value(high)
            }
        }
        if let onset {
            writer.key("change")
            writer.object { writer in
                writer.field("at", onset.rfc3339)
                if let onsetEarliest { writer.field("earliest", onsetEarliest.rfc3339) }
                if let onsetLatest { writer.field("latest", onsetLatest.rfc3339) }
                if let sinceOnset { writer.field("value", sinceOnset) }
            }
        }
        if let mixChange { writer.field("mix_change", mixChange) }
        if let behaviourChange { writer.field("behaviour_change", behaviourChange) }
        if let coverage { writer.field("coverage", coverage) }
        guard !segments.isEmpty else { return }
        writer.key("segments")
        writer.array { writer in
            for segment in segments {
                writer.object { writer in
                    writer.key("series")
                    writer.raw(segment.scope.key)
                    writer.field("events", segment.events)
                    writer.field("rate", segment.rate)
                    writer.field("baseline_rate", segment.baselineRate)
                    writer.field("change", segment.change)
                }
            }
        }
    }
}

extension AlertTransition {
    /// `monitord.alert/1`, one object per transition.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("schema", "monitord.alert/1")
            writer.field("transition", kind.rawValue)
            writer.field("sequence", sequence)
            writer.key("alert")
            alert.write(to: &writer)
        }
        return writer.bytes
    }
}
