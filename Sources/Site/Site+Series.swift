// `/api/v1/rules`, `/api/v1/series` and the points of one series.

internal import Charts
internal import Model
internal import Panes
internal import Platform
internal import Store
internal import Web

extension Site {
    static let seriesPlaces = [
        Place("GET", "/api/v1/rules") { $0.rulesJSON() },
        Place("GET", "/api/v1/series") { $0.seriesJSON() },
        Place("GET", "/api/v1/series/points") { $0.pointsJSON() },
    ]

    /// What can be believed of `rows`.
    func sight(_ rows: [VerdictRow], _ reader: borrowing Reader) throws(StoreError) -> Sight {
        var filter = AlertFilter()
        filter.limit = seriesMax
        return Sight(rows, open: try reader.alerts(filter))
    }
}

extension Visit {
    private static let plotPointsMax = 1000
    /// Of a longer time its end is told: panes are read one by one.
    private static let plotSpanMax = TimeSpan.seconds(31 * 86_400)

    fileprivate func rulesJSON() -> WebReply {
        answering { reader in
            let rows = try reader.verdicts()
            let sight = try site.sight(rows, reader)
            let known = site.board.plan?.rules.rules.map(\.name) ?? []
            var names: [String] = known
            for row in rows where !names.contains(where: { $0.utf8.elementsEqual(row.rule.utf8) }) {
                names.append(row.rule)
            }
            return WebReply { writer in
                writer.object { writer in
                    writer.key("rules")
                    writer.array { writer in
                        for name in names { write(name, rows, sight, to: &writer) }
                    }
                }
            }
        }
    }

    private func write(_ name: String, _ rows: [VerdictRow], _ sight: Sight, to writer: inout JSONWriter) {
        let rule = site.board.plan?.rule(name)
        let own = rows.filter { $0.rule.utf8.elementsEqual(name.utf8) }
        let words = ["ok", "warning", "critical", "learning", "insufficient", "stale", "unknown"]
        writer.object { writer in
            writer.field("name", name)
            if let rule {
                writer.field("metric", rule.metric.name)
                writer.field("window_seconds", rule.window.seconds)
                writer.key("by")
                writer.array { writer in for dimension in rule.dimensions { writer.value(dimension.name) } }
            }
            writer.field("series", own.count)
            writer.key("states")
            writer.object { writer in
                for word in words {
                    let count = own.count { sight.shown($0).name == word }
                    if count > 0 { writer.field(word, count) }
                }
            }
        }
    }

    fileprivate func seriesJSON() -> WebReply {
        answering { reader in
            let all = try reader.verdicts()
            let sight = try site.sight(all, reader)
            let filters = try matchers()
            let rows = all.filter { row in
                if let rule = request[query: "rule"], !rule.utf8.elementsEqual(row.rule.utf8) { return false }
                return filters.allSatisfy { filter in
                    filter.matches { field in
                        switch field {
                        case "rule": row.rule
                        case "state": sight.shown(row).name
                        default: Dimension(name: field).flatMap { row.scope[$0] }
                        }
                    }
                }
            }
            let limit = try limit(standard: 1000)
            return WebReply { writer in
                writer.object { writer in
                    writer.field("total", rows.count)
                    writer.key("series")
                    writer.array { writer in
                        for row in rows.prefix(limit) { row.write(shown: sight.shown(row), to: &writer) }
                    }
                }
            }
        }
    }

    fileprivate func pointsJSON() -> WebReply {
        answering { reader in
            guard let name = request[query: "rule"], let text = request[query: "scope"] else {
                throw Problem(400, "name a rule and a scope: ?rule=refusal-rate&scope={\"model\":\"acme/x\"}")
            }
            guard let scope = Scope(json: text) else {
                throw Problem(400, "scope: it is no object of a series' names, such as {\"model\":\"acme/x\"}")
            }
            let row = try reader.verdicts().first { $0.rule.utf8.elementsEqual(name.utf8) && $0.scope == scope }
            guard let row else { throw Problem(404, "there is no such series") }
            let now = Clocks.wall()
            let closed = try reader.closedThrough()
            let rule = site.board.plan?.rule(name)
            let end = closed ?? row.at
            let until = min(try instant("until", now: now) ?? end, end + .seconds(3600))
            let since = max(
                try instant("since", now: now) ?? until - ControlPicture.span(rule), until - Self.plotSpanMax)
            let plot = try ControlPicture(row, rule, reader)?.plot(
                reader, from: since, until: until, points: min(try limit(standard: 200), Self.plotPointsMax))
            guard let plot else { throw Problem(404, "nothing is stored of this series in that time") }
            return WebReply { plot.write(to: &$0) }
        }
    }
}

extension VerdictRow {
    /// As `monitord status --json` has it, with what is to be believed of it.
    fileprivate func write(shown: Sight.Shown, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("rule", rule)
            writer.key("series")
            writer.raw(scope.key)
            writer.field("state", shown.name)
            if case .learning(let reason) = verdict.state { writer.field("reason", reason.rawValue) }
            if let why = shown.why { writer.field("reason", why) }
            writer.field("at", at.rfc3339)
            if let value = verdict.value { writer.field("value", value) }
            if let value = verdict.baselineValue { writer.field("baseline_value", value) }
            if let ratio = verdict.ratio { writer.field("ratio", ratio) }
            writer.field("events", verdict.events)
            writer.field("needed", verdict.needed)
            writer.field("unit", verdict.isShare ? "share" : "number")
            if let statistic = verdict.statistic { writer.field("statistic", statistic) }
            if let threshold = verdict.threshold { writer.field("statistic_threshold", threshold) }
            if let id = baselineID { writer.field("baseline", id) }
        }
    }
}

extension Scope {
    /// Nil for what is no object of dimensions and texts.
    fileprivate init?(json text: String) {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let members = value.members else { return nil }
        var values: [(dimension: Dimension, value: String)] = []
        for member in members {
            guard let dimension = Dimension(name: member.name), let text = member.value.string else { return nil }
            values.append((dimension, text))
        }
        self.init(values)
    }
}

extension Plot {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("title", title)
            writer.field("from", from.rfc3339)
            writer.field("until", until.rfc3339)
            writer.key("levels")
            writer.array { writer in
                for level in levels {
                    writer.object { writer in
                        writer.field("name", level.name)
                        writer.field("value", level.value)
                    }
                }
            }
            writer.key("points")
            writer.array { writer in
                for point in points {
                    writer.object { writer in
                        writer.field("at", point.time.rfc3339)
                        writer.field("value", point.value)
                    }
                }
            }
        }
    }
}
