// From the one figure that an operator chooses, false pages per 30 days, to the threshold of each chart.

package import Model
internal import Statistics

/// What a chart watches: charts of a group share its part of the budget equally.
package enum ChartGroup: Int, CaseIterable, Sendable {
    /// The lines that rules draw: refusals, toxicity, anomalous outputs.
    case lines
    /// "Something changed" against the baseline's own rate.
    case control
    case distribution
    case embedding
    case tokens
    case canary
}

/// How many false pages the whole fleet may have in 30 days, and who may have them. A warning and a critical line are
/// two charts.
package struct Budget: Equatable, Sendable {
    /// Shares by `ChartGroup.rawValue` unless somebody says otherwise.
    package static let sharesDefault = [0.45, 0.15, 0.15, 0.05, 0.15, 0.05]

    package let falseAlarms: Double
    package let shares: [Double]

    /// Nil unless `falseAlarms` is positive and finite, and there is a share for each group, of sum 1 at most.
    package init?(falseAlarms: Double, shares: [Double] = Budget.sharesDefault) {
        guard falseAlarms > 0, falseAlarms < .infinity, shares.count == ChartGroup.allCases.count else { return nil }
        guard shares.allSatisfy({ $0 >= 0 }), shares.reduce(0, +) <= 1 + 1e-9 else { return nil }
        self.falseAlarms = falseAlarms
        self.shares = shares
    }

    /// ln A of each of `charts` charts of a group with `panes` non-empty panes in 30 days: the group then has
    /// F · share false alarms at most in 30 days, on average. Not below 0; +∞ for a group without a share.
    package func logThreshold(_ group: ChartGroup, charts: Int, panes: Double) -> Double {
        max(0, ln(max(1, panes)) + ln(Double(max(1, charts))) - ln(falseAlarms) - ln(shares[group.rawValue]))
    }
}

/// A chart's threshold over time. Traffic that shrank lowers it at the turn of a 30-day month only; traffic that grew
/// raises it at once. So no month has more than its budget, and nothing that evidence shows can lower it.
package struct MonthlyThreshold: Equatable, Sendable {
    package private(set) var month: Int64
    package private(set) var logA: Double

    package init(month: Int64, logA: Double) {
        self.month = month
        self.logA = logA
    }

    /// Takes what the budget asks for, from traffic alone. An earlier month counts as this one.
    package mutating func settle(month: Int64, logA wanted: Double) {
        logA = month > self.month ? wanted : max(logA, wanted)
        self.month = max(self.month, month)
    }

    /// 30-day months since 1970.
    package static func month(of time: EventTime) -> Int64 {
        let length: Int64 = 30 * 86_400 * 1_000_000
        let month = time.microseconds / length
        return time.microseconds % length < 0 ? month - 1 : month
    }

    package func write(to writer: inout ByteWriter) {
        writer.write(month)
        writer.write(logA)
    }

    /// Throws on a threshold that is no number.
    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        month = try reader.integer()
        logA = try reader.double()
        guard logA >= 0 else { throw .value(at: reader.position - 8) }
    }
}
