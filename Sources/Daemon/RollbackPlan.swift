// What a critical incident sends, and where to.

package import Kafka
internal import Model

package enum RollbackPlan: Sendable {
    case off
    /// A line of the log.
    case dryRun
    case kafka(KafkaSettings, topic: String)
    /// The plan of delivery names it.
    case receiver

    /// What these transitions ask for.
    func wanted(by transitions: [AlertTransition], models: [DeployedModel]) -> [Rollback] {
        switch self {
        case .off: []
        case .dryRun: Rollback.wanted(by: transitions, models: models, isDryRun: true)
        case .kafka, .receiver: Rollback.wanted(by: transitions, models: models, isDryRun: false)
        }
    }
}
