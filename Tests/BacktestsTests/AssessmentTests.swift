// Delays, recall, false alarms a month.

import Backtests
import Model
import Statistics
import Testing

struct AssessmentTests {
    private let span = TimeSpan.seconds(3 * 86_400)

    @Test func delayIsFromTheBeginningToTheFirstFiring() throws {
        let stories = [story(at: 40), story("drift", at: 30), story(at: 50)]
        let assessment = try #require(
            Assessment(
                stories, [course(), course("drift"), course("silent")], incidents: [incident(from: 20, until: 60)],
                span: span))
        let detections = assessment.incidents[0].detections
        #expect(detections.map(\.rule) == ["drift", "refusal-rate"])
        #expect(detections.map(\.delay) == [.seconds(600), .seconds(1200)])
        #expect(assessment.rules.map(\.found) == [1, 1, 0])
        #expect(assessment.found == 1)
        #expect(assessment.medianDelay == .seconds(600))
        #expect(assessment.falseAlarms == 0)
    }

    @Test func alertsOutsideAreFalse() throws {
        let incidents = [incident(from: 100, until: 110, category: "weapons")]
        let stories = [
            story(at: 99), story(at: 100), story(at: 171), story(at: 170), story(at: 105, model: "other"),
            story(at: 105, category: "fraud"), story(at: 105, category: "weapons"),
        ]
        // The window is an hour: until minute 170 something of the incident is in it.
        let assessment = try #require(Assessment(stories, [course()], incidents: incidents, span: span))
        #expect(assessment.rules[0].alerts == 7)
        #expect(assessment.falseAlarms == 4)
        #expect(assessment.rate.perMonth == 40)
    }

    @Test func withoutLabelsEveryAlertIsFalse() throws {
        let assessment = try #require(Assessment([story(at: 5)], [course()], incidents: nil, span: span))
        #expect(assessment.falseAlarms == 1)
        #expect(assessment.incidents.isEmpty)
        #expect(assessment.medianDelay == nil)
    }

    @Test func medianDelayOfAnEvenCountLiesBetween() throws {
        let incidents = [
            incident("a", from: 0, until: 10), incident("b", from: 200, until: 210),
            incident("c", from: 900, until: 910),
        ]
        let assessment = try #require(
            Assessment([story(at: 4), story(at: 208)], [course()], incidents: incidents, span: span))
        #expect(assessment.found == 2)
        #expect(assessment.medianDelay == .seconds(360))
    }

    /// scipy.stats.chi2.ppf([0.025, 0.975], [2*n, 2*n + 2]) / 2 for n = 0, 1, 5.
    @Test func intervalIsGarwoods() throws {
        let month = TimeSpan.seconds(30 * 86_400)
        for (count, lower, upper) in [
            (0, 0, 3.688879454113936), (1, 0.025317807984289897, 5.571643390938898),
            (5, 1.6234863901184206, 11.668332079322667),
        ] {
            let rate = try #require(MonthlyRate(count: count, in: month))
            #expect(rate.perMonth == Double(count))
            #expect(abs(rate.interval.lower - lower) < 1e-9)
            #expect(abs(rate.interval.upper - upper) < 1e-9)
        }
        let week = try #require(MonthlyRate(count: 1, in: .seconds(7 * 86_400)))
        #expect(abs(week.perMonth - 30.0 / 7) < 1e-12)
        #expect(MonthlyRate(count: 1, in: .zero) == nil)
    }
}
