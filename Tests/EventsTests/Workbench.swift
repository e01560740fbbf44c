// What the tests of this target share: answers in words, a decoder with a second opinion, and events to start from.

import CSimdJSON
import Events
import Glibc
import Model

/// What the decoder said, without positions.
enum Answer: Equatable, Sendable {
    case accepted
    case rejected(RejectReason, String?)
}

let now = EventTime(microseconds: 1_763_640_000_000_000)
let futureMax = TimeSpan.seconds(300)
let messageBytesMax = 1 << 20

/// A decoder with simdjson's full parser beside it.
final class Workbench {
    private var decoder: EventDecoder
    private let secondOpinion: OpaquePointer
    private(set) var names: NameTable

    init(
        names capacity: Int = 4096, dimensions: [Dimension] = Dimension.ofEvents, measures: [Measure] = [],
        isHashed: Bool = false
    ) throws {
        guard
            let decoder = EventDecoder(
                messageBytesMax: messageBytesMax, dimensions: DimensionSet(dimensions), measures: measures,
                isUserRead: isHashed, isQuestionRead: isHashed, futureMax: futureMax),
            let secondOpinion = monitord_decoder_create(messageBytesMax, 0, false, false)
        else { throw Rejection(reason: .outOfMemory) }
        self.decoder = decoder
        self.secondOpinion = secondOpinion
        names = NameTable(capacity: capacity)
    }

    deinit { monitord_decoder_destroy(secondOpinion) }

    func decode(_ bytes: UnsafeRawBufferPointer, overflow: NameID = .absent) -> Result<Event, Rejection> {
        do throws(Rejection) {
            return .success(try decoder.decode(bytes, now: now, names: &names, overflow: overflow))
        } catch {
            return .failure(error)
        }
    }

    func decode(_ bytes: [UInt8], overflow: NameID = .absent) -> Result<Event, Rejection> {
        bytes.withUnsafeBytes { decode($0, overflow: overflow) }
    }

    func canonical(_ bytes: [UInt8]) -> Result<[UInt8], Rejection> {
        bytes.withUnsafeBytes { bytes in
            do throws(Rejection) {
                return .success(try decoder.canonical(bytes, now: now))
            } catch {
                return .failure(error)
            }
        }
    }

    func answer(_ bytes: [UInt8]) -> Answer { answer(decode(bytes)) }

    func answer(_ result: Result<Event, Rejection>) -> Answer {
        switch result {
        case .success: .accepted
        case .failure(let rejection): .rejected(rejection.reason, rejection.field)
        }
    }

    func name(_ dimension: Dimension, of event: Event) -> String {
        names.text(event.names[dimension.place])
    }

    /// The value of the measure at a place; nil when the event does not say.
    func value(_ place: Int, of event: Event) -> Double? {
        event.measured >> place & 1 == 1 ? event.values[place] : nil
    }

    /// Whether simdjson's own parser accepts the bytes as one JSON document.
    func isJSON(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { monitord_dom_accepts(secondOpinion, $0.baseAddress, $0.count) }
    }
}

/// The smallest event, with fields replaced or removed by name and more text put before its closing brace.
func event(_ replaced: [String: String] = [:], without: Set<String> = [], plus: String = "") -> [UInt8] {
    let fields = [
        ("schema", "\"monitord.inference/1\""), ("id", "\"e-1\""), ("time", "1763640000"), ("model", "\"support-8b\""),
    ]
    var members = fields.filter { !without.contains($0.0) }.map { "\"\($0.0)\":\(replaced[$0.0] ?? $0.1)" }
    if !plus.isEmpty { members.append(plus) }
    return Array("{\(members.joined(separator: ","))}".utf8)
}

/// `event` with one member at a path such as `usage.input_tokens`; members of lists stand in their first element.
func event(with path: String, _ value: String) -> [UInt8] {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 1 {
        let isRequired = ["schema", "id", "time", "model"].contains(path)
        return isRequired ? event([path: value]) : event(plus: "\"\(path)\":\(value)")
    }
    let object = "{\"\(parts[1])\":\(value)}"
    return event(
        plus: "\"\(parts[0])\":" + (["evaluations", "guardrails"].contains(parts[0]) ? "[\(object)]" : object))
}

/// SplitMix64. `MONITORD_SEED` replaces the seed, and every failure prints it.
struct RandomStream {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        let given = getenv("MONITORD_SEED").flatMap { UInt64(String(cString: $0)) }
        self.seed = given ?? seed
        state = self.seed
        print("seed \(self.seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    mutating func index(below bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}

/// Lends the bytes where the next (or the previous) byte belongs to a page that may not be touched.
func withGuardedBytes<Value>(_ bytes: [UInt8], atEnd: Bool, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = max(1, (bytes.count + page - 1) / page) * page
    guard let map = mmap(nil, size + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        map != MAP_FAILED
    else { return nil }
    defer { munmap(map, size + 2 * page) }
    guard mprotect(map, page, PROT_NONE) == 0, mprotect(map + page + size, page, PROT_NONE) == 0 else { return nil }
    let start = map + page + (atEnd ? size - bytes.count : 0)
    bytes.withUnsafeBytes { source in
        if let from = source.baseAddress { start.copyMemory(from: from, byteCount: source.count) }
    }
    return body(UnsafeRawBufferPointer(start: start, count: bytes.count))
}
