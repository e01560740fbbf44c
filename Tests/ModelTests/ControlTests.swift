// Bytes of the control socket: what is written is read, and nothing else is.

import Model
import Seeds
import Testing

@Suite struct ControlTests {
    private static let note = Note(at: EventTime(microseconds: 7), by: "jörg", text: "seen \"it\"\nand judged")

    private static func orders() throws -> [Order] {
        let alert = AlertID(text: "0123abcd")
        let filter = try Filter(matchers: ["model=acme/x", "severity>=high"])
        let acts: [Order.Act] = [
            .acknowledge(alert, .mistaken), .note(alert), .resolve(alert),
            .silence(filter, from: EventTime(microseconds: 1), until: EventTime(microseconds: .max)),
            .expire(silence: "ab"), .step(incident: "cd", .mitigate), .noteIncident("cd"), .close(incident: "cd"),
            .finish(task: "ef"), .retry(notification: nil), .retry(notification: "01"), .drop(notification: "23"),
        ]
        return acts.map { Order(act: $0, note: note) }
    }

    private static func requests() throws -> [ControlRequest] {
        try orders().map { .order($0) } + [.reload, .logLevel("debug"), .status]
    }

    private static func answers() -> [ControlAnswer] {
        var report = ReloadReport(generation: 3, rulesHash: "ab", previousHash: "cd")
        report.kept = ["one", "two"]
        report.added = ["three"]
        report.removed = ["four"]
        (report.states, report.statesKept) = (15, 14)
        report.needsRestart = ["panes"]
        report.warnings = ["a\nb"]
        report.offsets = [.init(topic: "t", partition: 3, next: 99)]
        var status = LiveStatus(
            version: "1", processID: 2, startedAt: EventTime(microseconds: 3), now: EventTime(microseconds: 4),
            generation: 5, rulesHash: "h", rules: 6, logLevel: "info", eventsPerSecond: 7.5, records: 8)
        status.queue = 9
        status.trouble = "no broker"
        status.checkpointAt = EventTime(microseconds: 10)
        status.partitions = [
            .init(topic: "t", partition: 0, next: 11, end: 12, newest: EventTime(microseconds: 13), isIdle: true),
            .init(topic: "t", partition: 1, next: 0, isAtEnd: true),
        ]
        return [
            .done(.init(message: "done", id: "ab")),
            .refused(.init(reason: "no", isNotFound: true, details: ["a", "b"])), .reloaded(report), .status(status),
        ]
    }

    @Test func whatIsWrittenIsRead() throws {
        for request in try Self.requests() { #expect(try ControlRequest(bytes: request.bytes) == request) }
        for answer in Self.answers() { #expect(try ControlAnswer(bytes: answer.bytes) == answer) }
    }

    /// Flipped, cut, grown and made up bytes give a value or an error, never a trap; a value is written as it was read.
    @Test func mutatedBytesNeverTrap() throws {
        var random = SeededRandom(announcing: "mutatedBytesNeverTrap")
        let seeds = try Self.requests().map(\.bytes) + Self.answers().map(\.bytes)
        var understood = 0
        for _ in 0..<20_000 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
            if let request = try? ControlRequest(bytes: bytes) {
                understood += 1
                #expect(try ControlRequest(bytes: request.bytes) == request)
            }
            if let answer = try? ControlAnswer(bytes: bytes) {
                #expect(try ControlAnswer(bytes: answer.bytes) == answer)
            }
            _ = ControlFrame.read(bytes, bodyBytesMax: ControlFrame.requestBytesMax)
        }
        // Mutations that are all refused would not reach far.
        #expect(understood > 100)
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &random)) }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default: bytes.remove(at: place)
        }
    }

    @Test func framesAreBounded() {
        let body: [UInt8] = [3]
        let whole = ControlFrame.wrapped(body)
        for count in 0..<whole.count {
            #expect(ControlFrame.read(Array(whole.prefix(count)), bodyBytesMax: 8) == .incomplete)
        }
        #expect(ControlFrame.read(whole, bodyBytesMax: 8) == .body(body))
        let broken: [[UInt8]] = [
            [2], whole + [0], ControlFrame.wrapped([UInt8](repeating: 0, count: 9)),
            [1, 255, 255, 255, 255, 255, 255, 255, 255],
        ]
        for bytes in broken {
            guard case .broken = ControlFrame.read(bytes, bodyBytesMax: 8) else {
                Issue.record("\(bytes) is taken for a frame")
                continue
            }
        }
    }

    @Test func longTextsAreRefused() throws {
        let long = Note(at: Self.note.at, by: "a", text: String(repeating: "x", count: Order.textBytesMax + 1))
        let order = Order(act: .noteIncident("ab"), note: long)
        #expect(throws: ByteCodingError.self) { try ControlRequest(bytes: ControlRequest.order(order).bytes) }
    }

    @Test func lagIsKnownOrNot() {
        typealias Partition = LiveStatus.Partition
        #expect(Partition(topic: "t", partition: 0, next: 5, end: 9).lag == 4)
        // The cache of the client may be behind what was read.
        #expect(Partition(topic: "t", partition: 0, next: 9, end: 5).lag == 0)
        #expect(Partition(topic: "t", partition: 0, next: 9).lag == nil)
        #expect(Partition(topic: "t", partition: 0, next: .max, end: .min).lag == nil)
    }
}
