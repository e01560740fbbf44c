// Logarithmic bins with a bound on the relative error: the layout of DDSketch.

/// Bins whose representative is within `accuracy` of every value in them, relatively.
package struct LogBins: Sendable {
    /// The daemon's grid: 2 %, values from 1e-4 to 1e9.
    package static let grid = LogBins(accuracy: 0.02)

    package static let valueMin = 1e-4
    package static let valueMax = 1e9

    /// (1 + a) / (1 − a): upper edge over lower edge.
    package let gamma: Double
    private let logGamma: Double
    /// The key of bin 1.
    private let keyMin: Int
    /// Bins, the zero bin included; numbers are below it. 751 on the daemon's grid.
    package let count: Int

    package init(accuracy: Double) {
        precondition(0.001 <= accuracy && accuracy < 1, "a bin number has 16 bits")
        gamma = (1 + accuracy) / (1 - accuracy)
        logGamma = ln(gamma)
        keyMin = LogBins.ceiling(ln(LogBins.valueMin) / logGamma)
        count = LogBins.ceiling(ln(LogBins.valueMax) / logGamma) - keyMin + 2
    }

    /// ⌈ln x / ln γ⌉ of a positive number: the key k covers (γᵏ⁻¹, γᵏ].
    package func key(of x: Double) -> Int { LogBins.ceiling(ln(x) / logGamma) }

    /// 2γᵏ / (1 + γ), which is as far from both edges, relatively.
    package func value(ofKey key: Int) -> Double { 2 * exp(Double(key) * logGamma) / (1 + gamma) }

    /// What is no number, or below zero, counts as zero; what is too large, as the largest value.
    package static func clamped(_ x: Double) -> Double { x > 0 ? min(x, valueMax) : 0 }

    /// The bin of a value: 0 below 1e-4, then upwards.
    package func bin(of x: Double) -> UInt16 {
        let value = LogBins.clamped(x)
        guard value >= LogBins.valueMin else { return 0 }
        // Near its edges, rounding of the logarithm may leave the numbered range.
        let bin = min(max(key(of: value) - keyMin + 1, 1), count - 1)
        return UInt16(truncatingIfNeeded: bin)
    }

    /// No value of the bin is below this; all but those of the lowest two bins are above it.
    package func lower(_ bin: UInt16) -> Double {
        switch bin {
        case 0: 0
        case 1: LogBins.valueMin
        default: exp(Double(Int(bin) - 2 + keyMin) * logGamma)
        }
    }

    /// No value of the bin is above this.
    package func upper(_ bin: UInt16) -> Double {
        bin == 0 ? LogBins.valueMin : min(exp(Double(Int(bin) - 1 + keyMin) * logGamma), LogBins.valueMax)
    }

    /// The value that stands for all of the bin; zero for the zero bin. Never outside of the grid, of which the first
    /// and the last bin have a part only.
    package func representative(_ bin: UInt16) -> Double {
        bin == 0 ? 0 : min(max(value(ofKey: Int(bin) - 1 + keyMin), LogBins.valueMin), LogBins.valueMax)
    }

    /// Without the library's `ceil`, which is a call on some processors.
    private static func ceiling(_ x: Double) -> Int {
        let whole = Int(x)
        return x > Double(whole) ? whole + 1 : whole
    }
}
