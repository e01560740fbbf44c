// Events into accumulators, and accumulators into bytes and back.

import Model
import Seeds
import Testing

@testable import Panes

let measures = [Measure(.latency), Measure(.outputTokens), Measure(signal: "toxicity")]

func randomEvent(users: UInt64, using random: inout SeededRandom) -> Event {
    var event = Event(
        time: EventTime(microseconds: Int64.random(in: 0..<10_000_000, using: &random)),
        names: .init(repeating: .absent), outcome: Outcome.allCases.randomElement(using: &random) ?? .unknown,
        source: .signal, weight: random.chance(0.8) ? 256 : Int64.random(in: 256...2_560_000, using: &random),
        isCanary: false)
    event.user = random.chance(0.1) ? 0 : UInt64.random(in: 1...users, using: &random)
    event.question = random.chance(0.3) ? 0 : UInt64.random(in: 1...200, using: &random)
    event.measured = UInt8.random(in: 0..<8, using: &random)
    for place in 0..<3 { event.values[place] = random.chance(0.1) ? 0 : Double.random(in: 0...5000, using: &random) }
    return event
}

func accumulator(_ events: [Event], contents: PaneContents) -> Accumulator {
    var accumulator = Accumulator.zero
    for event in events { accumulator.add(event, pane: 0, parts: contents.parts) }
    return accumulator
}

func bytes(_ accumulator: Accumulator) -> [UInt8] {
    var writer = ByteWriter()
    accumulator.write(to: &writer)
    return writer.bytes
}

func read(_ bytes: [UInt8]) throws(ByteCodingError) -> Accumulator {
    var reader = ByteReader(bytes)
    let accumulator = try Accumulator(from: &reader)
    guard reader.isAtEnd else { throw .value(at: reader.position) }
    return accumulator
}

@Suite struct AccumulatorTests {
    private let full = PaneContents(measures: measures, hasUsers: true, hasPairs: true)

    private func events(_ count: Int, users: UInt64 = 150, using random: inout SeededRandom) -> [Event] {
        (0..<count).map { _ in randomEvent(users: users, using: &random) }
    }

    @Test func everyOrderAndEverySplitGiveTheSame() {
        var random = SeededRandom(announcing: "everyOrderAndEverySplitGiveTheSame")
        for users in [UInt64(3), 50, 1000] {
            let events = events(800, users: users, using: &random)
            let whole = accumulator(events, contents: full)
            for parts in 1...4 {
                var split = [[Event]](repeating: [], count: parts)
                for event in events.shuffled(using: &random) {
                    split[Int.random(in: 0..<parts, using: &random)].append(event)
                }
                var merged = Accumulator.zero
                for part in split { merged.merge(accumulator(part, contents: full)) }
                #expect(merged == whole)
                #expect(bytes(merged) == bytes(whole))
            }
        }
    }

    @Test func keepsWhatTheContentsName() {
        var random = SeededRandom(announcing: "keepsWhatTheContentsName")
        let events = events(300, using: &random)
        let plain = accumulator(events, contents: PaneContents())
        #expect(plain.isTallyOnly && plain.tally.events == 300 && plain.histograms.isEmpty)
        let measured = accumulator(events, contents: PaneContents(measures: [measures[0]]))
        #expect(measured.histograms.count == 1 && measured.sample.isEmpty && measured.pairs.isEmpty)
        #expect(measured.histograms[0].count == Int64(events.count { $0.measured & 1 == 1 }))
        let whole = accumulator(events, contents: full)
        #expect(whole.tally == plain.tally && whole.histograms[0] == measured.histograms[0])
        let questions = Set(events.map(\.question)).subtracting([0])
        #expect(whole.sample.users == 64 && whole.pairs.users == min(128, questions.count))
        let users = Set(events.map(\.user)).subtracting([0])
        #expect(whole.sample.userBits.nonzeroBitCount <= users.count)
        #expect(whole.sample.userBits.nonzeroBitCount > 40)
        #expect(whole.pairs.anonymousRows.isEmpty)
    }

    @Test func twoCellsOfAPaneKeepTheSameUsersAndQuestions() {
        var random = SeededRandom(announcing: "twoCellsOfAPaneKeepTheSameUsersAndQuestions")
        let events = events(4000, users: 500, using: &random)
        let (left, right) = (accumulator(events, contents: full), accumulator(events.reversed(), contents: full))
        #expect(left.sample.runs.map(\.priority) == right.sample.runs.map(\.priority))
        #expect(left.pairs.runs.map(\.priority) == right.pairs.runs.map(\.priority))
    }

    @Test func bytesReadBackAsTheSame() throws {
        var random = SeededRandom(announcing: "bytesReadBackAsTheSame")
        for count in [0, 1, 2, 30, 500] {
            for contents in [PaneContents(), PaneContents(measures: measures), full] {
                let original = accumulator(events(count, using: &random), contents: contents)
                let restored = try read(bytes(original))
                #expect(restored == original)
                #expect(bytes(restored) == bytes(original))
            }
        }
    }

    @Test func whatIsReadGoesOnAsIfItHadNeverBeenWritten() throws {
        var random = SeededRandom(announcing: "whatIsReadGoesOnAsIfItHadNeverBeenWritten")
        let (first, second) = (events(400, using: &random), events(400, using: &random))
        var restored = try read(bytes(accumulator(first, contents: full)))
        for event in second { restored.add(event, pane: 0, parts: full.parts) }
        #expect(restored == accumulator(first + second, contents: full))
    }

    /// Whatever the bytes: a value that can be written and merged, or an error.
    @Test func brokenBytesNeverTrap() {
        var random = SeededRandom(announcing: "brokenBytesNeverTrap")
        var accepted = 0
        for round in 0..<3000 {
            let events = events(round % 40, using: &random)
            let original = accumulator(events, contents: full)
            var broken = bytes(original)
            switch round % 4 {
            case 0: broken = Array(broken.prefix(Int.random(in: 0...broken.count, using: &random)))
            case 1: broken = (0..<round % 50).map { _ in UInt8.random(in: 0...255, using: &random) }
            default:
                for _ in 0..<Int.random(in: 1...3, using: &random) where !broken.isEmpty {
                    broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            guard var value = try? read(broken) else { continue }
            accepted += 1
            let reread = try? read(bytes(value))
            #expect(reread == value)
            value.merge(original)
            value.totals.subtract(original.totals)
            _ = value.histograms.map { ($0.mean, $0.quantile(0.5), $0.above(3)) }
        }
        #expect(accepted > 0)
    }

    @Test func otherVersionsAreRefused() {
        #expect(throws: ByteCodingError.version(9)) { try read([9]) }
        #expect(throws: ByteCodingError.truncated(at: 0)) { try read([]) }
    }

    /// Bytes of this version must be read for ever.
    @Test func bytesAreWhatTheyWere() throws {
        var random = SeededRandom(seed: 4)
        let original = accumulator(events(6, users: 3, using: &random), contents: full)
        let golden =
            "01000200010100028004008002800200c0ee4c80060303808aebfaab4400a9030204020b0203c0aed3ffc3eb890600a403020903c0"
            + "ec4c010201c0a1f4b1ccb8c20900b80303c0ec4c0b08000000000100007396cc57d2165431100225c0ec4c29ad03bc833155c0ec"
            + "4ceab803c0ec4c7525a256844cd8ee333538ad036417d14638b80341a9ef6fb9ae036417d1463238a903c5c8111df9a403144a40"
            + "e8d55315800eb061495d3c05363d33b3e106922b67bcf9acb59b12b09d995959e2a5c0ec4c982b7df971ea78fbb0"
        #expect(hexadecimal(bytes(original)) == golden)
        let restored = try read(bytes(original))
        #expect(restored == original)
    }

    @Test func measuresFollowTheListOfTheRun() {
        var random = SeededRandom(announcing: "measuresFollowTheListOfTheRun")
        let events = events(500, using: &random)
        let other = [measures[2], Measure(.code), measures[0]]
        let original = accumulator(events, contents: full)
        let moved = original.rearranged(from: measures, to: other)
        #expect(moved.totals.histogram(0) == original.totals.histogram(2))
        #expect(moved.totals.histogram(1).isEmpty)
        #expect(moved.totals.histogram(2) == original.totals.histogram(0))
        #expect(moved.tally == original.tally && moved.pairs == original.pairs)
        #expect(Set(moved.sample.rows.compactMap(\.measure)) == [0, 2])
        let swapped = accumulator(events.map(swappingPlaces), contents: full)
        #expect(moved.rearranged(from: other, to: other) == moved)
        #expect(
            original.rearranged(from: measures, to: [measures[2], measures[1], measures[0]]) == swapped)
    }

    private func swappingPlaces(_ event: Event) -> Event {
        var event = event
        (event.values[0], event.values[2]) = (event.values[2], event.values[0])
        event.measured = event.measured & 0b010 | event.measured >> 2 & 1 | (event.measured & 1) << 2
        return event
    }
}
