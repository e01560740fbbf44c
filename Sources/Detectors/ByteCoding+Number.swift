// Doubles read from snapshots: never one that is no number or out of its range.

internal import Model

extension ByteReader {
    /// A double inside a range; NaN lies in none.
    mutating func number(in range: ClosedRange<Double>) throws(ByteCodingError) -> Double {
        let value = try double()
        guard range.contains(value) else { throw .value(at: position - 8) }
        return value
    }

    mutating func version(_ known: UInt8) throws(ByteCodingError) {
        let version = try byte()
        guard version == known else { throw .version(version) }
    }
}

/// Sums that a snapshot may hold: larger ones would overflow later.
let snapshotSums = -1e120...1e120
