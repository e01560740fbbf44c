// Whether a frozen set and training rows share what they say: by hashes of normalised words, never by the words.

package import Model

/// The suite's prints. Rows come one by one and leave nothing behind, so memory follows from the suite alone.
package struct TrainingOverlap: Sendable {
    /// Words of a shingle; a shorter text is one shingle as a whole.
    static let shingleWords = 8
    /// Shorter texts are found only as a whole text: three words stand by chance in any row.
    static let runWordsMin = 4
    /// Of all items together.
    static let shinglesMax = 4_000_000
    /// Overlaps of an item that are told by their rows; the others are counted.
    static let rowsShown = 5
    package static let thresholdDefault = 0.8

    /// The share of an item's shingles that a row has to have.
    private let threshold: Double
    private var items: [Item] = []
    /// Whole texts, by their print.
    private var wholes: [UInt64: [Int]] = [:]
    /// Shingles, by their print; lengths other than `shingleWords` are of short items.
    private var shingles: [UInt64: [Int]] = [:]
    private var lengths: Set<Int> = []
    private var shingleCount = 0
    /// False once `shinglesMax` was reached: then longer items are found as a whole only.
    package private(set) var isComplete = true

    private struct Item: Sendable {
        var id: String
        /// Distinct ones.
        var shingles = 0
        var exact = 0
        var near = 0
        var rows: [TrainingRow] = []
        var containmentMax = 0.0
    }

    package init(threshold: Double = TrainingOverlap.thresholdDefault) {
        self.threshold = threshold
    }

    /// `texts` are the wordings of an item, each by itself.
    package mutating func add(id: String, texts: [Sealed]) {
        let place = items.count
        items.append(Item(id: id))
        var prints: Set<UInt64> = []
        for text in texts {
            let words = wordPrints(text)
            guard !words.isEmpty else { continue }
            wholes[print(words[...]), default: []].append(place)
            guard words.count >= Self.runWordsMin else { continue }
            let length = min(Self.shingleWords, words.count)
            lengths.insert(length)
            for start in 0...words.count - length { prints.insert(print(words[start..<start + length])) }
        }
        guard shingleCount + prints.count <= Self.shinglesMax else {
            isComplete = false
            return
        }
        shingleCount += prints.count
        items[place].shingles = prints.count
        for print in prints { shingles[print, default: []].append(place) }
    }

    /// Holds one row against the suite. `texts` are its fields.
    package mutating func take(_ row: TrainingRow, texts: [Sealed]) {
        var exact: Set<Int> = []
        var found: [Int: Set<UInt64>] = [:]
        for text in texts {
            let words = wordPrints(text)
            guard !words.isEmpty else { continue }
            exact.formUnion(wholes[print(words[...])] ?? [])
            for length in lengths where words.count >= length {
                for start in 0...words.count - length {
                    let print = print(words[start..<start + length])
                    for place in shingles[print] ?? [] { found[place, default: []].insert(print) }
                }
            }
        }
        for place in exact.union(found.keys) {
            let count = items[place].shingles
            let containment = count == 0 ? 0 : Double(found[place]?.count ?? 0) / Double(count)
            let isExact = exact.contains(place)
            items[place].containmentMax = max(items[place].containmentMax, isExact ? 1 : containment)
            guard isExact || containment >= threshold - tolerance else { continue }
            if isExact { items[place].exact += 1 } else { items[place].near += 1 }
            if items[place].rows.count < Self.rowsShown { items[place].rows.append(row) }
        }
    }

    /// Items that some row holds, in the order of the suite.
    package var findings: [OverlapFinding] {
        items.filter { $0.exact + $0.near > 0 }.map { item in
            OverlapFinding(
                id: item.id, exact: item.exact, near: item.near, containment: item.containmentMax, rows: item.rows)
        }
    }
}

/// Where a row stands.
package struct TrainingRow: Equatable, Sendable {
    package var file: String
    package var line: Int

    package init(file: String, line: Int) {
        (self.file, self.line) = (file, line)
    }
}

/// An item that training rows hold.
package struct OverlapFinding: Equatable, Sendable {
    package var id: String
    /// Rows with a field that is the same text.
    package var exact: Int
    /// Rows with most of its shingles.
    package var near: Int
    /// The largest share of its shingles in one row.
    package var containment: Double
    /// The first of them.
    package var rows: [TrainingRow]
}

/// One print for each word: letters and digits, in lower case; everything else only parts words.
private func wordPrints(_ text: Sealed) -> [UInt64] {
    var prints: [UInt64] = []
    var word: UInt64?
    for scalar in String(decoding: text.bytes, as: UTF8.self).unicodeScalars {
        let value = scalar.value
        let isWord: Bool
        if value < 0x80 {
            isWord = 0x30...0x39 ~= value || 0x61...0x7A ~= value | 0x20
        } else {
            isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        guard isWord else {
            if let done = word { prints.append(done) }
            word = nil
            continue
        }
        if value < 0x80 {
            word = mixed(word ?? seed, UInt64(0x41...0x5A ~= value ? value | 0x20 : value))
        } else {
            for low in scalar.properties.lowercaseMapping.unicodeScalars {
                word = mixed(word ?? seed, UInt64(low.value))
            }
        }
    }
    if let done = word { prints.append(done) }
    return prints
}

private let seed: UInt64 = 0xcbf2_9ce4_8422_2325

/// The count is part of it: a shorter run is another print.
private func print(_ words: ArraySlice<UInt64>) -> UInt64 {
    words.reduce(UInt64(words.count)) { mixed($0, $1) }
}

/// SplitMix64's finish over both.
private func mixed(_ state: UInt64, _ next: UInt64) -> UInt64 {
    var word = (state ^ next) &* 0x9e37_79b9_7f4a_7c15
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9 &+ state
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
}
