// The paths of the status page.

internal import Web

extension Site {
    /// Pages for people.
    static let pages: [Place] = [
        Place("GET", "/") { $0.overview() },
        Place("GET", "/alerts") { $0.alertList() },
        Place("GET", "/alerts/{id}") { $0.alertSheet() },
        Place("GET", "/incidents/{id}") { $0.incidentSheet() },
        Place("GET", "/series") { $0.series() },
        Place("GET", "/canaries") { $0.canaryGrid() },
        Place("GET", "/baselines") { $0.baselineList() },
        Place("GET", "/health") { $0.healthSheet() },
    ]
}
