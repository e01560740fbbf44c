// `monitord events decode`: what the decoder makes of each line.

internal import Events
internal import Model
internal import Pipeline
internal import Platform

enum EventsCommand {
    static let decode = Command(
        name: "events decode", purpose: "print the canonical form of each event, or why it is rejected",
        operands: "[FILE]", operandsMax: 1,
        options: [Command.config],
        notes: [
            "One line out for each line in; - or no FILE is standard input. A canonical line decodes to itself.",
            "Exits with 1 when a line was rejected.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let settings = Setup.pipelineSettings(try Setup.configuration(arguments))
        guard
            var decoder = EventDecoder(
                messageBytesMax: settings.messageBytesMax, dimensions: DimensionSet([]), futureMax: settings.futureMax)
        else { throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder") }
        var rejected = 0
        do throws(SystemError) {
            var source = try LineSource(
                path: arguments.operands.first ?? "-", from: 0, lineBytesMax: settings.messageBytesMax)
            var batch = RecordBatch()
            var line = 0
            var isFinished = false
            while !isFinished {
                batch.removeAll()
                try source.poll(into: &batch)
                for record in batch.records {
                    line += 1
                    if !show(record, line, &decoder) { rejected += 1 }
                }
                isFinished = batch.notices.contains { if case .end = $0 { true } else { false } }
            }
        } catch {
            throw CommandFailure(status: ExitStatus.noInput, message: error.text)
        }
        return rejected == 0 ? ExitStatus.ok : ExitStatus.negative
    }

    private static func show(_ record: Record, _ line: Int, _ decoder: inout EventDecoder) -> Bool {
        let rejection: Rejection
        do throws(Rejection) {
            let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
            Console.jsonLine(try decoder.canonical(payload, now: Clocks.wall()))
            return true
        } catch {
            rejection = error
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("rejected")
            writer.object { writer in
                writer.field("line", line)
                writer.field("reason", rejection.reason.name)
                if let field = rejection.field { writer.field("field", field) }
                if let position = rejection.position { writer.field("byte", position) }
                writer.field("explanation", rejection.reason.explanation)
            }
        }
        Console.jsonLine(writer.bytes)
        return false
    }
}
