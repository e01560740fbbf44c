// A series held against its own last days: `baseline = "rolling"`.

internal import Detectors
internal import Model
internal import Panes

extension SeriesChart {
    /// A pane is held against the days before its own.
    mutating func turnDay(_ pane: SeriesPane, _ plan: ChartPlan) {
        // A series begins with its first event: how early a batch announced it is chance.
        guard pane.evidence != nil || rolling?.hasBegun == true else { return }
        guard rolling?.advance(to: pane.start) == true else { return }
        adoptDays(plan)
        isStateDirty = true
    }

    mutating func addToDay(_ pane: SeriesPane, _ plan: ChartPlan) {
        guard let evidence = pane.evidence, case .rate(let score) = plan.gauge else { return }
        for part in evidence.parts {
            let name = part.stratum < strata.count ? strata[part.stratum].scope[.category] ?? "" : ""
            let (events, hits) = score.sums(part.accumulator.totals)
            rolling?.add(name, events: events, hits: hits)
        }
        isStateDirty = true
    }

    /// A day ended: the strata are held against the days before the one that begins.
    mutating func adoptDays(_ plan: ChartPlan) {
        guard let rolling else { return }
        for index in strata.indices {
            strata[index].yardstick = rolling.yardstick(strata[index].scope[.category] ?? "", doubt: plan.doubt)
        }
        guard case .evidence(var chart) = judge else { return }
        chart.adopt(strata.map(\.yardstick))
        judge = .evidence(chart)
    }
}
