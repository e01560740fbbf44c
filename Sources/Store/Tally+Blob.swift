// Tallies as columns: six counts, and a blob only when events weigh differently.

internal import Model
internal import Panes

extension Tally {
    /// Bytes of `weightsBlob`: six weights and the squares.
    private static let blobSize = 56

    /// Whether every event weighed exactly one, so that weights follow from counts.
    private var isUnweighted: Bool {
        for index in 0..<6 where weights[index] != counts[index] &* Tally.weightOne { return false }
        return squares == decided &* Tally.weightOne
    }

    /// Nil when weights follow from counts, as they do without sampling.
    var weightsBlob: [UInt8]? {
        if isUnweighted { return nil }
        var blob: [UInt8] = []
        blob.reserveCapacity(Tally.blobSize)
        for index in 0..<6 { blob.append(littleEndian: weights[index]) }
        blob.append(littleEndian: squares)
        return blob
    }

    /// Fills in weights from the blob, or from the counts without one. False when the blob has another size.
    mutating func restoreWeights(_ blob: [UInt8]?) -> Bool {
        guard let blob else {
            for index in 0..<6 { weights[index] = counts[index] &* Tally.weightOne }
            squares = decided &* Tally.weightOne
            return true
        }
        var cursor = ByteCursor(blob)
        for index in 0..<6 {
            guard let weight = cursor.integer() else { return false }
            weights[index] = weight
        }
        guard let restored = cursor.integer(), cursor.isAtEnd else { return false }
        squares = restored
        return true
    }
}
