// Receivers and their secrets, read the same way by every command.

internal import Delivery
internal import Model
internal import Rules

extension Setup {
    /// Whom to tell, with the secrets that it takes.
    static func deliveryPlan(_ configuration: Configuration) throws(CommandFailure) -> DeliveryPlan {
        try secret { () throws(SecretFailure) in try configuration.deliveryPlan() }
    }

    /// One receiver by its name, of a plan with or without secrets.
    static func receiver(_ name: String, _ plan: DeliveryPlan) throws(CommandFailure) -> Receiver {
        if let receiver = plan.receiver(name) { return receiver }
        let names = plan.receivers.map(\.name)
        let near = nearest(to: name, among: names).map { "did you mean '\($0)'?" }
        throw CommandFailure(
            status: ExitStatus.notFound, message: "no receiver is named '\(name)'",
            help: advice(near, "receivers", names.isEmpty ? ["none in the configuration"] : names))
    }
}
