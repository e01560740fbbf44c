// Why a detector was not made: the parameter that is out of its range, and why it matters.

/// A parameter that no detector can work with.
package struct ParameterError: Error, Equatable, Sendable {
    /// The parameter's name, as the command line and rule files spell it.
    package let field: String
    /// What it must be.
    package let reason: String

    package init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}

/// Rates that a likelihood ratio may divide by; nearer to 0 or 1 a single event would decide everything.
let rates = 1e-12...(1 - 1e-12)

func rate(_ value: Double, _ field: String) throws(ParameterError) -> Double {
    guard rates.contains(value) else { throw ParameterError(field, "must lie strictly between 0 and 1") }
    return value
}

func positive(_ value: Double, _ field: String) throws(ParameterError) -> Double {
    guard value > 0, value <= 1e100 else { throw ParameterError(field, "must be a positive number") }
    return value
}

func bounded(_ value: Double, _ field: String) throws(ParameterError) -> Double {
    guard abs(value) <= 1e100 else { throw ParameterError(field, "must be a number") }
    return value
}

/// What a pane counted, forced into its range; nil when it says nothing. No sum of such counts overflows.
func counts(events: Double, hits: Double) -> (events: Double, hits: Double)? {
    guard events > 0, !hits.isNaN else { return nil }
    let events = min(events, 0x1p53)
    return (events, min(max(hits, 0), events))
}
