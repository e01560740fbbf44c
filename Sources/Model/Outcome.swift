// What the model did with a request, and who says so.

/// The outcome of one inference. Three-way and more: `blocked` means that a filter acted, not the model.
package enum Outcome: UInt8, CaseIterable, Sendable {
    case refused, partial, complied, blocked, error, unknown

    package var name: StaticString {
        switch self {
        case .refused: "refused"
        case .partial: "partial"
        case .complied: "complied"
        case .blocked: "blocked"
        case .error: "error"
        case .unknown: "unknown"
        }
    }

    /// Whether the model itself decided. Only these enter the denominator of a refusal rate.
    package var isDecided: Bool {
        switch self {
        case .refused, .partial, .complied: true
        case .blocked, .error, .unknown: false
        }
    }
}

/// Which part of the event supplied the outcome. A change of source looks like drift, so it is kept.
package enum OutcomeSource: UInt8, CaseIterable, Sendable {
    case none, signal, evaluation, finishReason, providerRefusal, guardrail, error

    package var name: StaticString {
        switch self {
        case .none: "none"
        case .signal: "signal"
        case .evaluation: "evaluation"
        case .finishReason: "finish_reason"
        case .providerRefusal: "provider_refusal"
        case .guardrail: "guardrail"
        case .error: "error"
        }
    }
}
