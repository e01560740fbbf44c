// `/api/v2`: what fires and what is silenced in the shape of Alertmanager, for amtool and its kin. It only reads.

internal import Model
internal import Platform
internal import Store
internal import Web

extension Site {
    static let alertmanagerPlaces = [
        Place("GET", "/api/v2/status") { $0.managerStatus() },
        Place("GET", "/api/v2/alerts") { $0.managerAlerts() },
        Place("GET", "/api/v2/alerts/groups") { $0.managerGroups() },
        Place("GET", "/api/v2/silences") { $0.managerSilences() },
        Place("GET", "/api/v2/receivers") { _ in
            WebReply { writer in writer.array { $0.object { $0.field("name", Site.managerReceiver) } } }
        },
    ]

    /// All alerts are said to be for it: who is told of one stands in monitord's own routes.
    fileprivate static let managerReceiver = "monitord"
}

extension Alert {
    /// Labels by which others know it: `alertname`, `severity`, its series, and its rule's own.
    fileprivate var managerLabels: [(name: String, value: String)] {
        var found = [("alertname", rule), ("plane", plane.rawValue), ("severity", severity.name)]
        found += scope.values.map { ($0.dimension.name, $0.value) }
        for label in labels where !found.contains(where: { $0.0.utf8.elementsEqual(label.name.utf8) }) {
            found.append((label.name, label.value))
        }
        return found.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    fileprivate func managerField(_ name: String) -> String? {
        managerLabels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    fileprivate var isSuppressed: Bool {
        switch notice {
        case .silenced, .inhibited: true
        case .page, .update, .log, .flapping: false
        }
    }

    fileprivate func writeManager(now: EventTime, to writer: inout JSONWriter) {
        // A reader must not think it over before it asks again.
        let endsAt = resolvedAt ?? now + .seconds(300)
        writer.object { writer in
            writer.key("annotations")
            writer.object { writer in
                writer.field("summary", summary)
                if let runbookURL { writer.field("runbook_url", runbookURL) }
                let own = ["summary", "runbook_url"]
                for note in annotations where !own.contains(note.name) { writer.field(note.name, note.value) }
            }
            writer.field("endsAt", endsAt.rfc3339)
            writer.field("fingerprint", String(id.text.prefix(16)))
            writer.key("receivers")
            writer.array { $0.object { $0.field("name", Site.managerReceiver) } }
            writer.field("startsAt", firedAt.rfc3339)
            writer.key("status")
            writer.object { writer in
                let by = notice.quietedBy
                var (inhibitors, silences): ([String], [String]) = ([], [])
                if case .silenced = notice, let by { silences = [by] }
                if case .inhibited = notice, let by { inhibitors = [by] }
                writer.key("inhibitedBy")
                writer.array { writer in inhibitors.forEach { writer.value($0) } }
                writer.key("silencedBy")
                writer.array { writer in silences.forEach { writer.value($0) } }
                writer.field("state", isSuppressed ? "suppressed" : "active")
            }
            writer.field("updatedAt", updatedAt.rfc3339)
            writer.field("generatorURL", "")
            writer.key("labels")
            writer.object { writer in
                for label in managerLabels { writer.field(label.name, label.value) }
            }
        }
    }
}

extension Visit {
    fileprivate func managerStatus() -> WebReply {
        WebReply { writer in
            writer.object { writer in
                writer.key("cluster")
                writer.object { writer in
                    writer.field("name", "")
                    writer.key("peers")
                    writer.array { _ in }
                    writer.field("status", "disabled")
                }
                writer.key("config")
                writer.object { $0.field("original", "# monitord: its configuration is at /api/v1/config\n") }
                writer.field("uptime", (site.board.newest?.startedAt ?? Clocks.wall()).rfc3339)
                writer.key("versionInfo")
                writer.object { writer in
                    for name in ["branch", "buildDate", "buildUser", "goVersion", "revision"] { writer.field(name, "") }
                    writer.field("version", site.version)
                }
            }
        }
    }

    /// Those that fire or are stale and that the query's flags and filters want.
    private func wanted(_ reader: borrowing Reader) throws -> [Alert] {
        var filter = AlertFilter()
        filter.limit = Self.limitMax
        let filters = try matchers()
        let wantsActive = request[query: "active"] != "false"
        let wantsSuppressed = request[query: "silenced"] != "false" || request[query: "inhibited"] != "false"
        return try reader.alerts(filter).filter { alert in
            guard alert.isSuppressed ? wantsSuppressed : wantsActive else { return false }
            return filters.allSatisfy { $0.matches(alert.managerField) }
        }
    }

    fileprivate func managerAlerts() -> WebReply {
        answering { reader in
            let alerts = try wanted(reader)
            let now = Clocks.wall()
            return WebReply { writer in
                writer.array { writer in
                    for alert in alerts { alert.writeManager(now: now, to: &writer) }
                }
            }
        }
    }

    /// One group for each model.
    fileprivate func managerGroups() -> WebReply {
        answering { reader in
            let alerts = try wanted(reader)
            let now = Clocks.wall()
            var models: [String] = []
            for alert in alerts {
                let model = alert.scope[.model] ?? ""
                if !models.contains(where: { $0.utf8.elementsEqual(model.utf8) }) { models.append(model) }
            }
            return WebReply { writer in
                writer.array { writer in
                    for model in models {
                        writer.object { writer in
                            writer.key("alerts")
                            writer.array { writer in
                                for alert in alerts where (alert.scope[.model] ?? "").utf8.elementsEqual(model.utf8) {
                                    alert.writeManager(now: now, to: &writer)
                                }
                            }
                            writer.key("labels")
                            writer.object { $0.field("model", model) }
                            writer.key("receiver")
                            writer.object { $0.field("name", Site.managerReceiver) }
                        }
                    }
                }
            }
        }
    }

    fileprivate func managerSilences() -> WebReply {
        answering { reader in
            let now = try reader.closedThrough() ?? Clocks.wall()
            let stored = try reader.silences(endingAfter: nil).silences + site.silences
            return WebReply { writer in
                writer.array { writer in
                    for silence in stored { silence.writeManager(now: now, to: &writer) }
                }
            }
        }
    }
}

extension Silence {
    /// A filter of ours can say more than matchers can; it stands whole in the value of one.
    fileprivate func writeManager(now: EventTime, to writer: inout JSONWriter) {
        let end = min(until, expiredAt ?? until)
        writer.object { writer in
            writer.field("id", id)
            writer.key("status")
            writer.object { $0.field("state", holds(at: now) ? "active" : now < from ? "pending" : "expired") }
            writer.field("updatedAt", (expiredAt ?? from).rfc3339)
            writer.field("comment", reason)
            writer.field("createdBy", author)
            writer.field("endsAt", end.rfc3339)
            writer.field("startsAt", from.rfc3339)
            writer.key("matchers")
            writer.array { writer in
                writer.object { writer in
                    writer.field("isEqual", true)
                    writer.field("isRegex", false)
                    writer.field("name", "filter")
                    writer.field("value", filter.text)
                }
            }
        }
    }
}
