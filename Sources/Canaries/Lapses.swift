// Why items of a run were not measured, in words.

import Model

/// Counts by reason; bounded, since reasons come from outside.
struct Lapses: Equatable, Sendable {
    private static let wordsMax = 32
    private static let shownMax = 5
    private static let lengthMax = 60

    private var counts: [(word: String, count: Int)] = []

    mutating func add(_ reason: String) {
        var word = reason.isEmpty ? "no reason given" : String(reason.unicodeScalars.prefix(Lapses.lengthMax))
        if counts.count >= Lapses.wordsMax, !counts.contains(where: { $0.word == word }) { word = "other" }
        if let place = counts.firstIndex(where: { $0.word == word }) {
            counts[place].count += 1
        } else {
            counts.append((word, 1))
        }
    }

    /// `12 of 24 not measured: timeout 10, http 503 2`, after the cause if one thing ended it all.
    func text(of run: CanaryRun, cause: String?) -> String {
        guard run.planned > 0 else { return cause ?? "it has no items" }
        let sorted = counts.sorted { ($1.count, $0.word) < ($0.count, $1.word) }
        var parts = sorted.prefix(Lapses.shownMax).map { "\($0.word) \($0.count)" }
        let rest = sorted.dropFirst(Lapses.shownMax).reduce(0) { $0 + $1.count }
        if rest > 0 { parts.append("other \(rest)") }
        let tally = "\(run.notMeasured) of \(run.planned) not measured: " + parts.joined(separator: ", ")
        return cause.map { "\($0); \(tally)" } ?? tally
    }

    static func == (left: Lapses, right: Lapses) -> Bool {
        left.counts.elementsEqual(right.counts, by: ==)
    }
}
