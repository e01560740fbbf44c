// `monitord canary run|pause|resume`: orders about canaries to the running monitord.

internal import Model

enum CanaryOrders {
    static let all = [runNow, pause, resume]

    private static let reason = Option(
        name: "reason", short: "c", value: "TEXT", purpose: "why; it is kept with the name and the time")
    private static let options = [reason] + OrderLine.options.filter { $0.name != "comment" }

    private static let runNow = Command(
        name: "canary run", purpose: "ask a suite now, besides its schedule", operands: "SUITE", operandsMax: 1,
        completes: .known(.suite),
        options: [
            Option(
                name: "target", value: "NAME", purpose: "only of this target; default all of the suite's",
                completes: .known(.target))
        ] + options,
        notes: [
            "It is answered once the run is planned, not once it is over: see monitord canary history.",
            "Caps on rate and cost hold for it too, and a pause.",
        ], run: runNow)

    private static let pause = Command(
        name: "canary pause", purpose: "ask no canary until 'canary resume'", options: options,
        notes: [
            "Slots that pass meanwhile are recorded as skipped, with the reason. The pause is a file, so it outlives a",
            "restart, and a file made by hand does the same: canaries.pause_file of the configuration.",
        ], run: pause)

    private static let resume = Command(
        name: "canary resume", purpose: "ask canaries again, after a pause", options: options, run: resume)

    private static func runNow(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let suite = arguments.operands.first else {
            throw .usage("which suite? give its name", help: ["see: monitord canary list"])
        }
        for (what, name) in [("SUITE", suite), ("--target", arguments["target"] ?? "x")]
        where name.isEmpty || name.utf8.count > Order.nameBytesMax {
            throw .usage("\(what): a name has 1 to \(Order.nameBytesMax) bytes", help: ["see: monitord canary list"])
        }
        let act = Order.Act.runSuite(suite, target: arguments["target"])
        return try OrderLine.give(act, text: arguments["reason"] ?? "", arguments)
    }

    private static func pause(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let text = arguments["reason"], !text.isEmpty else {
            throw .usage("say why: --reason TEXT", help: ["while it lasts nobody asks the model itself"])
        }
        return try OrderLine.give(.pauseCanaries, text: text, arguments)
    }

    private static func resume(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        try OrderLine.give(.resumeCanaries, text: arguments["reason"] ?? "", arguments)
    }
}
