// `monitord notify outbox`: what waits for receivers, what was given up, and what is to become of it.

internal import Alerts
internal import Model
internal import Store

enum NotifyOutboxCommand {
    static let command = Command(
        name: "notify outbox", purpose: "list notifications, try dead ones again, or drop them",
        operands: "[list|retry|drop] [ID]", operandsMax: 2, completes: .words(["list", "retry", "drop"]),
        options: [
            Option(name: "receiver", value: "NAME", purpose: "list: of this receiver only"),
            Option(
                name: "state", value: "STATE",
                purpose: "list: pending, delivered, dead or dropped; default all but "
                    + "delivered", isRepeatable: true, completes: .words(Notification.State.allCases.map(\.rawValue))),
            Option(name: "limit", value: "N", purpose: "list: at most so many, the newest; default 100"),
            Option(name: "all", purpose: "retry: every dead one"),
        ] + OrderLine.options,
        notes: [
            "list reads the store; retry ID, retry --all and drop ID -c TEXT are orders to the running monitord. An ID",
            "may be as short as it is unique; receivers know it as webhook-id. A dead one is not tried again when",
            "something newer of its alert was delivered: what it says is not so any more.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        switch arguments.operands.first ?? "list" {
        case "list": return try list(arguments)
        case "retry":
            let id = arguments.operands.dropFirst().first
            guard (id == nil) == arguments[flag: "all"] else {
                throw .usage("which? give an ID, or --all", help: ["see: monitord notify outbox --state dead"])
            }
            return try OrderLine.give(
                .retry(notification: try id.map(checked)), text: arguments["comment"] ?? "", arguments)
        case "drop":
            guard let id = arguments.operands.dropFirst().first else {
                throw .usage("which? give its ID", help: ["see: monitord notify outbox"])
            }
            let text = try OrderLine.reason(arguments)
            return try OrderLine.give(.drop(notification: try checked(id)), text: text, arguments)
        case let word:
            throw .usage("'\(word)' is none of list, retry, drop", help: ["see: monitord help notify outbox"])
        }
    }

    private static func checked(_ id: String) throws(CommandFailure) -> String {
        guard (1...32).contains(id.utf8.count) else {
            throw .usage("'\(id)' is no ID of a notification", help: ["see: monitord notify outbox"])
        }
        return id
    }

    private static func list(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard arguments.operands.count < 2 else { throw .usage("list takes no ID; it takes --receiver and --state") }
        var filter = OutboxFilter()
        filter.receiver = arguments["receiver"]
        filter.limit = try arguments.integer("limit", in: 1...100_000) ?? 100
        for word in arguments[all: "state"] {
            guard let state = Notification.State(rawValue: word) else {
                throw .usage("--state: '\(word)' is none of pending, delivered, dead, dropped")
            }
            filter.states.append(state)
        }
        if filter.states.isEmpty { filter.states = [.pending, .dead, .dropped] }
        let reader = try Setup.reader(arguments)
        let lines: [OutboxLine]
        do throws(StoreError) {
            lines = try reader.outboxLines(filter)
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in writer.array { writer in for line in lines { write(line, to: &writer) } } }
            return ExitStatus.ok
        }
        guard !lines.isEmpty else {
            Console.line("nothing")
            return ExitStatus.ok
        }
        Console.table(
            ["ID", "RECEIVER", "STATE", "KIND", "SINCE (UTC)", "ATTEMPTS", "ALERTS", "LAST ERROR"],
            lines.map { line in
                [
                    line.messageID.isEmpty ? "-" : String(line.messageID.prefix(8)), line.receiver,
                    line.state.rawValue, line.kind, clock(line.createdAt), String(line.attempts),
                    line.alerts.map { String($0.text.prefix(8)) }.prefix(3).joined(separator: " ")
                        + (line.alerts.count > 3 ? " +\(line.alerts.count - 3)" : ""),
                    line.lastError,
                ]
            })
        if lines.count == filter.limit { Console.say("there may be more: --limit") }
        return ExitStatus.ok
    }

    private static func write(_ line: OutboxLine, to writer: inout JSONWriter) {
        writer.object { writer in
            if !line.messageID.isEmpty { writer.field("id", line.messageID) }
            writer.field("receiver", line.receiver)
            writer.field("subject", line.subject)
            writer.field("kind", line.kind)
            writer.field("state", line.state.rawValue)
            writer.key("alerts")
            writer.array { writer in for alert in line.alerts { writer.value(alert.text) } }
            writer.field("attempts", line.attempts)
            if let time = line.notBefore, line.state == .pending { writer.field("not_before", time.rfc3339) }
            writer.field("created_at", line.createdAt.rfc3339)
            if let time = line.endedAt { writer.field("ended_at", time.rfc3339) }
            if !line.lastError.isEmpty { writer.field("last_error", line.lastError) }
        }
    }
}
