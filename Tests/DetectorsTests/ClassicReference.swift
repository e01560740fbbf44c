// The reference values of the classical detectors, and the streams they were taken on.

import Foundation
import Testing

/// One block of Tests/Fixtures/vectors.json, or a part of one.
struct ClassicReference {
    let json: Any

    init(_ block: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/vectors.json")
        let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        json = try #require(all?[block])
    }

    private init(json: Any) { self.json = json }

    subscript(_ name: String) -> ClassicReference {
        get throws { ClassicReference(json: try #require((json as? [String: Any])?[name])) }
    }

    var number: Double { get throws { try #require(json as? Double) } }
    var numbers: [Double] { get throws { try #require(json as? [Double]) } }
    var items: [ClassicReference] { get throws { try #require(json as? [Any]).map(ClassicReference.init(json:)) } }
    /// Keys that are indices, in order.
    var byIndex: [(index: Int, value: ClassicReference)] {
        get throws {
            let table = try #require(json as? [String: Any])
            let keys = try table.keys.map { try #require(Int($0)) }.sorted()
            return keys.map { ($0, ClassicReference(json: table["\($0)"] ?? 0)) }
        }
    }
}

func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
}

/// The generator of the reference streams.
struct CongruentialStream {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func unit() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }
}

/// 2,000 events at a rate of .92, then 1,000 at .83.
let bernStream: [Double] = {
    var stream = CongruentialStream(seed: 2024)
    return (0..<3000).map { stream.unit() < ($0 < 2000 ? 0.92 : 0.83) ? 1 : 0 }
}()

/// The same stream in panes of 20.
let bernPanes: [Double] = stride(from: 0, to: 3000, by: 20).map { bernStream[$0..<$0 + 20].reduce(0, +) }

/// 600 normal values that rise by .8 at index 400.
let gaussStream: [Double] = {
    var u = CongruentialStream(seed: 5)
    var v = CongruentialStream(seed: 6)
    return (0..<600).map { index in
        let radius = (-2 * log(u.unit())).squareRoot()
        return radius * cos(2 * .pi * v.unit()) + (index >= 400 ? 0.8 : 0)
    }
}()
