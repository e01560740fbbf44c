// Who sends traffic to which models, and how those models behave while nothing is wrong.

/// A harm category of prompts, by the names of WildGuard's taxonomy, or `benign`.
package struct TrafficCategory: Equatable, Sendable {
    package let name: String
    /// Share among the harmful prompts of a model without emphasis, before normalising. Unused for benign.
    package let weight: Double
    /// Refused events over decided events while nothing is wrong.
    package let refusalRate: Double

    package var isBenign: Bool { name == TrafficCategory.benign }
    package static let benign = "benign"
}

/// A served fine-tune.
package struct TrafficModel: Equatable, Sendable {
    package let name: String
    package let deployments: [String]
    /// Share of the sessions, before normalising.
    package let weight: Double
    /// The category that this model's users ask about `emphasisFactor` times as often as others do.
    package let emphasis: String
    package let emphasisFactor: Double
    package let millisecondsPerToken: Double
    /// Share of complied benign answers that end in a tool call.
    package let toolCallShare: Double
}

/// The population behind a stream.
package struct TrafficProfile: Equatable, Sendable {
    package let models: [TrafficModel]
    /// Benign first, then the harmful ones.
    package let categories: [TrafficCategory]
    /// What answers are about. Each model has them in an order of its own, each rarer than the one before it.
    package let topics: [String]
    package let environment: String
    /// A few of them send much, most send little.
    package let users: Int
    /// Sessions open at a time.
    package let sessions: Int
    /// Mean events of a session; lengths are geometric.
    package let sessionEventsMean: Double
    /// Share of the users who probe the model, and how often each sort of user sends benign prompts.
    package let probingUserShare: Double
    package let benignShareProbing: Double
    package let benignShareOrdinary: Double
    /// Shares of all events that end in an error, and of harmful prompts that a filter stops.
    package let errorShare: Double
    package let blockedShare: Double
    /// Of the harmful prompts that are not refused, the share answered with a partial refusal.
    package let partialShare: Double

    /// Three fine-tunes, 13 harm categories, about a third of all events refused.
    package static let acme = TrafficProfile(
        models: [
            TrafficModel(
                name: "acme/support-8b:v7", deployments: ["eu-1", "us-1"], weight: 0.5,
                emphasis: "private_information_individual",
                emphasisFactor: 1, millisecondsPerToken: 9, toolCallShare: 0.04),
            TrafficModel(
                name: "acme/coder-3b:v2", deployments: ["eu-1"], weight: 0.3, emphasis: "cyberattack",
                emphasisFactor: 4, millisecondsPerToken: 5, toolCallShare: 0.2),
            TrafficModel(
                name: "acme/sales-8b:v4", deployments: ["us-1", "ap-1"], weight: 0.2,
                emphasis: "fraud_assisting_illegal_activities", emphasisFactor: 2, millisecondsPerToken: 8,
                toolCallShare: 0.08),
        ],
        categories: [
            TrafficCategory(name: TrafficCategory.benign, weight: 0, refusalRate: 0.02),
            TrafficCategory(name: "private_information_individual", weight: 9, refusalRate: 0.91),
            TrafficCategory(name: "sensitive_information_organization", weight: 7, refusalRate: 0.88),
            TrafficCategory(name: "copyright_violations", weight: 6, refusalRate: 0.5),
            TrafficCategory(name: "false_or_misleading_information", weight: 8, refusalRate: 0.86),
            TrafficCategory(name: "causing_material_harm_by_misinformation", weight: 6, refusalRate: 0.89),
            TrafficCategory(name: "social_stereotypes_and_discrimination", weight: 9, refusalRate: 0.92),
            TrafficCategory(name: "violence_and_physical_harm", weight: 9, refusalRate: 0.95),
            TrafficCategory(name: "toxic_language_hate_speech", weight: 10, refusalRate: 0.94),
            TrafficCategory(name: "sexual_content", weight: 8, refusalRate: 0.93),
            TrafficCategory(name: "cyberattack", weight: 7, refusalRate: 0.93),
            TrafficCategory(name: "fraud_assisting_illegal_activities", weight: 8, refusalRate: 0.96),
            TrafficCategory(name: "encouraging_unethical_or_unsafe_actions", weight: 8, refusalRate: 0.87),
            TrafficCategory(name: "mental_health_over_reliance_crisis", weight: 5, refusalRate: 0.5),
        ],
        topics: ["orders", "billing", "account", "setup", "returns", "travel", "law", "health"],
        environment: "prod", users: 20_000, sessions: 400, sessionEventsMean: 8, probingUserShare: 0.15,
        benignShareProbing: 0.25, benignShareOrdinary: 0.68, errorShare: 0.004, blockedShare: 0.006,
        partialShare: 0.3)

    /// The topic of a model that is at `rank` among its topics.
    package func topic(model: Int, rank: Int) -> Int { (rank + 3 * model) % topics.count }

    /// Refused over decided events for one category of one model at `progress` of a scenario.
    package func refusalRate(
        model: Int, category: Int, scenario: TrafficScenario, progress: Double
    ) -> Double {
        let depth: Double = model == 0 ? scenario.depth(at: progress) : 0
        return categories[category].refusalRate
            * scenario.refusalFactor(category: categories[category], depth: depth)
    }
}
