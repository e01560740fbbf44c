// Alerts and incidents for the tests.

import Backtests
import Foundation
import Model
import Statistics
import Testing

/// 2025-11-20T12:00:00Z
let start = EventTime(microseconds: 1_763_640_000_000_000)

func minute(_ number: Int64) -> EventTime { start + .seconds(60 * number) }

let model = "acme/support-8b:v7"

/// An alert that fires at `minute`, with its steps after that.
func story(
    _ rule: String = "refusal-rate", at fired: Int64, model: String = model, category: String? = nil,
    escalated: Int64? = nil, resolved: Int64? = nil, labels: [Label] = []
) -> AlertStory {
    let scope = Scope([(.model, model)] + (category.map { [(.category, $0)] } ?? []))
    var stories = AlertStories()
    func add(_ kind: AlertTransition.Kind, _ at: Int64, _ severity: Severity, _ sequence: Int64) {
        var alert = Alert(
            id: AlertID(rule: rule, scope: scope, firstFiring: minute(fired)), rule: rule, scope: scope,
            state: kind == .resolved ? .resolved : .firing, severity: severity, breachedAt: minute(fired),
            firedAt: minute(fired), resolvedAt: kind == .resolved ? minute(at) : nil, updatedAt: minute(at),
            evidence: Evidence(), summary: "words", runbookURL: nil)
        alert.labels = labels
        stories.add(AlertTransition(kind: kind, sequence: sequence, alert: alert))
    }
    add(.firing, fired, .medium, 1)
    if let escalated { add(.escalated, escalated, .high, 2) }
    if let resolved { add(.resolved, resolved, escalated == nil ? .medium : .high, 3) }
    return stories.stories[0]
}

func course(_ rule: String = "refusal-rate", breached: Int64 = 0) -> Assessment.Course {
    Assessment.Course(
        rule: rule, window: .seconds(3600), breached: .seconds(breached), critical: .zero, judged: 90, unjudged: 10)
}

func incident(_ name: String = "slide", from: Int64, until: Int64, category: String? = nil) -> LabelledIncident {
    LabelledIncident(name: name, model: model, category: category, from: minute(from), until: minute(until))
}

/// Compares with a file of Goldens/, or writes it when MONITORD_UPDATE_GOLDENS is set.
func expectGolden(_ text: String, _ name: String, _ place: SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text, sourceLocation: place)
}
