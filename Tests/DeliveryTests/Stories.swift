// Alerts and receivers for the tests of delivery.

import Delivery
import Foundation
import Model
import Testing

let noon = EventTime(microseconds: 1_763_726_400_000_000)

/// A transition with everything in it.
func story(
    _ kind: AlertTransition.Kind = .firing, sequence: Int64 = 1, severity: Severity = .high,
    model: String = "acme/support-8b", rule: String = "refusal-rate", summary: String? = nil,
    before: Severity? = nil, notice: Alert.Notice = .page
) -> AlertTransition {
    let scope = Scope([(.model, model), (.category, "weapons")])
    let isOver = kind == .resolved
    let end = noon + .seconds(3600)
    var evidence = Evidence(
        metric: "refusal_rate", value: 0.45, baselineValue: 0.9, ratio: 0.5, line: 0.75, events: 400,
        effectiveEvents: 400, window: .seconds(3600), baselineID: "00ff")
    var finding = Finding()
    finding.users = 37
    finding.onset = noon - .seconds(600)
    finding.segments = [.init(scope: scope, events: 40, rate: 0.1, baselineRate: 0.9, change: -0.02)]
    finding.examples = ["event-1", "event-2"]
    evidence.finding = finding
    var alert = Alert(
        id: AlertID(rule: rule, scope: scope, firstFiring: noon), rule: rule, scope: scope,
        state: isOver ? .resolved : kind == .stale ? .stale : .firing, severity: severity,
        breachedAt: noon - .seconds(60), firedAt: noon, resolvedAt: isOver ? end : nil,
        updatedAt: noon + .seconds(60 * (sequence - 1)), evidence: evidence,
        summary: summary ?? "\(severity.name): refusals of \(model) (category weapons) are at 50.0 % of baseline",
        runbookURL: "https://runbooks.example.org/refusals")
    if isOver { alert.updatedAt = end }
    alert.reason = "past the critical line"
    alert.notice = notice
    alert.incident = "00112233445566778899aabbccddeeff"
    alert.labels = [Label(name: "team", value: "safety")]
    alert.annotations = [Label(name: "dashboard", value: "https://grafana.example.org/d/1")]
    return AlertTransition(kind: kind, sequence: sequence, alert: alert, severityBefore: before)
}

func told(_ transition: AlertTransition) throws -> Told { try #require(Told(bytes: transition.json)) }

func occasion(_ news: [AlertTransition], standing: [AlertTransition] = [], group: String = "") throws -> Occasion {
    Occasion(news: try news.map(told), standing: try standing.map(told), group: group, at: noon)
}

func filter(_ matchers: String...) throws -> Filter { try Filter(matchers: matchers) }

/// With a status page and a name.
var plan: DeliveryPlan {
    var plan = DeliveryPlan()
    plan.instance = "monitord-eu"
    plan.externalURL = "https://monitord.example.org"
    return plan
}

func parsed(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue(parsing: bytes) }

/// Compares with a file of Goldens/, or writes it when MONITORD_UPDATE_GOLDENS is set. Each member stands in a line.
func expectGolden(_ bytes: [UInt8], _ name: String, _ place: SourceLocation = #_sourceLocation) throws {
    let object = try JSONSerialization.jsonObject(with: Data(bytes))
    let text = String(
        decoding: try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
        try (text + "\n").write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text + "\n", sourceLocation: place)
}
