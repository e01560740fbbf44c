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
            if let rate { writer.field("rate", rate) }
            if let baselineRate { writer.field("baseline_rate", baselineRate) }
            if let ratio { writer.field("ratio", ratio) }
            if let threshold { writer.field("threshold", threshold) }
            writer.field("events", events)
            writer.field("effective_events", effectiveEvents)
            writer.field("window_seconds", window.seconds)
            if let baselineID { writer.field("baseline", baselineID) }
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
