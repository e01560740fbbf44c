// Small signs that say by their shape what a colour says, each beside its word.

internal import Model

/// A shape of its own for each grade.
package enum Mark: String, CaseIterable, Sendable {
    case critical, high, medium, low, ok, unknown

    /// Drawn once in each page and used by name.
    static let sheet: String = {
        let shapes: [(Mark, String)] = [
            (.critical, "<path d=\"M6 0L12 6L6 12L0 6Z\"/>"), (.high, "<path d=\"M6 .5L12 11.5H0Z\"/>"),
            (.medium, "<rect x=\"1\" y=\"1\" width=\"10\" height=\"10\"/>"),
            (.low, "<circle cx=\"6\" cy=\"6\" r=\"4.5\"/>"),
            (.ok, "<path d=\"M1.7 5.2L4.6 8.1L10.3 2.2L12 3.9L4.6 11.4L0 6.9Z\"/>"),
            (
                .unknown,
                "<path d=\"M6 0A6 6 0 1 0 6 12A6 6 0 1 0 6 0ZM6 1.8A4.2 4.2 0 1 1 6 10.2A4.2 4.2 0 1 1 6 1.8Z\" "
                    + "fill-rule=\"evenodd\"/>"
            ),
        ]
        let symbols = shapes.map { "<symbol id=\"m-\($0.0.rawValue)\" viewBox=\"0 0 12 12\">\($0.1)</symbol>" }
        return "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\">\(symbols.joined())</svg>"
    }()

    init(_ severity: Severity) {
        switch severity {
        case .low: self = .low
        case .medium: self = .medium
        case .high: self = .high
        case .critical: self = .critical
        }
    }

    /// The sign alone; a word must stand beside it.
    var html: String { "<svg class=\"mark\" aria-hidden=\"true\"><use href=\"#m-\(rawValue)\"/></svg>" }

    /// The sign and its word in its colour.
    func badge(_ word: String) -> String { "<span class=\"badge \(rawValue)\">\(html)\(escaped(word))</span>" }
}
