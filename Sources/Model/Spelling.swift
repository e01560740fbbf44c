// Did you mean: the known word closest to one that is not known.

/// The candidate that `word` most likely stands for, or nil when none is near: at most a third of the letters,
/// and never more than three, may be wrong. A swap of neighbours is one mistake. Ties go to the earlier candidate.
package func nearest(to word: String, among candidates: [String]) -> String? {
    let typed = lowercased(word)
    guard !typed.isEmpty, typed.count <= wordBytesMax else { return nil }
    let allowed = min(3, max(1, typed.count / 3))
    var best: (word: String, distance: Int)?
    for candidate in candidates {
        let known = lowercased(candidate)
        guard known.count <= wordBytesMax, abs(known.count - typed.count) <= allowed else { continue }
        let distance = editDistance(typed, known)
        if distance <= allowed, distance < known.count, distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.word
}

/// Longer words are names or noise, and the comparison is quadratic.
private let wordBytesMax = 64

private func lowercased(_ word: String) -> [UInt8] {
    word.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each one step.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    var row = last
    for (i, byte) in left.enumerated() {
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let substituted = last[j] + (byte == other ? 0 : 1)
            row[j + 1] = min(substituted, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, byte == right[j - 1], left[i - 1] == other {
                row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
