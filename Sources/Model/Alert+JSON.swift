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
            writer.field("plane", plane.rawValue)
            if let incident { writer.field("incident", incident) }
            writer.field("summary", summary)
            if !reason.isEmpty { writer.field("reason", reason) }
            writer.field("notice", notice.name)
            if let quietedBy = notice.quietedBy { writer.field("quieted_by", quietedBy) }
            writer.field("breached_at", breachedAt.rfc3339)
            writer.field("fired_at", firedAt.rfc3339)
            if let resolvedAt { writer.field("resolved_at", resolvedAt.rfc3339) }
            writer.field("updated_at", updatedAt.rfc3339)
            writer.key("evidence")
            evidence.write(to: &writer)
            if let acknowledgement {
                writer.key("acknowledged")
                writer.object { writer in
                    writer.field("verdict", acknowledgement.verdict.rawValue)
                    acknowledgement.note.writeFields(to: &writer)
                }
            }
            if !ruleRevision.isEmpty { writer.field("rule_revision", ruleRevision) }
            if !rulesHash.isEmpty { writer.field("rules_hash", rulesHash) }
            if !labels.isEmpty { writer.field("labels", labels) }
            if !annotations.isEmpty { writer.field("annotations", annotations) }
            if let runbookURL { writer.field("runbook_url", runbookURL) }
        }
    }
}

extension Alert.Notice {
    package var name: String {
        switch self {
        case .page: "page"
        case .update: "update"
        case .log: "log"
        case .silenced: "silenced"
        case .inhibited: "inhibited"
        case .flapping: "flapping"
        }
    }

    /// The id of the silence or the alert that keeps it quiet.
    package var quietedBy: String? {
        switch self {
        case .page, .update, .log, .flapping: nil
        case .silenced(let id): id
        case .inhibited(let id): id.text
        }
    }

    /// Nil for a name that none has, or that needs an id where there is none.
    package init?(name: String, quietedBy id: String?) {
        switch (name, id) {
        case ("page", nil): self = .page
        case ("update", nil): self = .update
        case ("log", nil): self = .log
        case ("flapping", nil): self = .flapping
        case ("silenced", let id?): self = .silenced(id)
        case ("inhibited", let id?): self = .inhibited(AlertID(text: id))
        default: return nil
        }
    }
}

extension Note {
    /// Fields of the object that the note belongs to.
    package func writeFields(to writer: inout JSONWriter) {
        writer.field("by", by)
        writer.field("at", at.rfc3339)
        if !text.isEmpty { writer.field("comment", text) }
    }
}

extension JSONWriter {
    /// An object of names and values.
    package mutating func field(_ name: String, _ labels: [Label]) {
        key(name)
        object { writer in
            for label in labels { writer.field(label.name, label.value) }
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
        if !examples.isEmpty {
            writer.key("examples")
            writer.array { writer in
                for example in examples { writer.value(example) }
            }
        }
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
            if let severityBefore { writer.field("severity_before", severityBefore.name) }
            if let note {
                writer.key("note")
                writer.object { note.writeFields(to: &$0) }
            }
            writer.key("alert")
            alert.write(to: &writer)
        }
        return writer.bytes
    }
}
