// Random bytes and mutated events: never a crash, and never a contradiction with simdjson's full parser.

import Events
import Model
import Testing

private let bait: [[UInt8]] =
    "{}[]:,\"\\ \n0-.eEtfnu/".utf8.map { [$0] }
    + [
        "null", "true", "1e400", "\\u0000", "\\uD800", "\\uDC00", "\\\"", "\"\"", "{}", "[]", "[[[[[[[[", "\"id\":",
        "\"time\":null,", ",\"x\":1", "99999999999999999999", "-", "\u{C}", "\u{1A}", "\u{301}",
    ].map { Array($0.utf8) }
    + [[0], [0xFF], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]]

func mutated(_ whole: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = whole
    for _ in 0...random.index(below: 3) where !bytes.isEmpty {
        let at = random.index(below: bytes.count)
        let end = min(bytes.count, at + 1 + random.index(below: 24))
        switch random.index(below: 7) {
        case 0: bytes[at] ^= 1 << UInt8(random.index(below: 8))
        case 1: bytes.removeSubrange(at...)
        case 2: bytes.insert(contentsOf: bait[random.index(below: bait.count)], at: at)
        case 3: bytes.swapAt(at, random.index(below: bytes.count))
        case 4: bytes.removeSubrange(at..<end)
        case 5: bytes.insert(contentsOf: Array(bytes[at..<end]), at: random.index(below: bytes.count))
        default: bytes.replaceSubrange(at..<end, with: bait[random.index(below: bait.count)])
        }
    }
    return bytes
}

@Suite struct RandomInputTests {
    @Test func randomBytesAreRejected() throws {
        var random = RandomStream(seed: 20_251_120)
        let bench = try Workbench()
        for round in 0..<10_000 {
            var bytes: [UInt8] = []
            for _ in 0..<random.index(below: 200) {
                if round % 2 == 0 {
                    bytes.append(random.byte())
                } else {
                    bytes += bait[random.index(below: bait.count)]
                }
            }
            let answer = bench.answer(bytes)
            #expect(answer != .accepted, "seed \(random.seed) round \(round)")
            let contradiction = disagreement(bench, bytes, answer)
            #expect(contradiction == nil, "seed \(random.seed) round \(round): \(bytes)")
        }
    }

    @Test func mutatedEventIsAnEventOrARejection() throws {
        var random = RandomStream(seed: 7)
        let bench = try Workbench()
        let wholes = try fixtureNames(".json").map(fixture)
        var reasons: Set<RejectReason> = []
        var acceptedCount = 0
        for round in 0..<20_000 {
            let bytes = mutated(wholes[round % wholes.count], &random)
            let answer = bench.answer(bytes)
            switch answer {
            case .accepted: acceptedCount += 1
            case .rejected(let reason, _): reasons.insert(reason)
            }
            let contradiction = disagreement(bench, bytes, answer)
            #expect(
                contradiction == nil,
                "seed \(random.seed) round \(round): \(answer) \(String(decoding: bytes, as: UTF8.self))")
            guard answer == .accepted, case .success(let first) = bench.canonical(bytes) else {
                #expect(answer != .accepted, "seed \(random.seed) round \(round) has no canonical form")
                continue
            }
            #expect(try bench.canonical(first).get() == first, "seed \(random.seed) round \(round)")
        }
        #expect(acceptedCount > 1000)
        #expect(reasons.isSuperset(of: [.utf8, .jsonSyntax, .duplicateKey, .missing, .type, .time, .schema]))
        print("accepted \(acceptedCount) of 20,000 mutations")
    }

    @Test func mutatedEventIsReadWithinItsBounds() throws {
        var random = RandomStream(seed: 99)
        let bench = try Workbench()
        let wholes = try fixtureNames(".json").map(fixture)
        for round in 0..<5000 {
            let bytes = mutated(wholes[round % wholes.count], &random)
            let guarded = withGuardedBytes(bytes, atEnd: round % 4 != 0) { bench.answer(bench.decode($0)) }
            #expect(guarded == bench.answer(bytes), "seed \(random.seed) round \(round)")
        }
    }

    @Test func oracleNoticesALie() throws {
        let bench = try Workbench()
        #expect(disagreement(bench, event(), .rejected(.jsonSyntax, nil)) != nil)
        #expect(disagreement(bench, event(plus: "\"x\":"), .accepted) != nil)
        #expect(disagreement(bench, event(plus: "\"x\":"), .rejected(.type, "id")) != nil)
        #expect(disagreement(bench, event(), .accepted) == nil)
    }

    @Test(arguments: [-1, 3]) func guardPageStopsAReadOutside(offset: Int) async {
        await #expect(processExitsWith: .failure) { [offset] in
            let isPastTheEnd = offset > 0
            _ = withGuardedBytes([1, 2, 3], atEnd: isPastTheEnd) { bytes in
                bytes.baseAddress.map { ($0 + offset).load(as: UInt8.self) }
            }
        }
    }
}
