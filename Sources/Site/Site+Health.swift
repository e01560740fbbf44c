// `/livez`, `/readyz`, `/healthz`: for machines by their status, for people with `?verbose`.

internal import Model
internal import Platform
internal import Store
internal import Web

/// One thing that must hold.
struct HealthCheck: Sendable {
    let name: String
    /// Why it does not hold; nil when it does.
    let failure: String?

    var isGood: Bool { failure == nil }

    init(_ name: String, _ failure: String?) {
        (self.name, self.failure) = (name, failure)
    }
}

extension Site {
    /// A pipeline thread that was not seen for longer is stuck.
    static let beatMax = TimeSpan.seconds(30)
    /// A store that took nothing for longer takes nothing.
    static let commitMax = TimeSpan.seconds(10)

    /// Whether the process does its work, however little there is.
    func liveness(monotonic: TimeSpan) -> [HealthCheck] {
        guard let beat = board.lastBeat else { return [HealthCheck("pipeline", nil)] }
        let age = monotonic - beat
        let failure = age > Self.beatMax ? "not seen for \(age.durationText)" : nil
        return [HealthCheck("pipeline", failure)]
    }

    /// Whether what it says can be relied on now.
    func readiness(monotonic: TimeSpan) -> [HealthCheck] {
        let course = board.currentCourse
        let newest = board.newest
        let trouble = newest.flatMap(\.trouble).map { ": \($0)" } ?? ""
        var store: String?
        if newest?.checkpointAt == nil { store = "no checkpoint yet" }
        if let since = course.storeBusySince, monotonic - since > Self.commitMax {
            store = "it takes no checkpoint for \((monotonic - since).durationText)"
        }
        return liveness(monotonic: monotonic) + [
            HealthCheck("assignment", course.isAssigned ? nil : "no partition was assigned yet\(trouble)"),
            HealthCheck("source", newest?.trouble),
            HealthCheck("store", store),
            HealthCheck("draining", course.isStopping ? "monitord is stopping" : nil),
        ]
    }

    /// The three paths; nil for any other.
    func health(_ request: WebRequest) -> WebReply? {
        guard request.method != "POST" else { return nil }
        let monotonic = Clocks.monotonic()
        let checks: [HealthCheck]
        switch request.path {
        case "/livez": checks = liveness(monotonic: monotonic)
        case "/readyz", "/healthz": checks = readiness(monotonic: monotonic)
        default: return nil
        }
        return Self.reply(String(request.path.dropFirst()), checks, request)
    }

    /// The words of Kubernetes' own servers, which people and tools know.
    static func reply(_ name: String, _ checks: [HealthCheck], _ request: WebRequest) -> WebReply {
        let excluded = request.values("exclude")
        let counted = checks.filter { !excluded.contains($0.name) }
        let isGood = counted.allSatisfy(\.isGood)
        guard request[query: "verbose"] != nil || !isGood else { return WebReply(text: "ok\n") }
        var text = ""
        for check in checks {
            if excluded.contains(check.name) {
                text += "[+]\(check.name) excluded: ok\n"
            } else if let failure = check.failure {
                text += "[-]\(check.name) failed: \(visible(failure))\n"
            } else {
                text += "[+]\(check.name) ok\n"
            }
        }
        text += isGood ? "\(name) check passed\n" : "\(name) check failed\n"
        return WebReply(status: isGood ? 200 : 503, text: text)
    }

    static let healthPlaces = ["/livez", "/readyz", "/healthz"].map { path in
        Place("GET", path) { $0.site.health($0.request) ?? WebReply(status: 404, text: "") }
    }
}
