// Metrics from a store and a board.

import Foundation
import Model
import Panes
import Store
import Testing
import Web

@testable import Site

@Suite struct MetricsTests {
    /// The text of a scrape of a store with `count` series of one rule.
    private func scrape(_ count: Int, max: Int = 10_000, accept: String? = nil) throws -> String {
        let directory = NSTemporaryDirectory() + "monitord-site-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try Store.open(directory: directory)
        var checkpoint = Checkpoint()
        for number in 0..<count {
            let scope = Scope([(.model, "m\"\(number)"), (.category, "c")])
            let verdict = Verdict(
                state: .ok, value: 0.5, baselineValue: number == 0 ? nil : 0.25, ratio: 2, events: 7,
                effectiveEvents: 7, needed: 5)
            checkpoint.verdicts.append(
                VerdictRow(
                    rule: "r", scope: scope, at: EventTime(microseconds: 0), verdict: verdict, baselineID: nil))
        }
        _ = try store.commit(checkpoint, now: EventTime(microseconds: 0))
        try store.close()
        var site = Site(storePath: directory, board: LiveBoard())
        site.seriesMax = max
        var request = WebRequest(method: "GET", path: "/metrics")
        if let accept { request.headers = [("accept", accept)] }
        let reply = site.answer(request)
        #expect(reply.status == 200)
        return String(decoding: reply.body, as: UTF8.self)
    }

    @Test func aSeriesHasItsNamesAsLabels() throws {
        let text = try scrape(2)
        #expect(text.contains(#"monitord_series_state{rule="r",model="m\"1",category="c",state="ok"} 1"# + "\n"))
        #expect(text.contains(#"monitord_window_ratio{rule="r",model="m\"0",category="c"} 0.5"# + "\n"))
        #expect(text.contains("monitord_metrics_series_dropped 0\n"))
    }

    @Test func whatIsNotKnownIsAbsent() throws {
        let text = try scrape(2)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("monitord_baseline_ratio{") } == 1)
        #expect(!text.contains("monitord_kafka_consumer_lag_records"))
        #expect(!text.contains("NaN"))
    }

    @Test func seriesBeyondTheBoundAreCounted() throws {
        let text = try scrape(5, max: 3)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("monitord_series_state{") } == 3)
        #expect(text.contains("monitord_metrics_series_dropped 2\n"))
    }

    @Test func openMetricsEnds() throws {
        let text = try scrape(1, accept: "application/openmetrics-text")
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test func aStoreWithoutAlertsHasNoTransitions() throws {
        let text = try scrape(0)
        #expect(!text.contains("monitord_alerts_total"))
        #expect(text.contains("monitord_alerts_firing{severity=\"low\"} 0\n"))
    }
}
