// Examples of events: the same ones whatever the order, and none too many.

import Model
import Seeds
import Testing

@testable import Panes

@Suite struct ExampleTests {
    private func id(_ number: UInt64) throws -> EventID {
        // Few hashes, so that ids with one and the same hash meet.
        try #require(EventID(hash: number % 5, bytes: Array("event-\(number)".utf8)))
    }

    @Test func idsAreKeptWholeOrNotAtAll() throws {
        for text in ["a", "12345678", "123456789", String(repeating: "é", count: 32)] {
            #expect(EventID(hash: 1, bytes: Array(text.utf8))?.text == text)
        }
        #expect(EventID(hash: 1, bytes: []) == nil)
        #expect(EventID(hash: 1, bytes: [UInt8](repeating: 0x61, count: 65)) == nil)
        #expect(EventID(hash: 1, bytes: [0xC3]) == nil)
        #expect(EventID.none.isNone && EventID.none.text.isEmpty)
        let (a, b) = (try id(3), try id(8))
        #expect(a.hash == b.hash && a != b && a.precedes(b) != b.precedes(a))
    }

    /// Events come in any order, in any parts, and some twice.
    @Test func orderPartsAndRepeatsDoNotMatter() throws {
        var random = SeededRandom(announcing: "orderPartsAndRepeatsDoNotMatter")
        let events = try (0..<60).map { number in
            (id: try id(UInt64(number)), kind: ExampleKind.allCases[Int.random(in: 0..<5, using: &random)])
        }
        var whole = Examples()
        for event in events { whole.offer(event.id, kind: event.kind) }
        for kind in ExampleKind.allCases {
            var least: EventID?
            for event in events where event.kind == kind && least.map({ event.id.precedes($0) }) ?? true {
                least = event.id
            }
            #expect(whole[kind] == least)
        }
        for _ in 0..<20 {
            var parts = [Examples](repeating: Examples(), count: 3)
            for event in (events + events.prefix(9)).shuffled(using: &random) {
                parts[Int.random(in: 0..<3, using: &random)].offer(event.id, kind: event.kind)
            }
            var merged = Examples()
            for part in parts.shuffled(using: &random) { merged.merge(part) }
            #expect(merged == whole)
        }
    }

    @Test func bytesBringThemBackAndOldBytesHaveNone() throws {
        var accumulator = Accumulator.zero
        var event = Event(
            time: EventTime(microseconds: 0), names: .init(repeating: .absent), outcome: .unknown, source: .none,
            weight: 256, isCanary: false)
        for number in 0..<20 {
            event.id = try id(UInt64(number))
            event.outcome = Outcome.allCases[number % 6]
            accumulator.add(event, pane: 3, parts: PaneContents(hasExamples: true).parts)
        }
        #expect(accumulator.examples.all.count == 5 && !accumulator.isTallyOnly)
        var writer = ByteWriter()
        accumulator.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try Accumulator(from: &reader) == accumulator && reader.isAtEnd)
        // Without examples the bytes are those of the first version.
        var plain = accumulator
        plain.examples = Examples()
        var old = ByteWriter()
        plain.write(to: &old)
        #expect(old.bytes.first == 1 && writer.bytes.first == 2)
        var first = ByteReader(old.bytes)
        #expect(try Accumulator(from: &first) == plain && first.isAtEnd)
        // Cut anywhere, or with an id that is none: refused, never a crash.
        for end in 0..<writer.bytes.count {
            var cut = ByteReader(Array(writer.bytes[..<end]))
            #expect(throws: ByteCodingError.self) { try Accumulator(from: &cut) }
        }
    }

    @Test func theNewestPanesAreNamedAndOldOnesForgotten() throws {
        var history = ExampleHistory()
        for pane in Int64(0)..<40 {
            var examples = Examples()
            examples.offer(try id(UInt64(pane)), kind: .refused)
            if pane % 10 == 0 { examples.offer(try id(UInt64(100 + pane)), kind: .failed) }
            history.add(examples, pane: pane, cell: 1)
        }
        let refused = history.ids(of: [0, 1, 2], kind: .refused, after: 20).map(\.text)
        #expect(refused == ["event-39", "event-38", "event-37", "event-36", "event-35"])
        // Rare ones are kept for as long as nothing newer takes their place.
        #expect(
            history.ids(of: [1], kind: .failed, after: -1).map(\.text) == [130, 120, 110, 100].map { "event-\($0)" })
        #expect(history.ids(of: [1], kind: .failed, after: 20).map(\.text) == ["event-130"])
        #expect(history.ids(of: [0], kind: nil, after: -1).isEmpty)
        #expect(history.ids(of: [1], kind: nil, after: -1).count == Finding.examplesMax)
        #expect(history.panes(of: 1) <= 2 * ExampleHistory.countMax + 8)
    }
}
