// Samples of metrics.

// The names of all metrics, held to the conventions of Prometheus.

import Telemetry
import Testing

@Suite struct MetricTests {
    @Test func namesAreUniqueAndBeginWithWhatTheyAreOf() {
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
        for metric in MetricFamily.all {
            #expect(metric.name.hasPrefix("monitord_") || metric.name.hasPrefix("process_"))
            #expect(metric.name.utf8.allSatisfy { 0x61...0x7A ~= $0 || $0 == 0x5F }, "\(metric.name)")
        }
    }

    @Test func unitsAreBaseUnitsAndStandLast() {
        let wrong = ["_ms", "_milliseconds", "_minutes", "_hours", "_kilobytes", "_percent"]
        for metric in MetricFamily.all {
            #expect(!wrong.contains { metric.name.contains($0) }, "\(metric.name)")
            #expect(!metric.name.hasSuffix("_total") && !metric.name.hasSuffix("_count"), "\(metric.name)")
            let isTime = metric.help.hasPrefix("When ")
            #expect(!isTime || metric.name.hasSuffix("_seconds"), "\(metric.name)")
        }
    }

    @Test func everyMetricIsExplainedInASentence() {
        for metric in MetricFamily.all { #expect(metric.help.hasSuffix("."), "\(metric.name)") }
    }

    @Test func noLabelHoldsWhatHasNoBound() {
        for metric in MetricFamily.all {
            #expect(!metric.labels.contains { ["id", "alert", "user", "request", "value"].contains($0) })
        }
    }
}
