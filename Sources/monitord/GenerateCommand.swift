// `monitord generate`: realistic traffic with a known truth, for demos, tests and benchmarks.

internal import Alerts
internal import Glibc
internal import Kafka
internal import Model
internal import Platform
internal import Traffic

enum GenerateCommand {
    static let command = Command(
        name: "generate", purpose: "make seeded traffic, as JSON lines or into a topic",
        options: [
            Option(
                name: "scenario", value: "NAME", purpose: "what happens; default steady",
                completes: .words(TrafficScenario.allCases.map(\.rawValue))),
            Option(name: "seed", value: "N", purpose: "the same seed gives the same bytes; default 1"),
            Option(name: "start", value: "TIME", purpose: "event time of the first event; default --duration ago"),
            Option(name: "duration", value: "SPAN", purpose: "event time that the run covers; default 1h"),
            Option(name: "rate", value: "N", purpose: "events per second of event time; default 50"),
            Option(name: "users", value: "N", purpose: "how many users there are; default 20000"),
            Option(name: "events", value: "N", purpose: "stop after N events"),
            Option(
                name: "speed", value: "N", purpose: "seconds of event time per second; default: as fast as possible"),
            Option(name: "text", purpose: "responses with about 1 KB of text"),
            Option(name: "brokers", value: "LIST", purpose: "send to Kafka, as host:port,host:port"),
            Option(name: "topic", value: "NAME", purpose: "the topic; default llm.inference"),
        ],
        notes: ["scenarios:"]
            + TrafficScenario.allCases.map { scenario in
                let padding = String(repeating: " ", count: 18 - scenario.rawValue.count)
                return "  \(scenario.rawValue)\(padding)\(scenario.summary)"
            },
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        var generator = try generator(arguments)
        let limit = try arguments.integer("events", in: 1...Int.max)
        let pace = Pace(speed: try arguments.decimal("speed", above: 0), start: generator.start)
        let sink = try sink(arguments)
        let end = generator.start + generator.duration
        var line: [UInt8] = []
        var count = 0
        while count < limit ?? .max {
            line.removeAll(keepingCapacity: true)
            let event = generator.next(into: &line)
            if limit == nil, event.arrival >= end { break }
            pace.wait(for: event.arrival)
            try sink.send(line, event)
            count += 1
        }
        try sink.finish()
        let seed = arguments["seed"] ?? "1"
        Console.say("\(grouped(Int64(count))) events, scenario \(generator.scenario.rawValue), seed \(seed)")
        return ExitStatus.ok
    }

    private static func generator(_ arguments: Arguments) throws(CommandFailure) -> TrafficGenerator {
        let names = TrafficScenario.allCases.map(\.rawValue)
        let word = arguments["scenario"] ?? "steady"
        guard let scenario = TrafficScenario(rawValue: word) else {
            throw .usage(
                "no scenario '\(word)'",
                help: advice(nearest(to: word, among: names).map { "did you mean \($0)?" }, "one of", names))
        }
        let duration = try arguments.duration("duration") ?? .seconds(3600)
        guard duration > .zero else { throw .usage("--duration must be longer than nothing") }
        let rate = try arguments.decimal("rate", above: 0) ?? 50
        guard rate <= 1e9 else { throw .usage("--rate: at most 1000000000 events per second") }
        let now = Clocks.wall()
        var options = TrafficOptions()
        if arguments[flag: "text"] { options.responseText = .kilobyte }
        options.users = try arguments.integer("users", in: 1...1_000_000_000)
        return TrafficGenerator(
            scenario: scenario, seed: UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1),
            start: try arguments.instant("start", now: now) ?? now - duration, duration: duration,
            eventsPerSecond: rate, options: options)
    }

    private static func sink(_ arguments: Arguments) throws(CommandFailure) -> any TrafficSink {
        guard let brokers = arguments["brokers"] else { return LineSink() }
        return try TopicSink(
            brokers: brokers.split(separator: ",").map(String.init), topic: arguments["topic"] ?? "llm.inference")
    }
}

/// Lets event time run at a multiple of the wall clock.
private struct Pace {
    private let speed: Double?
    private let start: EventTime
    private let began = Clocks.monotonic()

    init(speed: Double?, start: EventTime) {
        self.speed = speed
        self.start = start
    }

    func wait(for time: EventTime) {
        guard let speed else { return }
        let due: Double = (time - start).seconds / speed
        let ahead: Double = due - (Clocks.monotonic() - began).seconds
        // Shorter waits would cost more than they even out.
        if ahead > 0.005 { usleep(UInt32(min(ahead, 3600) * 1_000_000)) }
    }
}

private protocol TrafficSink {
    func send(_ line: [UInt8], _ event: TrafficEvent) throws(CommandFailure)
    func finish() throws(CommandFailure)
}

private final class LineSink: TrafficSink {
    private var buffer: [UInt8] = []

    func send(_ line: [UInt8], _ event: TrafficEvent) throws(CommandFailure) {
        if Console.settings.fields != nil { return Console.jsonLine(line) }
        buffer += line
        buffer.append(0x0A)
        if buffer.count >= 1 << 16 { try finish() }
    }

    func finish() throws(CommandFailure) {
        Console.bytes(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

private final class TopicSink: TrafficSink {
    private let producer: KafkaProducer
    private let partitions: UInt64

    init(brokers: [String], topic: String) throws(CommandFailure) {
        do throws(KafkaError) {
            producer = try KafkaProducer(
                settings: KafkaSettings(brokers: brokers, topics: [topic]), topic: topic, log: Log(minimum: .warning))
        } catch {
            throw CommandFailure(status: ExitStatus.configuration, message: error.text)
        }
        switch producer.partitionCount() {
        case .success(let count): partitions = UInt64(count)
        case .failure(let failure): throw CommandFailure(status: ExitStatus.temporary, message: failure.message)
        }
    }

    func send(_ line: [UInt8], _ event: TrafficEvent) throws(CommandFailure) {
        let partition = Int32(event.partitionKey % partitions)
        if let objection = producer.send(line, partition: partition, time: event.time) {
            throw CommandFailure(status: ExitStatus.inputOutput, message: "not sent: \(objection)")
        }
    }

    func finish() throws(CommandFailure) {
        guard producer.flush(.seconds(30)) else {
            throw CommandFailure(status: ExitStatus.temporary, message: "some events were not acknowledged within 30 s")
        }
    }
}
