// One incident on one screen.

internal import Alerts
internal import Model
internal import Panes
internal import Site

/// An incident with what is known of it.
struct IncidentCard {
    let incident: Incident
    let alerts: [Alert]
    let counters: [CounterRow]
    let gaps: [GapRow]
    let now: EventTime

    private var hints: ConfirmHints {
        ConfirmHints(incident: incident, alerts: alerts, counters: counters, gaps: gaps)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            incident.writeFields(to: &writer)
            writer.key("hints")
            writer.object { writer in
                for (name, text) in hints.lines { writer.field(name, text) }
            }
        }
    }

    func print(_ arguments: Arguments) {
        let isColourful = Console.isColourful(arguments)
        let word = incident.severity.name.uppercased()
        let head = "\(isColourful ? incident.severity.painted(word) : word)  \(incident.state.rawValue)"
        let since = "since \(clock(incident.openedAt)) UTC (\(age(now - incident.openedAt)) ago)"
        Console.line("\(head)  \(visible(incident.model)), \(since)")
        Console.line("")
        var rows = [("id", incident.id), ("change", "about \(clock(incident.onset)) UTC")]
        if !incident.planes.isEmpty {
            rows.append(("planes", incident.planes.map(\.rawValue).joined(separator: ", ")))
        }
        if let quietAt = incident.quietAt { rows.append(("quiet", "since \(clock(quietAt)) UTC")) }
        if let closing = incident.closing { rows.append(("closed", said(closing))) }
        Card.print(rows.map { ($0.0, $0.1) })
        Console.line("")
        Console.line("alerts")
        AlertTable.narrow(alerts, now: now).print(width: Console.width, isColourful: isColourful)
        printSteps()
        if !incident.notes.isEmpty {
            Console.line("")
            Console.line("notes")
            Card.print(incident.notes.map { ("  \(clock($0.at))", "\($0.by): \($0.text)") })
        }
        printNext()
    }

    private func printSteps() {
        Console.line("")
        Console.line("steps")
        var rows: [(String, String)] = []
        for step in incident.steps {
            rows.append(
                (
                    "  \(step.name.rawValue)",
                    step.done.map { "done \(said($0))" } ?? "to do: \(step.name.question(alerts))"
                ))
            guard step.name == .confirm, step.done == nil else { continue }
            rows += hints.lines.map { ("", "\($0.name): \($0.text)") }
        }
        Card.print(rows.map { ($0.0, $0.1) })
    }

    private func said(_ note: Note) -> String {
        "by \(note.by) at \(clock(note.at))\(note.text.isEmpty ? "" : ": \(note.text)")"
    }

    private func printNext() {
        let id = incident.id.prefix(8)
        Console.line("")
        Console.line("what to do")
        let worst = alerts.filter { $0.state != .resolved }.max { $0.severity < $1.severity } ?? alerts.last
        if let worst { Console.line("  look   monitord alerts show \(worst.id.text.prefix(8))") }
        if incident.state == .closed { return }
        if let step = incident.steps.first(where: { $0.done == nil }) {
            Console.line("  step   monitord incident step \(id) \(step.name.rawValue) -c TEXT")
        }
        Console.line("  note   monitord incident note \(id) TEXT")
        Console.line("  close  monitord incident close \(id) -c CAUSE")
    }
}
