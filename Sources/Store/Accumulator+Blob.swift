// Accumulators as columns: six counts, and blobs only for what counts do not say.

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

extension Accumulator {
    /// Nil when there is nothing but outcomes, for which columns are enough.
    var contentsBlob: [UInt8]? {
        if isTallyOnly { return nil }
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// From the columns' tally and the blob. Nil when the blob is none, or counts other events than the columns.
    /// Without `samples` the blob is read no further than its totals.
    init?(_ tally: Tally, contents: [UInt8]?, samples: Bool = true) {
        guard let contents else {
            self.init(tally: tally)
            return
        }
        var reader = ByteReader(contents)
        let accumulator: Accumulator
        if samples {
            guard let whole = try? Accumulator(from: &reader), reader.isAtEnd else { return nil }
            accumulator = whole
        } else {
            guard let totals = try? Accumulator.totals(from: &reader) else { return nil }
            accumulator = totals.accumulator
        }
        for outcome in Outcome.allCases where accumulator.tally[outcome] != tally[outcome] { return nil }
        self = accumulator
    }
}
