// What is allowed in routes, and probably not meant.

import Delivery
import Model

/// Receivers that nobody is sent to, and routes that no alert comes to.
func lintRoutes(_ configuration: Configuration, _ log: inout DiagnosticLog) {
    var open: Configuration.RouteSettings?
    for settings in configuration.routes {
        if let before = open {
            log.warning(
                .unreachedRoute, "no alert reaches this route: the one in line \(before.place.line) takes everything",
                at: settings.place, help: ["put it before the other, or add continue = true to that one"])
        } else if settings.route.filter?.holdsAlways ?? true, !settings.route.goesOn {
            open = settings
        }
    }
    for settings in configuration.routes { lintBound(settings, configuration, &log) }
    let told = configuration.routes.flatMap(\.route.receivers)
    for settings in configuration.receivers where !told.contains(settings.receiver.name) {
        let isForRollbacks =
            configuration.rollback.mode == .receiver && configuration.rollback.receiver == settings.receiver.name
        if isForRollbacks { continue }
        log.warning(
            .unroutedReceiver, "no route leads to `\(settings.receiver.name)`", at: settings.place,
            help: ["add [[route]] with receivers = [\"\(settings.receiver.name)\"]"])
    }
}

/// A route that an alert leaves when its severity rises: nobody would tell its receivers how it ended.
private func lintBound(
    _ settings: Configuration.RouteSettings, _ configuration: Configuration, _ log: inout DiagnosticLog
) {
    for (tier, higher) in [(Severity.medium, Severity.high), (.medium, .critical), (.high, .critical)] {
        guard holds(settings.route, tier), !holds(settings.route, higher) else { continue }
        let left = settings.route.receivers.first { name in
            !configuration.routes.contains { $0.route.receivers.contains(name) && holds($0.route, higher) }
        }
        guard let left else { continue }
        log.warning(
            .boundedRoute,
            "`\(left)` would not hear the end of an alert that rises from \(tier.name) to \(higher.name)",
            at: settings.place, help: ["write 'severity>=\(tier.name)'"])
        return
    }
}

/// Whether a route can take alerts of a severity, whatever else it asks.
private func holds(_ route: Route, _ tier: Severity) -> Bool {
    guard let filter = route.filter else { return true }
    return filter.matches(leavingOut: filter.fields.filter { $0 != "severity" }) { $0 == "severity" ? tier.name : nil }
}
