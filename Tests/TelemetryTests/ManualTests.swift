// docs/http.md lists the metrics as they are.

import Foundation
import Telemetry
import Testing

@Suite struct ManualTests {
    @Test func theManualHasEveryMetricAndNoOther() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/http.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `monitord_") || $0.hasPrefix("| `process_") }
        let expected = MetricFamily.all.map { metric in
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(metric.fullName)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |"
        }
        #expect(rows.map(String.init) == expected)
    }
}
