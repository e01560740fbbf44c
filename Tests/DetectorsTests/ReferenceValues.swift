// Reference values, made with other libraries and by definition, read from Tests/Fixtures/vectors.json.

import Foundation

@testable import Detectors

/// One block of the file.
struct ReferenceValues {
    struct Absent: Error {
        let path: String
    }

    private let block: [String: Any]

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let bytes = try Data(contentsOf: folder.appending(path: "Fixtures/vectors.json"))
        let file = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        guard let block = file?[name] as? [String: Any] else { throw Absent(path: name) }
        self.block = block
    }

    func value<T>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let value = block[name] as? T else { throw Absent(path: name) }
        return value
    }

    /// A path of a statistic: places and what it is there, in order.
    func path(_ name: String) throws -> [(place: Int, value: Double)] {
        let values: [String: Double] = try value(name)
        let path = values.compactMap { key, value in Int(key).map { ($0, value) } }
        guard !path.isEmpty, path.count == values.count else { throw Absent(path: name) }
        return path.sorted { $0.0 < $1.0 }
    }

    static func isNear(_ value: Double, _ reference: Double) -> Bool {
        abs(value - reference) <= 1e-9 * max(1, abs(reference))
    }

    /// The stream of `bern_stream`: 3000 events, .92 refused before event 2000 and .83 after.
    static let bernoulli: [Double] = {
        var state: UInt64 = 2024
        return (0..<3000).map { t in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53 < (t < 2000 ? 0.92 : 0.83) ? 1 : 0
        }
    }()
}

extension Mixture {
    /// Takes a pane of one stratum whose events are their own units.
    mutating func step(hits: Double, misses: Double, bets: Bets) {
        var pane = PaneFactor()
        pane.add(hits: hits, misses: misses, bets: bets)
        step(pane)
    }
}
