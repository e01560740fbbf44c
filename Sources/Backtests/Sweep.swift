// `--sweep`: which values of which keys are tried.

internal import Model

/// One key of the rule files and the values that it takes in turn.
package struct Sweep: Equatable, Sendable {
    /// `["refusal-rate", "critical", "below"]`
    package let path: [String]
    /// As they are written in TOML, without quotes.
    package let values: [String]

    package var name: String { path.joined(separator: ".") }

    /// More combinations than this are refused.
    package static let combinationsMax = 200

    /// `rule.key=from:to:step`, numbers or durations, both ends included; or `rule.key=a,b,c`.
    package init(_ text: String) throws(SweepError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, path.count >= 2, path.allSatisfy({ !$0.isEmpty }) else {
            throw SweepError(message: "'\(text)' is no sweep", help: Self.form)
        }
        self.path = path
        let range = parts[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if range.count == 3 {
            values = try Self.steps(range, text)
        } else {
            let list = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard range.count == 1, list.allSatisfy({ Quantity($0) != nil }) else {
                throw SweepError(message: "'\(text)': these are no numbers or durations", help: Self.form)
            }
            values = list
        }
    }

    private static let form =
        "write RULE.KEY=FROM:TO:STEP, such as refusal-rate.critical.below=0.60:0.90:0.05, or "
        + "RULE.KEY=A,B,C, such as refusal-rate.window=30m,1h,2h"

    private static func steps(_ range: [String], _ text: String) throws(SweepError) -> [String] {
        guard let first = Quantity(range[0]), let last = Quantity(range[1]), let step = Quantity(range[2]),
            let (start, end, stride, shape) = Quantity.aligned(first, last, step), stride > 0, start <= end
        else {
            throw SweepError(message: "'\(text)' is no range of numbers or durations", help: form)
        }
        guard (end - start) / stride < Int64(combinationsMax) else {
            throw SweepError(
                message: "'\(text)' has more than \(combinationsMax) values", help: "take a longer step")
        }
        return Swift.stride(from: start, through: end, by: Int(clamping: stride)).map { shape.text($0) }
    }

    /// Every combination of values, the last sweep's value changing fastest.
    package static func combinations(of sweeps: [Sweep]) throws(SweepError) -> [[String]] {
        var combinations: [[String]] = [[]]
        for sweep in sweeps {
            guard combinations.count * sweep.values.count <= combinationsMax else {
                throw SweepError(
                    message: "more than \(combinationsMax) combinations of values",
                    help: "sweep fewer keys at a time, or take longer steps")
            }
            combinations = combinations.flatMap { chosen in sweep.values.map { chosen + [$0] } }
        }
        return combinations
    }
}

package struct SweepError: Error, Equatable, Sendable {
    package var message: String
    package var help: String
}

/// A decimal number or a duration, exactly: 0.60 + 0.05 is 0.65.
private struct Quantity {
    enum Shape: Equatable {
        case duration
        /// Digits after the point.
        case number(Int)

        func text(_ value: Int64) -> String {
            switch self {
            case .duration: return TimeSpan(microseconds: value).durationText
            case .number(let scale):
                let digits = String(value.magnitude)
                let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
                let sign = value < 0 ? "-" : ""
                return scale == 0 ? sign + padded : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
            }
        }
    }

    var value: Int64
    var shape: Shape

    init?(_ text: String) {
        if let span = TimeSpan(duration: text) {
            value = span.microseconds
            shape = .duration
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        let digits = String(parts[0] + fraction)
        let isPlain = digits.utf8.drop { $0 == UInt8(ascii: "-") }.allSatisfy { 0x30...0x39 ~= $0 }
        guard parts.count <= 2, parts.count == 1 || !fraction.isEmpty, digits.utf8.count <= 16, isPlain,
            let number = Int64(digits)
        else { return nil }
        value = number
        shape = .number(fraction.utf8.count)
    }

    /// The same shape for all three; nil when one is a duration and another a number.
    static func aligned(
        _ first: Quantity, _ last: Quantity, _ step: Quantity
    ) -> (first: Int64, last: Int64, step: Int64, shape: Shape)? {
        if first.shape == .duration, last.shape == .duration, step.shape == .duration {
            return (first.value, last.value, step.value, .duration)
        }
        guard case .number(let a) = first.shape, case .number(let b) = last.shape, case .number(let c) = step.shape
        else { return nil }
        let scale = max(a, b, c)
        guard let first = first.scaled(scale - a), let last = last.scaled(scale - b), let step = step.scaled(scale - c)
        else { return nil }
        return (first, last, step, .number(scale))
    }

    private func scaled(_ digits: Int) -> Int64? {
        var result = value
        for _ in 0..<digits {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }
}
