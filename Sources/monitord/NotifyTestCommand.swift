// `monitord notify test`: a harmless notification, now.

internal import Daemon
internal import Delivery
internal import Model
internal import Platform
internal import Rules

enum NotifyTestCommand {
    static let command = Command(
        name: "notify test", purpose: "send a receiver a notification that says it is a test; exit 1 when not taken",
        operands: "RECEIVER", operandsMax: 1,
        options: [
            Option(name: "resolved", purpose: "say that the test is over: it closes what a test opened"),
            Command.config,
        ],
        notes: [
            "It is sent by this command, not by the daemon, with the secrets of the configuration: run it as the user",
            "of the daemon. Its severity is low. It is tried once and stands in no store.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let name = arguments.operands.first else {
            throw .usage("which receiver? give its name", help: ["see: monitord help notify test"])
        }
        let configuration = try Setup.configuration(arguments)
        let plan = try Setup.deliveryPlan(configuration)
        let receiver = try Setup.receiver(name, plan)
        guard let told = Told.test(at: Clocks.wall(), kind: arguments[flag: "resolved"] ? .resolved : .firing) else {
            throw CommandFailure(status: ExitStatus.software, message: "the test cannot be read as a transition")
        }
        let trial = DeliveryTrial.run(
            told, to: receiver, plan: plan, cluster: Setup.kafkaSettings(configuration), log: Log(minimum: .error))
        let reply = visible(String(decoding: trial.reply, as: UTF8.self))
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    writer.field("receiver", receiver.name)
                    writer.field("taken", trial.wasTaken)
                    if let status = trial.status { writer.field("status", status) }
                    writer.field("seconds", trial.duration.seconds)
                    if !trial.reason.isEmpty { writer.field("reason", trial.reason) }
                    writer.field("reply", reply)
                }
            }
        } else {
            let words = trial.wasTaken ? "taken" : "not taken: \(visible(trial.reason))"
            let status = trial.wasTaken ? trial.status.map { " (HTTP \($0))" } ?? "" : ""
            Console.line("\(receiver.name): \(words)\(status), in \(trial.duration.microseconds / 1000) ms")
            if !reply.isEmpty { Console.line("it said: \(reply)") }
        }
        return trial.wasTaken ? ExitStatus.ok : ExitStatus.negative
    }
}
