// The mission's four tiers.

/// How much an alert asks of the person who reads it.
package enum Severity: UInt8, CaseIterable, Comparable, Sendable {
    case low, medium, high, critical

    package var name: String {
        switch self {
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .critical: "critical"
        }
    }

    package init?(name: String) {
        guard let match = Severity.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
