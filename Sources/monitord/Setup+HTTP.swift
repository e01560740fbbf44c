// Where a run answers over HTTP, as the configuration says it.

internal import Daemon
internal import Model
internal import Rules

extension Setup {
    /// The plan of the HTTP server, with its secret.
    static func web(_ configuration: Configuration, store: String) throws(CommandFailure) -> WebPlan {
        var plan = WebPlan()
        plan.listen = configuration.http.listen
        plan.socketPath = configuration.httpSocketPath(store: store)
        plan.hosts = configuration.http.hosts
        plan.seriesMax = Int(configuration.http.series)
        plan.configuration = configuration.json
        do throws(SecretFailure) {
            plan.token = try configuration.http.resolvedToken()
        } catch {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "\(error.reference): \(error.reason)", help: [error.help])
        }
        return plan
    }
}
