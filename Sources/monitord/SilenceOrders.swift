// `monitord silence add|expire`: nobody is to be paged about something for a while.

internal import Model
internal import Platform

enum SilenceOrders {
    static let all = [add, expire]

    private static let add = Command(
        name: "silence add",
        purpose: "page nobody about alerts that match, for a while; they are recorded all the same",
        operands: "MATCHER...", operandsMax: 32, completes: .nothing,
        options: [
            Option(name: "duration", short: "d", value: "SPAN", purpose: "how long; 7d at most"),
            Option(name: "from", value: "TIME", purpose: "when it begins; default now"),
        ] + OrderLine.options,
        notes: [
            "MATCHER is model=acme/support-8b:v7, category!=violence, rule=~refusal-.* or severity>=high; a bare",
            "word is a rule. All of them must hold. Times are those of the events.",
        ], run: add)

    private static let expire = Command(
        name: "silence expire", purpose: "end a silence before its time", operands: "ID", operandsMax: 1,
        completes: .nothing, options: OrderLine.options, run: expire)

    private static func add(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let filter: Filter
        do throws(FilterError) {
            filter = try Filter(matchers: arguments.operands)
        } catch {
            throw .usage(error.reason, help: [error.help ?? "write it as model=NAME or 'severity>=high'"])
        }
        guard let span = try arguments.duration("duration") else {
            throw .usage(
                "for how long? -d 2h", help: ["7d at most; what is to last stands in a rule file as [[suppress]]"])
        }
        let reason = try OrderLine.reason(arguments)
        let now = Clocks.wall()
        let from = try arguments.instant("from", now: now) ?? now
        let (end, isOverflown) = from.microseconds.addingReportingOverflow(span.microseconds)
        guard !isOverflown else { throw .usage("-d: the silence would never end") }
        return try OrderLine.give(
            .silence(filter, from: from, until: EventTime(microseconds: end)), text: reason, arguments)
    }

    private static func expire(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let id = try OrderLine.id(arguments, "silence", see: "silence list")
        return try OrderLine.give(.expire(silence: id), text: arguments["comment"] ?? "", arguments)
    }
}
