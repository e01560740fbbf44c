// The accumulator of one measure: exact integers per bin, so merging is undone by subtraction.

internal import Statistics

/// Values of one measure on `LogBins.grid`, sparse, with their exact sum.
package struct Histogram: Equatable, Sendable {
    /// The events of one bin.
    package struct Bin: Equatable, Sendable {
        package var bin: UInt16
        package var count: Int64
        /// Sum of weights in 1/256.
        package var weight: Int64

        package init(bin: UInt16, count: Int64, weight: Int64) {
            self.bin = bin
            self.count = count
            self.weight = weight
        }
    }

    /// Millionths: the fixed point of values in `sum`.
    package static let valueOne = 1e6

    package static let empty = Histogram()

    /// Ordered by bin; none is empty.
    package private(set) var bins: [Bin] = []
    /// Sum of weight · value, with weights in 1/256 and values in millionths, cut to [0, 1e9]. One event brings up to
    /// 2^72, so 64 bits would not do.
    package private(set) var sum: Int128 = 0

    package init() {}

    /// For readers of stored bytes. Nil unless the bins are in order, on the grid, and none is empty.
    package init?(bins: [Bin], sum: Int128) {
        for (place, bin) in bins.enumerated() {
            let isOrdered = place == 0 || bins[place - 1].bin < bin.bin
            guard isOrdered, Int(bin.bin) < LogBins.grid.count, bin.count > 0, bin.weight >= 0 else { return nil }
        }
        self.bins = bins
        self.sum = sum
        // No value is above 1e9, that is 1e15 millionths.
        guard 0 <= sum, sum <= Int128(weight) &* 1_000_000_000_000_000 else { return nil }
    }

    package mutating func add(_ value: Double, weight: Int64) {
        add(value, bin: LogBins.grid.bin(of: value), weight: weight)
    }

    /// `bin` is the bin of `value`, for a caller who needs it too.
    mutating func add(_ value: Double, bin: UInt16, weight: Int64) {
        sum &+= Int128(weight) &* Int128(Int64(LogBins.clamped(value) * Histogram.valueOne + 0.5))
        let place = place(of: bin)
        if place < bins.count, bins[place].bin == bin {
            bins[place].count &+= 1
            bins[place].weight &+= weight
        } else {
            bins.insert(Bin(bin: bin, count: 1, weight: weight), at: place)
        }
    }

    package mutating func merge(_ other: Histogram) { combine(other, sign: 1) }

    /// Undoes `merge(other)` exactly.
    package mutating func subtract(_ other: Histogram) { combine(other, sign: -1) }

    package var isEmpty: Bool { bins.isEmpty }

    /// Events that were measured.
    package var count: Int64 { bins.reduce(0) { $0 &+ $1.count } }

    /// The sum of all weights, in 1/256.
    package var weight: Int64 { bins.reduce(0) { $0 &+ $1.weight } }

    /// Hájek's estimate, exact but for one rounding. Nil without events.
    package var mean: Double? {
        isEmpty ? nil : Double(sum) / Histogram.valueOne / Double(weight)
    }

    /// Counts and weights of the bins above `bin`, itself left out.
    package func above(_ bin: UInt16) -> (count: Int64, weight: Int64) {
        var above: (count: Int64, weight: Int64) = (0, 0)
        for place in place(of: bin)..<bins.count where bins[place].bin > bin {
            above.count &+= bins[place].count
            above.weight &+= bins[place].weight
        }
        return above
    }

    /// The bin in which the quantile lies, by the rule of DDSketch: the first one with more than q · (n − 1) events up
    /// to its end, where events count by their weight. Nil without events.
    package func quantileBin(_ q: Double) -> UInt16? {
        guard let last = bins.last else { return nil }
        let rank = q * Double(weight) * (1 - 1 / Double(count))
        var reached: Int64 = 0
        for bin in bins {
            reached &+= bin.weight
            if Double(reached) > rank { return bin.bin }
        }
        return last.bin
    }

    /// Within 2 % of the true quantile, for values from 1e-4 to 1e9. Nil without events.
    package func quantile(_ q: Double) -> Double? { quantileBin(q).map { LogBins.grid.representative($0) } }

    /// The first place whose bin is not below `bin`.
    private func place(of bin: UInt16) -> Int {
        var low = 0
        var high = bins.count
        while low < high {
            let middle = (low + high) / 2
            if bins[middle].bin < bin { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// In place while no bin comes or goes, as in a window that has seen most values.
    private mutating func combine(_ other: Histogram, sign: Int64) {
        sum &+= Int128(sign) &* other.sum
        var place = 0
        var hasEmpty = false
        for (index, bin) in other.bins.enumerated() {
            while place < bins.count, bins[place].bin < bin.bin { place += 1 }
            guard place < bins.count, bins[place].bin == bin.bin else {
                insert(other.bins[index...], sign: sign)
                return
            }
            bins[place].count &+= sign &* bin.count
            bins[place].weight &+= sign &* bin.weight
            if bins[place].count == 0 { hasEmpty = true }
        }
        if hasEmpty { bins.removeAll { $0.count == 0 } }
    }

    /// The rest of a combination, of which some bins are new here.
    private mutating func insert(_ others: ArraySlice<Bin>, sign: Int64) {
        var merged: [Bin] = []
        merged.reserveCapacity(bins.count + others.count)
        var place = 0
        for other in others {
            while place < bins.count, bins[place].bin < other.bin {
                merged.append(bins[place])
                place += 1
            }
            var bin = Bin(bin: other.bin, count: sign &* other.count, weight: sign &* other.weight)
            if place < bins.count, bins[place].bin == other.bin {
                bin.count &+= bins[place].count
                bin.weight &+= bins[place].weight
                place += 1
            }
            merged.append(bin)
        }
        merged.append(contentsOf: bins[place...])
        merged.removeAll { $0.count == 0 }
        bins = merged
    }
}
