// `monitord alerts ack|note|resolve`: what a responder says of an alert.

internal import Model

enum AlertsOrders {
    static let all = [acknowledge, note, resolve]

    private static let acknowledge = Command(
        name: "alerts ack", purpose: "say that you have seen an alert, and what it is", operands: "ID", operandsMax: 1,
        options: [
            Option(
                name: "verdict", value: "true|false|benign|seen",
                purpose: "a change for the worse, no change, a change nobody minds, or not judged; default seen")
        ] + OrderLine.options,
        notes: [
            "true and seen: the alert goes on, and pages again only when it becomes more severe.",
            "false and benign: the alert is over, and has to be shown anew.",
        ], run: acknowledge)

    private static let note = Command(
        name: "alerts note", purpose: "add a note to an alert", operands: "ID TEXT", operandsMax: 2,
        options: OrderLine.options, run: note)

    private static let resolve = Command(
        name: "alerts resolve", purpose: "take an alert for over, whatever its evidence says", operands: "ID",
        operandsMax: 1, options: OrderLine.options,
        notes: ["It fires again only on new evidence."], run: resolve)

    private static func acknowledge(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let word = arguments["verdict"] ?? Acknowledgement.Verdict.seen.rawValue
        guard let verdict = Acknowledgement.Verdict(rawValue: word) else {
            throw .usage("--verdict: '\(word)' is none of true, false, benign, seen")
        }
        let id = try OrderLine.id(arguments, "alert", see: "alerts")
        return try OrderLine.give(
            .acknowledge(AlertID(text: id), verdict), text: arguments["comment"] ?? "", arguments)
    }

    private static func note(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "alert", see: "alerts")
        return try OrderLine.give(.note(AlertID(text: id)), text: try noteText(arguments), arguments)
    }

    /// The second operand, or the comment.
    static func noteText(_ arguments: Arguments) throws(CommandFailure) -> String {
        if arguments.operands.count > 1 { return arguments.operands[1] }
        guard let text = arguments["comment"] else { throw .usage("say what is to be noted: ID TEXT") }
        return text
    }

    private static func resolve(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "alert", see: "alerts")
        return try OrderLine.give(.resolve(AlertID(text: id)), text: try OrderLine.reason(arguments), arguments)
    }
}
