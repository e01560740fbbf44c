// An order as one line of JSON, for the journal.

extension Order {
    /// Who ordered what, when and why.
    package var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("schema", "monitord.order/1")
            act.writeFields(to: &writer)
            note.writeFields(to: &writer)
        }
        return writer.text
    }
}

extension Order.Act {
    fileprivate func writeFields(to writer: inout JSONWriter) {
        switch self {
        case .acknowledge(let alert, let verdict):
            writer.field("act", "acknowledge")
            writer.field("alert", alert.text)
            writer.field("verdict", verdict.rawValue)
        case .note(let alert):
            writer.field("act", "note")
            writer.field("alert", alert.text)
        case .resolve(let alert):
            writer.field("act", "resolve")
            writer.field("alert", alert.text)
        case .silence(let filter, let from, let until):
            writer.field("act", "silence")
            writer.field("filter", filter.text)
            writer.field("from", from.rfc3339)
            writer.field("until", until.rfc3339)
        case .expire(let silence):
            writer.field("act", "expire")
            writer.field("silence", silence)
        case .step(let incident, let name):
            writer.field("act", "step")
            writer.field("incident", incident)
            writer.field("step", name.rawValue)
        case .noteIncident(let incident):
            writer.field("act", "note_incident")
            writer.field("incident", incident)
        case .close(let incident):
            writer.field("act", "close")
            writer.field("incident", incident)
        case .finish(let task):
            writer.field("act", "finish")
            writer.field("task", task)
        case .pauseCanaries: writer.field("act", "pause_canaries")
        case .resumeCanaries: writer.field("act", "resume_canaries")
        case .runSuite(let suite, let target):
            writer.field("act", "run_suite")
            writer.field("suite", suite)
            if let target { writer.field("target", target) }
        case .retry(let notification):
            writer.field("act", "retry")
            if let notification { writer.field("notification", notification) }
        case .drop(let notification):
            writer.field("act", "drop")
            writer.field("notification", notification)
        }
    }
}
