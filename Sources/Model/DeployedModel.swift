// What the operator says of a deployed model: where it comes from, and how it is called.

/// A `[[model]]`.
package struct DeployedModel: Equatable, Sendable {
    package enum Role: String, CaseIterable, Sendable {
        case tuned, base
    }

    /// As events name it.
    package var name: String
    /// The name of the route or service that it stands behind.
    package var alias: String?
    /// What the endpoint says that it serves, such as `ft:…`.
    package var id: String?
    package var role = Role.tuned
    /// The name of what it was tuned from.
    package var baseModel: String?
    /// Which revision of the base it stands on; of a base, its own.
    package var baseRevision: String?
    /// Which revision of the base the training's manifest names.
    package var manifestBaseRevision: String?
    package var dataset: String?
    package var datasetVersion: String?
    /// SHA-256 in hexadecimal.
    package var datasetHash: String?
    /// A file or a link.
    package var evaluationReport: String?
    /// The switch that sends traffic to it.
    package var flag: String?
    /// What trained it.
    package var job: String?
    /// When its weights were made, and when it was last evaluated.
    package var trainedAt: EventTime
    package var evaluatedAt: EventTime?
    /// When it took its first request, and its last one.
    package var deployedAt: EventTime?
    package var retiredAt: EventTime?

    package init(name: String, baseModel: String? = nil, trainedAt: EventTime, evaluatedAt: EventTime? = nil) {
        self.name = name
        self.baseModel = baseModel
        self.trainedAt = trainedAt
        self.evaluatedAt = evaluatedAt
    }

    /// Whether `word` is its name, its id or its alias.
    package func isCalled(_ word: String) -> Bool {
        [name, id, alias].contains { $0?.utf8.elementsEqual(word.utf8) ?? false }
    }

    /// Whether what it is called by says that it is not its base: an id of a fine-tune, or one that the base does not
    /// have and that means no more than the base. Of a model whose base nobody knows, only the former tells.
    package var looksTuned: Bool {
        let own = id ?? name
        if own.hasPrefix("ft:") { return true }
        return baseModel.map { !$0.hasPrefix(own) } ?? false
    }
}
