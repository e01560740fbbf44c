// `monitord incident step|note|close` and `task done`: what people did, kept with who and when.

internal import Model

enum IncidentOrders {
    static let all = [step, note, close, done]

    private static let step = Command(
        name: "incident step", purpose: "say that one of the five steps of an incident is done, and what was found",
        operands: "ID STEP", operandsMax: 2, completes: .words(Incident.Step.Name.allCases.map(\.rawValue)),
        options: OrderLine.options,
        notes: ["STEP is confirm, scope, cause, mitigate or remediate."], run: step)

    private static let note = Command(
        name: "incident note", purpose: "add a note to an incident", operands: "ID TEXT", operandsMax: 2,
        completes: .nothing, options: OrderLine.options, run: note)

    private static let close = Command(
        name: "incident close", purpose: "close an incident whose alerts are over, and say what it was",
        operands: "ID", operandsMax: 1, completes: .nothing,
        options: OrderLine.options + [
            Option(
                name: "known-bad", value: "FILE",
                purpose: "add its time and a rule against its return to this rule file"),
            Option(name: "canary", value: "FILE", purpose: "add a prompt to this suite of canaries; needs --prompt"),
            Option(name: "prompt", value: "FILE", purpose: "the prompt, or - for standard input"),
        ],
        notes: [
            "--known-bad keeps the time from the change to the end of the incident out of every later baseline,",
            "and adds a rule with nearer lines for the categories that were affected. The file is checked whole",
            "before it is replaced; 'monitord ctl reload --wait' puts it in force. docs/alerts.md has more.",
        ], run: close)

    private static let done = Command(
        name: "task done", purpose: "say that a task about baselines is done", operands: "ID", operandsMax: 1,
        completes: .nothing, options: OrderLine.options, run: done)

    private static func step(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "incident", see: "incident list")
        let words = Incident.Step.Name.allCases.map(\.rawValue)
        guard arguments.operands.count > 1 else {
            throw .usage("which step? one of \(words.joined(separator: ", "))")
        }
        guard let name = Incident.Step.Name(rawValue: arguments.operands[1]) else {
            let near = nearest(to: arguments.operands[1], among: words).map { "did you mean \($0)?" }
            throw .usage("no step '\(arguments.operands[1])'", help: advice(near, "one of", words))
        }
        return try OrderLine.give(.step(incident: id, name), text: try OrderLine.reason(arguments), arguments)
    }

    private static func note(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "incident", see: "incident list")
        return try OrderLine.give(.noteIncident(id), text: try AlertsOrders.noteText(arguments), arguments)
    }

    private static func close(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "incident", see: "incident list")
        let cause = try OrderLine.reason(arguments)
        try IncidentLessons.write(id, cause: cause, arguments)
        return try OrderLine.give(.close(incident: id), text: cause, arguments)
    }

    private static func done(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "task", see: "task list")
        return try OrderLine.give(.finish(task: id), text: try OrderLine.reason(arguments), arguments)
    }
}
