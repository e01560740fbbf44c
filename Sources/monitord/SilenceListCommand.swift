// `monitord silence list`: what pages nobody, until when, and who said so.

internal import Alerts
internal import Model
internal import Platform
internal import Store

enum SilenceListCommand {
    static let command = Command(
        name: "silence list", purpose: "list the silences that were given by order and are not over",
        isStandard: true,
        options: [Option(name: "all", purpose: "also those that are over"), Command.config, Command.store],
        notes: ["Silences of rule files ([[suppress]]) stand there."], run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let reader = try Setup.reader(arguments)
        let stored: StoredSilences
        let closed: EventTime?
        do throws(StoreError) {
            closed = try reader.closedThrough()
            // Silences are in event time, which a stopped stream leaves behind.
            stored = try reader.silences(endingAfter: arguments[flag: "all"] ? nil : closed ?? Clocks.wall())
        } catch {
            throw Setup.failure(error)
        }
        if arguments.wantsJSON {
            Console.json { writer in
                writer.array { writer in
                    for silence in stored.silences { silence.write(to: &writer) }
                    for silence in stored.unusable {
                        writer.object { writer in
                            writer.field("id", silence.id)
                            writer.field("filter", silence.filter)
                            writer.field("unusable", silence.reason)
                        }
                    }
                }
            }
            return stored.unusable.isEmpty ? ExitStatus.ok : ExitStatus.negative
        }
        if stored.silences.isEmpty { Console.line("no silences") }
        let now = closed ?? Clocks.wall()
        if !stored.silences.isEmpty {
            Console.table(
                ["ID", "STATE", "UNTIL (UTC)", "AUTHOR", "MATCHES", "REASON"],
                stored.silences.map { silence in
                    [
                        String(silence.id.prefix(8)), state(silence, now), clock(silence.expiredAt ?? silence.until),
                        silence.author, silence.filter.text, silence.reason,
                    ]
                })
        }
        for silence in stored.unusable {
            let fault = visible("\(silence.reason): \(silence.filter)")
            Console.say("silence \(visible(silence.id)) silences nothing: \(fault)")
        }
        return stored.unusable.isEmpty ? ExitStatus.ok : ExitStatus.negative
    }

    private static func state(_ silence: Silence, _ now: EventTime) -> String {
        if silence.holds(at: now) { return "active" }
        return now < silence.from && silence.expiredAt == nil ? "pending" : "over"
    }
}
