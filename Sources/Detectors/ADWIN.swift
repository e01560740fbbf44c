// Adaptive windowing (Bifet and Gavaldà): a window that is cut where its two parts disagree. For comparison.

internal import Statistics

/// ADWIN2: an exponential histogram of the values, checked on a clock. Memory grows with the logarithm of the window.
package struct ADWIN: Equatable, Sendable {
    /// What the window was made with.
    package struct Parameters: Equatable, Sendable {
        /// Confidence: smaller cuts later.
        package var delta = 0.002
        /// Values between two checks.
        package var clock = 32
        /// Buckets of one size that are kept; one more makes two merge.
        package var bucketsMax = 5
        /// Parts shorter than this are not compared.
        package var partMin = 5
        /// Windows up to this long are not checked.
        package var grace = 10

        package init() {}
    }

    private struct Bucket: Equatable, Sendable {
        var total: Double
        /// The sum of the squares about the bucket's mean.
        var squares: Double
    }

    private let parameters: Parameters
    /// Row r holds buckets of 2^r values, oldest first.
    private var rows: [[Bucket]] = [[]]
    private var ticks = 0
    /// Values in the window.
    package private(set) var width = 0.0
    private var total = 0.0
    private var squares = 0.0
    /// The last step cut the window, which was an alarm; the next starts afresh.
    package private(set) var isAlarm = false

    package init(_ parameters: Parameters) throws(ParameterError) {
        guard parameters.delta > 0, parameters.delta < 1 else {
            throw ParameterError("delta", "must lie strictly between 0 and 1")
        }
        let counts = [
            ("clock", parameters.clock), ("max-buckets", parameters.bucketsMax), ("min-part", parameters.partMin),
        ]
        for (name, value) in counts where value < 1 { throw ParameterError(name, "must be 1 or more") }
        guard parameters.grace >= 0 else { throw ParameterError("grace", "must be 0 or more") }
        self.parameters = parameters
    }

    /// The mean of the window.
    package var mean: Double { width > 0 ? total / width : 0 }

    /// Takes one value; one that is no number changes nothing.
    package mutating func step(_ value: Double) {
        guard !value.isNaN else { return }
        if isAlarm { (rows, ticks, width, total, squares, isAlarm) = ([[]], 0, 0, 0, 0, false) }
        let value = min(max(value, -1e100), 1e100)
        rows[0].append(Bucket(total: value, squares: 0))
        if width > 0 {
            let gap = value - total / width
            squares += width * gap * gap / (width + 1)
        }
        width += 1
        total += value
        mergeBuckets()
        ticks += 1
        guard ticks % parameters.clock == 0, width > Double(parameters.grace) else { return }
        while let oldest = cutBucket() {
            isAlarm = true
            drop(oldest)
        }
    }

    private mutating func mergeBuckets() {
        var row = 0
        while row < rows.count, rows[row].count > parameters.bucketsMax {
            let size = Self.size(row)
            let (a, b) = (rows[row][0], rows[row][1])
            rows[row].removeFirst(2)
            let gap = a.total / size - b.total / size
            if row + 1 == rows.count { rows.append([]) }
            rows[row + 1].append(
                Bucket(total: a.total + b.total, squares: a.squares + b.squares + size * gap * gap / 2))
            row += 1
        }
    }

    /// The row of the oldest bucket, if some border divides the window into parts whose means differ too much.
    private func cutBucket() -> Int? {
        guard let oldest = rows.indices.last(where: { !rows[$0].isEmpty }) else { return nil }
        var (size, sum) = (0.0, 0.0)
        for row in rows.indices.reversed() {
            for bucket in rows[row] {
                size += Self.size(row)
                sum += bucket.total
                let rest = width - size
                guard rest >= Double(parameters.partMin), size >= Double(parameters.partMin) else { continue }
                if abs(sum / size - (total - sum) / rest) > tolerance(size, rest) { return oldest }
            }
        }
        return nil
    }

    private func tolerance(_ older: Double, _ newer: Double) -> Double {
        let confidence = ln(2 * ln(width) / parameters.delta)
        let least = Double(parameters.partMin)
        let scale = 1 / (older - least + 1) + 1 / (newer - least + 1)
        let variance = max(0, squares) / width
        return (2 * scale * variance * confidence).squareRoot() + 2.0 / 3 * confidence * scale
    }

    private mutating func drop(_ row: Int) {
        let size = Self.size(row)
        let bucket = rows[row].removeFirst()
        width -= size
        total -= bucket.total
        if width > 0 {
            let gap = bucket.total / size - total / width
            squares -= bucket.squares + size * width * gap * gap / (size + width)
        }
        while rows.count > 1, rows.last?.isEmpty ?? false { rows.removeLast() }
    }

    private static func size(_ row: Int) -> Double { Double(sign: .plus, exponent: row, significand: 1) }
}
