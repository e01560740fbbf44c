// Incidents, silences and tasks as JSON.

extension Incident {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in writeFields(to: &writer) }
    }

    /// The fields of its object.
    package func writeFields(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("model", model)
        writer.field("state", state.rawValue)
        writer.field("severity", severity.name)
        writer.field("opened_at", openedAt.rfc3339)
        writer.field("change_at", onset.rfc3339)
        if let quietAt { writer.field("quiet_at", quietAt.rfc3339) }
        writer.key("planes")
        writer.array { writer in
            for plane in planes { writer.value(plane.rawValue) }
        }
        writer.key("alerts")
        writer.array { writer in
            for alert in alerts { writer.value(alert.text) }
        }
        writer.key("steps")
        writer.array { writer in
            for step in steps {
                writer.object { writer in
                    writer.field("step", step.name.rawValue)
                    writer.field("done", step.done != nil)
                    step.done?.writeFields(to: &writer)
                }
            }
        }
        writer.key("notes")
        writer.array { writer in
            for note in notes { writer.object { note.writeFields(to: &$0) } }
        }
        guard let closing else { return }
        writer.key("closed")
        writer.object { closing.writeFields(to: &$0) }
    }
}

extension Silence {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("filter", filter.text)
            writer.field("from", from.rfc3339)
            writer.field("until", until.rfc3339)
            writer.field("author", author)
            writer.field("reason", reason)
            if let expiredAt { writer.field("expired_at", expiredAt.rfc3339) }
        }
    }
}

extension ReviewTask {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("kind", kind.rawValue)
            writer.field("model", model)
            writer.field("occasion", occasion)
            writer.field("raised_at", raisedAt.rfc3339)
            guard let done else { return }
            writer.key("done")
            writer.object { done.writeFields(to: &$0) }
        }
    }
}
