// Where evidence comes from. Planes fail independently of each other, so agreement between them counts.

package enum Plane: String, CaseIterable, Sendable {
    /// What users ask, and what they are answered.
    case traffic
    /// Prompts of our own.
    case canary
    /// The model beside its base model on the same input.
    case comparison
}
