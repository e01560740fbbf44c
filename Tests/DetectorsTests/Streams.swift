// Streams that reference values were taken on, beside `ReferenceValues.bernoulli`.

import Foundation

enum Streams {
    /// The stream of `bern_stream` in panes of 20.
    static let panes: [Double] = stride(from: 0, to: 3000, by: 20).map {
        ReferenceValues.bernoulli[$0..<$0 + 20].reduce(0, +)
    }

    /// 600 normal values that rise by .8 at index 400.
    static let normal: [Double] = {
        var u = uniform(seed: 5)
        var v = uniform(seed: 6)
        return (0..<600).map { index in
            (-2 * log(u())).squareRoot() * cos(2 * .pi * v()) + (index >= 400 ? 0.8 : 0)
        }
    }()

    private static func uniform(seed: UInt64) -> () -> Double {
        var state = seed
        return {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
    }
}
