// `/api/v1/alerts` and `/api/v1/incidents`.

internal import Model
internal import Platform
internal import Store
internal import Web

extension Site {
    static let alertPlaces = [
        Place("GET", "/api/v1/alerts") { $0.alertsJSON() },
        Place("GET", "/api/v1/alerts/{id}") { $0.alertJSON() },
        Place("GET", "/api/v1/incidents") { $0.incidentsJSON() },
        Place("GET", "/api/v1/incidents/{id}") { $0.incidentJSON() },
    ]
}

/// Where a list goes on: behind `given` alerts of those that fired at `firedAt`.
private struct AlertCursor {
    var firedAt: EventTime
    var given: Int

    static let givenMax = 100_000

    init(firedAt: EventTime, given: Int) {
        (self.firedAt, self.given) = (firedAt, given)
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let at = Int64(parts[0]), at < .max, let given = Int(parts[1]),
            1...Self.givenMax ~= given
        else { return nil }
        (firedAt, self.given) = (EventTime(microseconds: at), given)
    }

    var text: String { "\(firedAt.microseconds).\(given)" }
}

extension Visit {
    fileprivate func alertsJSON() -> WebReply {
        answering { reader in
            var filter = try alertFilter(now: Clocks.wall())
            let limit = filter.limit
            var skip = 0
            if let text = request[query: "cursor"] {
                guard let cursor = AlertCursor(text) else { throw Problem(400, "cursor: it is not one of ours") }
                filter.until = EventTime(microseconds: cursor.firedAt.microseconds + 1)
                skip = cursor.given
            }
            filter.limit = limit + skip
            let alerts = try reader.alerts(filter)
            let page = alerts.dropFirst(skip)
            var next: String?
            if page.count == limit, let last = page.last {
                let given = alerts.reversed().prefix { $0.firedAt == last.firedAt }.count
                next = AlertCursor(firedAt: last.firedAt, given: given).text
            }
            return WebReply { writer in
                writer.object { writer in
                    writer.key("alerts")
                    writer.array { writer in
                        for alert in page { alert.write(to: &writer) }
                    }
                    if let next { writer.field("next", next) }
                }
            }
        }
    }

    fileprivate func alertJSON() -> WebReply {
        answering { reader in
            let prefix = try idPrefix()
            guard let found = try reader.alert(idPrefix: prefix) else {
                throw Problem(404, "there is no alert \(prefix)")
            }
            return WebReply { writer in
                writer.object { writer in
                    writer.key("alert")
                    found.alert.write(to: &writer)
                    writer.key("history")
                    writer.array { writer in
                        for transition in found.transitions { writer.raw(transition) }
                    }
                }
            }
        }
    }

    fileprivate func incidentsJSON() -> WebReply {
        answering { reader in
            var states: [Incident.State] = [.open, .quiet]
            let words = request.values("state")
            if words.contains("all") {
                states = Incident.State.allCases
            } else if !words.isEmpty {
                states = words.compactMap { Incident.State(rawValue: $0) }
                guard states.count == words.count else { throw Problem(400, "state: open, quiet, closed or all") }
            }
            let incidents = try reader.incidents(in: states, model: request[query: "model"], limit: try limit())
            return WebReply { writer in
                writer.object { writer in
                    writer.key("incidents")
                    writer.array { writer in
                        for incident in incidents { incident.write(to: &writer) }
                    }
                }
            }
        }
    }

    fileprivate func incidentJSON() -> WebReply {
        answering { reader in
            let prefix = try idPrefix()
            guard let incident = try reader.incident(idPrefix: prefix) else {
                throw Problem(404, "there is no incident \(prefix)")
            }
            return WebReply { incident.write(to: &$0) }
        }
    }
}
