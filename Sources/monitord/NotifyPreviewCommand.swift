// `monitord notify preview`: what a receiver would get, without sending it.

internal import Delivery
internal import Model
internal import Platform
internal import Rules
internal import Store

enum NotifyPreviewCommand {
    static let command = Command(
        name: "notify preview", purpose: "print the request that a receiver would get; sends nothing",
        operands: "RECEIVER [ALERT]", operandsMax: 2, options: [Command.config, Command.store],
        notes: [
            "ALERT is the id of an alert of the store, or its first digits; its newest step is shown. Without one the",
            "alert is made up. No secret is read: where one would be there is …",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let name = arguments.operands.first else {
            throw .usage("which receiver? give its name", help: ["see: monitord help notify preview"])
        }
        let configuration = try Setup.configuration(arguments)
        let plan = configuration.deliveryOutline
        let receiver = blotted(try Setup.receiver(name, plan), configuration)
        let now = Clocks.wall()
        guard let told = try told(arguments, now: now) else {
            throw CommandFailure(status: ExitStatus.software, message: "the alert cannot be read as a transition")
        }
        let group = receiver.isGrouped ? group(of: told, name, plan) : ""
        let occasion = Occasion(news: [told], standing: [], group: group, at: now)
        let body = receiver.message(occasion, plan: plan)
        let request = receiver.outgoing(body: body, id: "msg_preview", at: now, plan: plan)
        if arguments.wantsJSON {
            write(request, receiver)
        } else {
            print(request, receiver)
        }
        return ExitStatus.ok
    }

    /// With marks where secrets would be.
    private static func blotted(_ receiver: Receiver, _ configuration: Configuration) -> Receiver {
        var shown = receiver
        let settings = configuration.receivers.first { $0.names.contains(receiver.name) }
        guard let settings else { return shown }
        if settings.key != nil { shown.key = Sealed("…") }
        shown.headers = settings.headers.map { header in
            if case .text(let text) = header.value { (header.name, Sealed(text)) } else { (header.name, Sealed("…")) }
        }
        return shown
    }

    /// The newest step of the alert that was asked for, or one that is made up.
    private static func told(_ arguments: Arguments, now: EventTime) throws(CommandFailure) -> Told? {
        guard arguments.operands.count > 1 else { return Told.test(at: now) }
        let prefix = arguments.operands[1]
        let reader = try Setup.reader(arguments)
        let found: StoredAlert?
        do throws(StoreError) {
            found = try reader.alert(idPrefix: prefix)
        } catch {
            throw AlertSelection.failure(error, prefix: prefix, "alerts")
        }
        guard let found else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no alert '\(prefix)'", help: ["see: monitord alerts --all"])
        }
        return found.transitions.last.flatMap { Told(bytes: $0) }
    }

    /// Of the first route that leads to the receiver, whether its matchers hold or not: this is a preview.
    private static func group(of told: Told, _ name: String, _ plan: DeliveryPlan) -> String {
        let routes = plan.routes.filter { $0.receivers.contains(name) }
        let route = routes.first { $0.filter?.matches(told.field) ?? true } ?? routes.first
        return route?.group(of: told.field) ?? ""
    }

    private static func print(_ request: Outgoing, _ receiver: Receiver) {
        if case .kafka(let topic) = receiver.kind {
            Console.line("topic \(topic)")
        } else {
            Console.line("POST \(visible(text(request.url)))")
        }
        for header in request.headers { Console.line("\(header.name): \(visible(shown(header)))") }
        Console.line("")
        Console.line(visible(text(request.body)))
    }

    private static func text(_ sealed: Sealed) -> String { String(decoding: sealed.bytes, as: UTF8.self) }

    /// Nothing was signed, since no key was read.
    private static func shown(_ header: (name: String, value: Sealed)) -> String {
        header.name == "webhook-signature" ? "v1,…" : text(header.value)
    }

    private static func write(_ request: Outgoing, _ receiver: Receiver) {
        Console.json { writer in
            writer.object { writer in
                writer.field("receiver", receiver.name)
                writer.field("type", receiver.kind.word)
                if case .kafka(let topic) = receiver.kind {
                    writer.field("topic", topic)
                } else {
                    writer.field("url", text(request.url))
                }
                writer.key("headers")
                writer.object { writer in
                    for header in request.headers { writer.field(header.name, shown(header)) }
                }
                writer.key("body")
                writer.raw(request.body.bytes)
            }
        }
    }
}
