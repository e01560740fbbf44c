// Why patterns cannot be used on this machine.

package enum PatternError: Error, Equatable, Sendable {
    /// vectorscan does not take a pattern.
    case pattern(id: String, reason: String)
    /// The processor lacks what vectorscan needs (SSE4.2 on x86-64).
    case processor
    case outOfMemory

    package var text: String {
        switch self {
        case .pattern(let id, let reason): "pattern \(id): \(reason)"
        case .processor: "vectorscan needs SSE4.2 on x86-64, and this processor has none; run on a newer machine"
        case .outOfMemory: "out of memory for the patterns of refusals"
        }
    }
}
