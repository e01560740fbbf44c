// From false pages per 30 days to thresholds, and to the delay that they cost.

import Model
import Statistics
import Testing

@testable import Detectors

@Suite struct BudgetTests {
    @Test func thresholdsAreTheReference() throws {
        let rows: [[String: Double]] = try ReferenceValues("multiplicity").value("fleet_threshold")
        for row in rows {
            let budget = try #require(
                Budget(falseAlarms: row["false_alarms_per_month"] ?? 0, shares: [1, 0, 0, 0, 0, 0]))
            let charts = Int((row["series"] ?? 0) * (row["charts"] ?? 0))
            let logA = budget.logThreshold(.lines, charts: charts, panes: row["panes_per_month"] ?? 0)
            #expect(ReferenceValues.isNear(logA, row["log_A"] ?? 0))
        }
    }

    @Test func budgetIsSpentOnceAndNotMore() throws {
        let budget = try #require(Budget(falseAlarms: 3))
        var expected = 0.0
        for (group, charts) in zip(ChartGroup.allCases, [400, 7, 90, 20, 1, 3000]) {
            let panes = 4320.0
            // n / A of each chart.
            let logA = budget.logThreshold(group, charts: charts, panes: panes)
            expected += Double(charts) * panes / Statistics.exp(logA)
        }
        #expect(abs(expected - 3) < 1e-9)
    }

    @Test func impossibleBudgetsAreRefused() {
        for alarms in [0, -1, .nan, .infinity] { #expect(Budget(falseAlarms: alarms) == nil) }
        for shares in [[1.0], [0.5, 0.5, 0.5, 0, 0, 0], [2, -1, 0, 0, 0, 0], [.nan, 0, 0, 0, 0, 0]] {
            #expect(Budget(falseAlarms: 1, shares: shares) == nil)
        }
        let none = Budget(falseAlarms: 1, shares: [1, 0, 0, 0, 0, 0])
        #expect(none?.logThreshold(.canary, charts: 5, panes: 100) == .infinity)
        #expect(none?.logThreshold(.lines, charts: 0, panes: 0) == 0)
    }

    /// Simulated means.
    @Test func expectedDelayIsNearTheSimulatedOnes() throws {
        let rows: [(q0: Double, rate: Double, logA: Double, pane: Double, events: Double)] = [
            (0.92, 0.83, ln(1e5), 1, 179), (0.92, 0.69, ln(1e5), 1, 43), (0.92, 0.90, ln(1e5), 1, 2010),
            (0.92, 0.83, ln(1e8), 1, 354), (0.92, 0.69, ln(1e8), 1, 77), (0.92, 0.90, ln(1e8), 1, 4993),
            (0.92, 0.83, ln(1e12), 1, 575), (0.92, 0.69, ln(1e12), 1, 120), (0.92, 0.90, ln(1e12), 1, 8707),
            (0.92, 0.83, ln(1e6), 100, 418), (0.92, 0.69, ln(1e6), 100, 117), (0.92, 0.90, ln(1e6), 100, 5194),
            (0.92, 0.83, ln(1e10), 100, 639), (0.92, 0.69, ln(1e10), 100, 166), (0.92, 0.90, ln(1e10), 100, 8910),
            (0.828, 0.80, ln(1e9), 1, 6739), (0.828, 0.75, ln(1e9), 1, 921), (0.828, 0.69, ln(1e9), 1, 326),
            (0.828, 0.60, ln(1e9), 1, 138), (0.828, 0.40, ln(1e9), 1, 47), (0.69, 0.60, ln(1e9), 1, 971),
            (0.69, 0.40, ln(1e9), 1, 115),
        ]
        for row in rows {
            let events = try #require(
                expectedDelay(
                    q0: row.q0, rate: row.rate, side: .low, logThreshold: row.logA, eventsPerPane: row.pane))
            #expect(abs(events / row.events - 1) < 0.11, "\(row): \(events)")
            let mirrored = expectedDelay(
                q0: 1 - row.q0, rate: 1 - row.rate, side: .high, logThreshold: row.logA, eventsPerPane: row.pane)
            #expect(abs((mirrored ?? 0) / events - 1) < 1e-9)
        }
        #expect(expectedDelay(q0: 0.92, rate: 0.93, side: .low, logThreshold: 20) == nil)
        #expect(expectedDelay(q0: 0.92, rate: 0.92, side: .low, logThreshold: 20) == nil)
        #expect(expectedDelay(q0: 1, rate: 0.92, side: .low, logThreshold: 20) == nil)
    }
}
