// A verdict as people are shown it.

/// What people are shown for a series: a verdict, or why there is none.
package struct SeriesStanding: Equatable, Sendable {
    /// `critical`, `ok`, `learning`, `unknown`.
    package var word: String
    /// Why an `ok` is not believed; nil where the verdict stands.
    package var doubt: String?

    package init(word: String, doubt: String? = nil) {
        (self.word, self.doubt) = (word, doubt)
    }

    var mark: Mark {
        switch word {
        case "critical": .high
        case "warning": .medium
        case "ok": .ok
        default: .unknown
        }
    }

    /// The more urgent, the larger.
    package var urgency: Int { Self.words.firstIndex { $0.utf8.elementsEqual(word.utf8) } ?? 4 }

    private static let words = ["ok", "learning", "insufficient", "stale", "unknown", "warning", "critical"]

    /// Whether a line was crossed, or nobody can know.
    package var isAlarming: Bool { ["unknown", "warning", "critical"].contains(word) }

    /// Whether somebody judged.
    package var isJudged: Bool { ["ok", "warning", "critical"].contains(word) }

    var badge: String { mark.badge(word) }
}
