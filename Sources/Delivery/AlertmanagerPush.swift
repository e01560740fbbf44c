// The body of `POST /api/v2/alerts`, made for each attempt: an alert fires until a time that lies ahead.

import Model

extension Receiver {
    /// `body` is an array of transitions. Nil for what is none, which is then sent as it is, to be refused.
    func alertmanagerPush(_ body: [UInt8], at now: EventTime, _ plan: DeliveryPlan) -> [UInt8]? {
        guard let value = try? JSONValue(parsing: body), let documents = value.array else { return nil }
        let all = documents.compactMap(Told.init(document:))
        guard all.count == documents.count else { return nil }
        var writer = JSONWriter()
        writer.array { writer in
            for told in all {
                let words = AlertmanagerLabels(told: told, plan: plan, receiver: self)
                write(words, told.severity, from: told.firedAt, to: end(of: told, now), &writer)
                // Under its old name it would fire there until it is forgotten. Of low ones nobody was told.
                if let before = told.severityBefore, before > .low {
                    write(words, before, from: told.firedAt, to: told.updatedAt, &writer)
                }
            }
        }
        return writer.bytes
    }

    private func write(
        _ words: AlertmanagerLabels, _ severity: Severity, from start: EventTime, to end: EventTime,
        _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("labels", words.labels(severity: severity))
            writer.field("annotations", words.annotations)
            writer.field("startsAt", start.rfc3339)
            writer.field("endsAt", end.rfc3339)
            if let link = words.link { writer.field("generatorURL", link) }
        }
    }

    /// Four re-sendings ahead, as Prometheus does, so that one that is lost does not end the alert.
    private func end(of told: Told, _ now: EventTime) -> EventTime {
        if told.isOver { return max(told.ended, told.firedAt) }
        let ahead = TimeSpan(microseconds: 4 * max(resend, .seconds(60)).microseconds)
        return max(now, told.firedAt) + ahead
    }
}
