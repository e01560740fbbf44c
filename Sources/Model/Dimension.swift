// The names by which events are grouped.

/// A dimension of a series. Raw values order every key and are never reused.
package enum Dimension: UInt8, CaseIterable, Comparable, Sendable {
    case model, category, environment, deployment, baseModel, provider, operation
    /// Where in the log something happened: alerts about the log itself use them, rules do not.
    case topic, partition
    /// What the answer is about, as `labels.topic` says.
    case responseTopic
    /// Which canaries an alert is about; no event has one.
    case suite
    /// Whom monitord could not tell; no event has one.
    case receiver

    /// The dimensions of events, which rules may group by, in the order of `place`.
    package static let ofEvents: [Dimension] = [
        .model, .category, .environment, .deployment, .baseModel, .provider, .operation, .responseTopic,
    ]

    /// Where an event keeps its name of this dimension.
    package var place: Int {
        switch self {
        case .model, .category, .environment, .deployment, .baseModel, .provider, .operation: Int(rawValue)
        case .responseTopic: 7
        case .topic, .partition, .suite, .receiver: preconditionFailure("no event has a name of this dimension")
        }
    }

    /// The word for it in TOML, JSON and on screen.
    package var name: String {
        switch self {
        case .model: "model"
        case .category: "category"
        case .environment: "environment"
        case .deployment: "deployment"
        case .baseModel: "base_model"
        case .provider: "provider"
        case .operation: "operation"
        case .topic: "topic"
        case .partition: "partition"
        case .responseTopic: "response_topic"
        case .suite: "suite"
        case .receiver: "receiver"
        }
    }

    package init?(name: String) {
        guard let match = Dimension.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    package static func < (left: Dimension, right: Dimension) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Dimension names with their values, in the order of `Dimension`: what a series is about.
/// An absent dimension has the empty value, as a label has in Prometheus.
package struct Scope: Hashable, Sendable {
    package let values: [(dimension: Dimension, value: String)]
    /// The JSON object of `values`: canonical, so two scopes are equal exactly when these bytes are.
    /// Swift's String equality is canonical equivalence and must never decide a key.
    package let key: [UInt8]

    package init(_ values: [(dimension: Dimension, value: String)]) {
        let ordered = values.sorted { $0.dimension < $1.dimension }
        self.values = ordered
        var writer = JSONWriter()
        writer.object { writer in
            for (dimension, value) in ordered { writer.field(dimension.name, value) }
        }
        key = writer.bytes
    }

    package subscript(dimension: Dimension) -> String? {
        values.first { $0.dimension == dimension }?.value
    }

    package static func == (left: Scope, right: Scope) -> Bool { left.key == right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// Whether `left` comes first in every listing: by the bytes of the key.
    package static func precedes(_ left: Scope, _ right: Scope) -> Bool {
        left.key.lexicographicallyPrecedes(right.key)
    }
}
