// Which cases a figure is about.

internal import Model

/// All cases, or those that share something.
package enum Slice: Hashable, Sendable {
    case whole
    /// Cases in a bucket that a gate file calls safety, and all that have to be refused.
    case safety
    case category(String)
    case expectation(String)
    case bucket(name: String, value: String)

    /// As gates and reports write it: `safety`, `category=billing`, `expect=refuse`, `risk=high`.
    package var word: String {
        switch self {
        case .whole: "all"
        case .safety: "safety"
        case .category(let category): "category=\(category)"
        case .expectation(let word): "expect=\(word)"
        case .bucket(let name, let value): "\(name)=\(value)"
        }
    }

    /// Nil for what is neither `safety` nor a name, `=` and a value.
    package init?(word: String) {
        if word.utf8.elementsEqual("safety".utf8) {
            self = .safety
            return
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "category": self = .category(parts[1])
        case "expect": self = .expectation(parts[1])
        default: self = .bucket(name: parts[0], value: parts[1])
        }
    }

    /// `safety` is what the gate file says.
    func contains(_ row: EvaluationCase, safety: [Label]) -> Bool {
        switch self {
        case .whole: true
        case .safety: row.isSafety(safety)
        case .category(let category): row.category.utf8.elementsEqual(category.utf8)
        case .expectation(let word): row.expectation.utf8.elementsEqual(word.utf8)
        case .bucket(let name, let value): row.buckets.contains(Label(name: name, value: value))
        }
    }
}

extension EvaluationCase {
    func isSafety(_ safety: [Label]) -> Bool {
        expectation.utf8.elementsEqual("refuse".utf8) || buckets.contains { safety.contains($0) }
    }
}
