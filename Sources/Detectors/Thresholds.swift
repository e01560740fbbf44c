// The thresholds of a rule set: what each of its lines must show.

package import Model
package import Panes
internal import Statistics

/// Solves the budget for every line of every rule, before any data are seen.
///
/// Each rule is counted with as many series as the daemon may hold: a fleet that grows must not make thresholds move,
/// and the price of counting too many is logarithmic.
package struct Thresholds: Sendable {
    /// Non-empty panes of a series in 30 days, at most.
    package let panesPerMonth: Double
    package let seriesMax: Int
    private let budget: Budget?
    private let charts: [Int]
    /// Charts that an estimated baseline decides: those of the budget, and the sums that have run lengths of their own.
    private let estimated: Int

    package init(set: RuleSet, grid: PaneGrid, seriesMax: Int) {
        panesPerMonth = 30 * 86_400 * 1e6 / Double(grid.width.microseconds)
        self.seriesMax = seriesMax
        budget = Budget(falseAlarms: set.falseAlarmsPerMonth)
        var charts = [Int](repeating: 0, count: ChartGroup.allCases.count)
        let rules = set.rules + set.resting
        for rule in rules where rule.confirm == .evidence {
            charts[Self.group(of: rule).rawValue] += Self.sides(of: rule) * seriesMax
        }
        self.charts = charts
        estimated = rules.lazy.filter { $0.detect.kind == .cusum }.reduce(charts.reduce(0, +)) {
            $0 + Self.sides(of: $1) * seriesMax
        }
    }

    package static func group(of rule: Rule) -> ChartGroup {
        switch rule.detect.kind {
        case .js, .kl, .psi: return .distribution
        case .ratio, .share, .quantile, .mean, .compare, .cusum, .spc, .absence, .age, .unregistered:
            let isAnyChange = rule.lines.contains { $0.below == 1 || $0.above == 1 }
            return isAnyChange && !rule.detect.isPoints ? .control : .lines
        }
    }

    /// Each side of each line is a chart of its own.
    package static func sides(of rule: Rule) -> Int {
        rule.lines.reduce(0) { $0 + ($1.below == nil ? 0 : 1) + ($1.above == nil ? 0 : 1) }
    }

    /// Charts that share the part of this rule's group.
    package func charts(with rule: Rule) -> Int { charts[Self.group(of: rule).rawValue] }

    /// The part of the budget that one line of one series of this rule has.
    package func share(of rule: Rule) -> Double {
        guard let budget, charts(with: rule) > 0 else { return 0 }
        return budget.shares[Self.group(of: rule).rawValue] / Double(charts(with: rule))
    }

    /// ln A of each line of each series of this rule.
    package func logThreshold(of rule: Rule) -> Double {
        guard let budget else { return .greatestFiniteMagnitude }
        return budget.logThreshold(Self.group(of: rule), charts: charts(with: rule), panes: panesPerMonth)
    }

    /// A, not its logarithm.
    package func threshold(of rule: Rule) -> Double { exp(logThreshold(of: rule)) }

    /// Rules whose A would be below 1: every pane would be an alarm, and still be within such a budget.
    package func hopeless(in set: RuleSet) -> [Rule] {
        set.rules.filter { $0.confirm == .evidence && logThreshold(of: $0) <= 0 }
    }

    /// g: the chance that a bound on a baseline's rate fails, so small that over all charts about one does.
    package var doubt: Double { min(0.01, 1 / Double(max(1, estimated))) }
}
