// What raises a severity, what does not, and how an alert says why.

import Model
import Testing

@testable import Alerts

@Suite struct SeverityTests {
    private func support(_ fires: [(Plane, Severity)], categories: Int = 0) -> Support {
        var support = Support()
        for (plane, severity) in fires { support.add(severity, on: plane) }
        support.categories = categories
        return support
    }

    @Test(
        arguments: [
            (.medium, [], 0, .medium), (.medium, [(.canary, .medium)], 0, .high),
            (.medium, [(.canary, .low)], 0, .medium),
            (.medium, [(.canary, .high)], 0, .high), (.medium, [(.traffic, .high)], 0, .medium),
            (.high, [(.canary, .medium)], 0, .high), (.high, [(.comparison, .high)], 0, .critical),
            (.high, [], 2, .high), (.high, [], 3, .critical), (.medium, [], 9, .medium),
            (.low, [(.canary, .high), (.comparison, .critical)], 9, .low),
            (.critical, [(.canary, .critical)], 9, .critical),
        ] as [(Severity, [(Plane, Severity)], Int, Severity)])
    func onlyOtherPlanesOrManyCategoriesRaise(
        own: Severity, fires: [(Plane, Severity)], categories: Int, raised: Severity
    ) {
        #expect(support(fires, categories: categories).raise(own, on: .traffic).severity == raised)
    }

    @Test func agreementEscalatesAFiringAlertAndSaysWhy() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0))
        player.play(.warning)
        player.support = support([(.canary, .medium), (.comparison, .high)])
        #expect(player.play(.warning) == [.escalated])
        #expect(player.play(.warning, times: 10) == [])
        #expect(player.life.own == .medium, "what was raised raises nobody else")
        player.support = support([(.canary, .high)], categories: 4)
        #expect(player.play(.critical) == [.escalated])
        #expect(
            player.transitions.map(\.alert.reason) == [
                "medium: 80.0 % of baseline, past the warning line of 90.0 %",
                "high: 80.0 % of baseline, past the warning line of 90.0 %; canary and comparison planes agree",
                "critical: 50.0 % of baseline, past the critical line of 75.0 %; 4 categories at once; "
                    + "canary plane agrees",
            ])
        #expect(player.transitions.map(\.alert.severity) == [.medium, .high, .critical])
        #expect(player.transitions[1].alert.summary.contains("past the warning line of 90.0 %"))
    }

    @Test func oneSeriesAloneReachesCriticalOnlyIfItsLineSaysSo() {
        var plain = Player(alarm(warningFor: 0, criticalFor: 0))
        plain.play(.critical, times: 100)
        #expect(plain.transitions.map(\.alert.severity) == [.high])
        var alarm = alarm(warningFor: 0, criticalFor: 0)
        alarm.rule.critical?.severity = .critical
        alarm.rule.warning?.severity = .low
        var said = Player(alarm)
        said.play(.warning)
        said.play(.critical)
        #expect(said.transitions.map(\.alert.severity) == [.low, .critical])
        #expect(said.transitions[1].alert.evidence.line == 0.75)
    }

    @Test func recoveringAlertIsNotRaised() {
        var player = Player(alarm(warningFor: 0, keepFiringFor: 100))
        player.play(.warning)
        player.support = support([(.canary, .high)])
        #expect(player.play(recovered, times: 5) == [])
        #expect(player.play(.warning) == [.escalated])
    }
}
