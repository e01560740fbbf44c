// `/metrics`: what is known of this moment, for Prometheus. What is not known is absent.

internal import Model
internal import Panes
internal import Platform
internal import Store
internal import Telemetry
internal import Web

extension Site {
    static let metricPlaces = [Place("GET", "/metrics") { $0.metrics() }]
}

extension Visit {
    fileprivate func metrics() -> WebReply {
        let format = Exposition.Format(accept: request[header: "accept"])
        return reading { reader throws(StoreError) in
            try reader.snapshot { () throws(StoreError) -> WebReply in
                var text = Exposition(format)
                writeProcess(&text)
                try writeStream(reader, &text)
                try writeSeries(reader, &text)
                try writeWork(reader, &text)
                return WebReply(type: format.contentType, body: text.end())
            }
        }
    }

    private func writeProcess(_ text: inout Exposition) {
        let figures = ProcessFigures()
        text.gauge(.cpu, seconds(figures.cpu))
        text.gauge(.resident, figures.residentBytes.map(Double.init))
        text.gauge(.virtual, figures.virtualBytes.map(Double.init))
        text.gauge(.descriptors, figures.descriptors.map(Double.init))
        text.gauge(.descriptorsMax, figures.descriptorsMax.map(Double.init))
        text.gauge(.processStart, (site.board.newest?.startedAt).map(seconds))
        text.begin(.build)
        text.sample(LabelText([("version", site.version)]), Int64(1))
    }

    private func writeStream(_ reader: borrowing Reader, _ text: inout Exposition) throws(StoreError) {
        let now = Clocks.wall()
        text.gauge(.ready, site.readiness(monotonic: Clocks.monotonic()).allSatisfy(\.isGood) ? 1 : 0)
        let live = site.board.newest
        text.gauge(.sourceUp, live.map { $0.trouble == nil ? 1 : 0 })
        let counters = try reader.counters()
        let total = { (name: String) in counters.first { $0.name == name }.map(\.value) }
        text.gauge(.records, total("records").map(Double.init))
        text.begin(.events)
        for outcome in ["counted", "late", "canary", "refetched"] {
            if let count = total(outcome) { text.sample(LabelText([("outcome", outcome)]), count) }
        }
        text.begin(.decodeErrors)
        for row in counters where row.name == "rejected" { text.sample(LabelText([("reason", row.key)]), row.value) }
        let partitions = live?.partitions ?? []
        text.begin(.lag)
        for partition in partitions {
            if let lag = partition.lag { text.sample(labels(partition), lag) }
        }
        text.begin(.newestEvent)
        for partition in partitions {
            if let newest = partition.newest { text.sample(labels(partition), seconds(newest)) }
        }
        let closed = try reader.closedThrough()
        text.gauge(.closedThrough, closed.map(seconds))
        text.gauge(.closeDelay, closed.map { seconds(now - $0) })
        text.gauge(.overflow, total("overflowed").map(Double.init))
    }

    private func writeSeries(_ reader: borrowing Reader, _ text: inout Exposition) throws(StoreError) {
        let all = try reader.verdicts()
        var alerts = AlertFilter()
        alerts.limit = site.seriesMax
        let sight = Sight(all, open: try reader.alerts(alerts))
        let rows = all.prefix(site.seriesMax).map { row in
            var labels = LabelText([("rule", row.rule)])
            for (dimension, value) in row.scope.values { labels.add(dimension.name, value) }
            return (labels: labels, row: row)
        }
        text.begin(.state)
        for (labels, row) in rows { text.sample(labels.adding("state", sight.shown(row).name), Int64(1)) }
        func column(_ metric: MetricFamily, _ value: (Verdict) -> Double?) {
            text.begin(metric)
            for (labels, row) in rows {
                if let value = value(row.verdict) { text.sample(labels, value) }
            }
        }
        column(.windowRatio) { $0.isShare ? $0.value : nil }
        column(.baselineRatio) { $0.isShare ? $0.baselineValue : nil }
        column(.windowValue) { $0.isShare ? nil : $0.value }
        column(.baselineValue) { $0.isShare ? nil : $0.baselineValue }
        column(.relative) { $0.ratio }
        column(.windowEvents) { Double($0.events) }
        column(.statistic) { $0.statistic }
        column(.threshold) { $0.threshold }
        text.gauge(.dropped, Double(all.count - rows.count))
    }

    private func writeWork(_ reader: borrowing Reader, _ text: inout Exposition) throws(StoreError) {
        let firing = try reader.firingCounts()
        text.begin(.alertsFiring)
        for severity in Severity.allCases {
            let count = firing.first { $0.severity == severity }?.count ?? 0
            text.sample(LabelText([("severity", severity.name)]), count)
        }
        text.begin(.alerts)
        for line in try site.tally.lines(reader) ?? [] {
            text.sample(
                LabelText([("rule", line.rule), ("severity", line.severity), ("event", line.kind)]), line.count)
        }
        let runs = try reader.canaryOutcomeCounts()
        text.begin(.canaryRuns)
        for run in runs where run.state != "intended" {
            text.sample(
                LabelText([("suite", run.suite), ("target", run.target), ("outcome", run.state)]), run.count)
        }
        text.begin(.canarySuccess)
        for run in runs {
            guard let at = run.passedAt else { continue }
            text.sample(LabelText([("suite", run.suite), ("target", run.target)]), seconds(at))
        }
        writeDelivery(try reader.outboxCounts(), &text)
        writeRun(&text)
    }

    /// A receiver that nothing waits for has a 0; one that is not configured any more is there while something waits.
    private func writeDelivery(_ counts: [OutboxCount], _ text: inout Exposition) {
        let lines = site.board.newestDelivery.receivers
        var names = lines.map(\.name)
        for count in counts where !names.contains(where: { $0.utf8.elementsEqual(count.receiver.utf8) }) {
            names.append(count.receiver)
        }
        text.begin(.outbox)
        for name in names {
            let count = counts.first { $0.receiver.utf8.elementsEqual(name.utf8) }
            text.sample(LabelText([("receiver", name), ("state", "pending")]), count?.pending ?? 0)
            text.sample(LabelText([("receiver", name), ("state", "dead")]), count?.dead ?? 0)
        }
        text.begin(.outboxOldest)
        for count in counts {
            if let oldest = count.oldestPending {
                text.sample(LabelText([("receiver", count.receiver)]), seconds(oldest))
            }
        }
        text.begin(.notifications)
        for line in lines {
            text.sample(LabelText([("receiver", line.name), ("outcome", "delivered")]), line.delivered)
            text.sample(LabelText([("receiver", line.name), ("outcome", "failed")]), line.failures)
        }
        text.begin(.breaker)
        for line in lines { text.sample(LabelText([("receiver", line.name)]), Int64(line.isOpen ? 1 : 0)) }
    }

    private func writeRun(_ text: inout Exposition) {
        let course = site.board.currentCourse
        text.gauge(.generation, (site.board.newest?.generation).map(Double.init))
        text.gauge(.reloadOK, course.reloadFailure == nil ? 1 : 0)
        text.gauge(.reloadTime, course.reloadedAt.map(seconds))
        text.gauge(.checkpoint, (site.board.newest?.checkpointAt).map(seconds))
        let commits = site.board.commits.reading
        text.begin(.commits)
        if commits.count > 0 { text.histogram(buckets: commits.buckets, sum: commits.sum, count: commits.count) }
    }

    private func labels(_ partition: LiveStatus.Partition) -> LabelText {
        LabelText([("topic", partition.topic), ("partition", String(partition.partition))])
    }
}

private func seconds(_ time: EventTime) -> Double { Double(time.microseconds) / 1_000_000 }
private func seconds(_ span: TimeSpan) -> Double { Double(span.microseconds) / 1_000_000 }

extension Exposition {
    /// A metric with one sample, or none.
    fileprivate mutating func gauge(_ metric: MetricFamily, _ value: Double?) {
        begin(metric)
        if let value { sample(LabelText(), value) }
    }
}
