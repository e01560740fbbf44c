// `monitord events tail`: what the decoder sees, a line for each event.

internal import Alerts
internal import Events
internal import Glibc
internal import Kafka
internal import Model
internal import Pipeline
internal import Platform
internal import Rules

enum EventsTailCommand {
    static let command = Command(
        name: "events tail", purpose: "follow the topic and print what the decoder sees of each event",
        options: [
            Option(name: "count", short: "n", value: "N", purpose: "end after N records"),
            Option(
                name: "since", value: "TIME",
                purpose: "from the records that the broker took at that time; default those to come"),
            Option(name: "input", value: "FILE", purpose: "read lines of a file, or - for standard input, instead"),
            Option(name: "raw", purpose: "print the record itself, texts and all"),
            Option(name: "until-eof", purpose: "end when every partition has been read to its end"),
            Command.config,
        ],
        notes: [
            "Time, model, category, outcome and where it comes from, tokens and latency. Texts only with --raw.",
            "It reads beside the daemon: no group, no commit, nothing is stored.",
            "A record that is rejected says why. --json prints one object for each record.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let configuration = try Setup.configuration(arguments)
        let settings = Setup.pipelineSettings(configuration)
        guard var printer = TailPrinter(settings, arguments) else {
            throw CommandFailure(status: ExitStatus.software, message: "out of memory for the decoder")
        }
        var left = try arguments.integer("count", in: 1...Int.max) ?? .max
        if let path = arguments["input"] {
            try file(path, settings.messageBytesMax, &printer, &left)
        } else {
            try topic(arguments, configuration, &printer, &left)
        }
        return ExitStatus.ok
    }

    private static func file(
        _ path: String, _ bytesMax: Int, _ printer: inout TailPrinter, _ left: inout Int
    ) throws(CommandFailure) {
        do throws(SystemError) {
            var source = try LineSource(path: path, from: 0, lineBytesMax: bytesMax)
            var batch = RecordBatch()
            var isFinished = false
            while !isFinished, left > 0 {
                batch.removeAll()
                try source.poll(into: &batch)
                printer.print(batch, &left)
                isFinished = batch.notices.contains { if case .end = $0 { true } else { false } }
            }
        } catch {
            throw CommandFailure(status: ExitStatus.noInput, message: error.text)
        }
    }

    private static func topic(
        _ arguments: Arguments, _ configuration: Configuration, _ printer: inout TailPrinter, _ left: inout Int
    ) throws(CommandFailure) {
        var settings = Setup.kafkaSettings(configuration)
        let since = try arguments.instant("since", now: Clocks.wall())
        settings.start = since.map { .time($0) } ?? .latest
        var source: KafkaSource
        do throws(KafkaError) {
            // Nothing is committed, so the group is a name only.
            source = try KafkaSource(settings: settings, stored: [], log: Log(minimum: .error))
        } catch {
            throw CommandFailure(status: ExitStatus.configuration, message: error.text)
        }
        var batch = RecordBatch()
        var told: String?
        var open: Set<Int> = []
        while left > 0 {
            batch.removeAll()
            source.poll(into: &batch, timeout: .milliseconds(200))
            printer.print(batch, &left)
            if let trouble = source.trouble, trouble != told {
                Console.say("waiting: \(visible(trouble))")
                told = trouble
            }
            for notice in batch.notices {
                switch notice {
                case .partition(let topic, let partition):
                    open.insert(printer.adopt(topic, partition))
                case .end(let partition, _): open.remove(partition)
                case .begins, .gap, .disconnected, .connected: break
                }
            }
            if arguments[flag: "until-eof"], source.isAssigned, open.isEmpty { return }
        }
    }
}

/// Records as lines.
private struct TailPrinter: ~Copyable {
    private var decoder: EventDecoder
    private var names = NameTable(capacity: 4096)
    private var partitions: [(topic: String, number: Int32)] = []
    private let wantsJSON: Bool
    private let isRaw: Bool

    private static let measures: [Measure] = ["latency_ms", "input_tokens", "output_tokens"].compactMap(Measure.init)

    init?(_ settings: PipelineSettings, _ arguments: Arguments) {
        guard
            let decoder = EventDecoder(
                messageBytesMax: settings.messageBytesMax, dimensions: DimensionSet([.model, .category]),
                measures: Self.measures, futureMax: settings.futureMax)
        else { return nil }
        self.decoder = decoder
        wantsJSON = arguments.wantsJSON
        isRaw = arguments[flag: "raw"]
    }

    /// Its number, dense and in order of appearance, as the source counts.
    mutating func adopt(_ topic: String, _ partition: Int32) -> Int {
        partitions.append((topic, partition))
        return partitions.count - 1
    }

    mutating func print(_ batch: RecordBatch, _ left: inout Int) {
        for record in batch.records where left > 0 {
            left -= 1
            show(record)
        }
    }

    private mutating func show(_ record: Record) {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        do throws(Rejection) {
            let event = try decoder.decode(payload, now: Clocks.wall(), names: &names, overflow: .absent)
            if wantsJSON { json(record, event, payload) } else { line(record, event, payload) }
        } catch {
            if wantsJSON { json(record, error, payload) } else { line(record, error, payload) }
        }
    }

    private func name(_ event: Event, _ dimension: Dimension) -> String {
        let id = event.names[dimension.place]
        return id == .absent ? "-" : names.text(id)
    }

    private func number(_ event: Event, _ place: Int) -> Double? {
        event.measured >> place & 1 == 1 ? event.values[place] : nil
    }

    private func line(_ record: Record, _ event: Event, _ payload: UnsafeRawBufferPointer) {
        let numbers = Self.measures.indices.compactMap { place in
            number(event, place).map { "\(Self.measures[place].name)=\(figure($0))" }
        }
        let words =
            [
                clock(event.time), name(event, .model), name(event, .category),
                "\(event.outcome.name) (\(event.source.name))",
            ] + numbers + (event.isCanary ? ["canary"] : [])
        Console.line(words.map(visible).joined(separator: "  "))
        raw(payload)
    }

    private func line(_ record: Record, _ rejection: Rejection, _ payload: UnsafeRawBufferPointer) {
        let detail = rejection.detail.isEmpty ? "" : " (\(rejection.detail))"
        Console.line("rejected at \(place(record)): \(rejection.reason.name)\(detail): \(rejection.reason.explanation)")
        raw(payload)
    }

    private func raw(_ payload: UnsafeRawBufferPointer) {
        if isRaw { Console.line("    " + visible(String(decoding: payload, as: UTF8.self))) }
    }

    private func place(_ record: Record) -> String {
        guard record.partition < partitions.count else { return "byte \(record.offset)" }
        let partition = partitions[record.partition]
        return "\(visible(partition.topic))/\(partition.number) offset \(record.offset)"
    }

    private func json(_ record: Record, _ event: Event, _ payload: UnsafeRawBufferPointer) {
        object(record, payload) { writer in
            writer.field("time", event.time.rfc3339)
            writer.field("model", name(event, .model))
            if event.names[Dimension.category.place] != .absent {
                writer.field("category", name(event, .category))
            }
            writer.field("outcome", event.outcome.name)
            writer.field("outcome_source", event.source.name)
            writer.field("canary", event.isCanary)
            for place in Self.measures.indices {
                if let number = number(event, place) { writer.field(Self.measures[place].name, number) }
            }
        }
    }

    private func json(_ record: Record, _ rejection: Rejection, _ payload: UnsafeRawBufferPointer) {
        object(record, payload) { writer in
            writer.field("rejected", rejection.reason.name)
            if let field = rejection.field { writer.field("field", field) }
            if let position = rejection.position { writer.field("byte", position) }
        }
    }

    private func object(
        _ record: Record, _ payload: UnsafeRawBufferPointer, _ body: (inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter()
        writer.object { writer in
            if record.partition < partitions.count {
                writer.field("topic", partitions[record.partition].topic)
                writer.field("partition", Int64(partitions[record.partition].number))
            }
            writer.field("offset", record.offset)
            body(&writer)
            if isRaw { writer.field("raw", String(decoding: payload, as: UTF8.self)) }
        }
        Console.jsonLine(writer.bytes)
    }
}
