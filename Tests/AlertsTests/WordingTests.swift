// What alerts say, word for word.

import Model
import Testing

@testable import Alerts

@Suite struct WordingTests {
    @Test func summariesReadAsSentences() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0, keepFiringFor: 0))
        player.play(.warning)
        player.play(.critical)
        player.play(.stale)
        player.play(.insufficient)
        player.play(.stale)
        player.play(.learning(.noBaseline))
        player.play(.stale)
        player.play(.warning)
        player.play(recovered)
        #expect(
            player.transitions.map { "\($0.kind.rawValue): \($0.alert.summary)" } == [
                "firing: medium: refusals of support-8b (category weapons) are at 80.0 % of baseline, "
                    + "past the warning line of 90.0 % (72.0 % against 90.0 % in the baseline, n = 400 in 1h)",
                "escalated: high: refusals of support-8b (category weapons) are at 50.0 % of baseline, "
                    + "past the critical line of 75.0 % (45.0 % against 90.0 % in the baseline, n = 400 in 1h)",
                "stale: refusals of support-8b (category weapons): no event in the last 1h; the alert stays open",
                "resumed: high: refusals of support-8b (category weapons)"
                    + ": events are back, too few to judge (12 of 61 in 1h)",
                "stale: refusals of support-8b (category weapons): no event in the last 1h; the alert stays open",
                "resumed: high: refusals of support-8b (category weapons): events are back, no baseline for this model",
                "stale: refusals of support-8b (category weapons): no event in the last 1h; the alert stays open",
                "resumed: high: refusals of support-8b (category weapons) are at 80.0 % of baseline "
                    + "(72.0 % against 90.0 % in the baseline, n = 400 in 1h)",
                "resolved: refusals of support-8b (category weapons) are back at 97.8 % of baseline "
                    + "(88.0 % against 90.0 % in the baseline, n = 400 in 1h)",
            ])
    }

    @Test func evidenceNamesTheLineThatWasCrossed() {
        var player = Player(alarm(warningFor: 0, criticalFor: 0))
        player.play(.warning)
        player.play(.critical)
        #expect(player.transitions.map(\.alert.evidence.line) == [0.9, 0.75])
        #expect(
            player.transitions[1].alert.evidence
                == Evidence(
                    metric: "refusal_rate", value: 0.45, baselineValue: 0.9, ratio: 0.5, line: 0.75, events: 400,
                    effectiveEvents: 400,
                    window: .seconds(3600), baselineID: "00ff"))
        #expect(player.transitions[1].alert.runbookURL == "https://runbooks.example/refusals")
    }

    @Test func subjectWithoutOtherDimensionsIsTheModelAlone() {
        var alarm = alarm(warningFor: 0)
        alarm.scope = Scope([(.model, "support-8b"), (.environment, "")])
        var player = Player(alarm)
        player.play(.warning)
        #expect(
            player.transitions[0].alert.summary.hasPrefix("medium: refusals of support-8b are at 80.0 % of baseline"))
    }

    @Test(
        arguments: [
            (0.7137, "71.4 %"), (0, "0.0 %"), (1, "100.0 %"), (0.0005, "0.05 %"), (0.00049, "0.049 %"),
            (-0.0005, "-0.05 %"),
            (-0.0001, "-0.01 %"), (0.9995, "100.0 %"), (0.9994, "99.9 %"), (0.125, "12.5 %"), (12.345, "1234.5 %"),
            (.nan, "?"), (.infinity, "?"), (1e12, "?"), (1e11, "10000000000000.0 %"),
        ] as [(Double, String)])
    func percentHasOneDecimal(share: Double, text: String) {
        #expect(percent(share) == text)
    }
}
