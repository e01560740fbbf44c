// Which events an alert names.

internal import Detectors
internal import Model
internal import Panes

extension EvaluatedPane {
    /// Ids of events that the breach of a series is about, out of the strata that carry it where there are such.
    func examples(
        of series: Int, _ grouping: Int, _ plan: ChartPlan, _ segments: [Finding.Segment], _ verdict: Verdict
    ) -> [String] {
        let isFall = verdict.value.flatMap { value in verdict.baselineValue.map { value < $0 } } ?? (plan.side == .low)
        let fine = aggregations[groupings[grouping].strata]
        let (ofCell, strataOfCell) = (aggregations[groupings[grouping].aggregation].seriesOfCell, fine.seriesOfCell)
        // A stratum that moved the other way has no part in it.
        let carrying = segments.filter { isFall ? $0.change < 0 : $0.change > 0 }.compactMap { fine.known($0.scope) }
        let members = ofCell.indices.filter { ofCell[$0] == series }
        let carried = members.filter { cell in strataOfCell[cell].map(carrying.contains) ?? false }
        let ids = examples.ids(
            of: carrying.isEmpty ? members : carried, kind: plan.exampleKind(isFall: isFall),
            after: index - plan.windowPanes)
        return ids.map(\.text)
    }
}

extension ChartPlan {
    /// The side of the rule's lines, where they have one.
    fileprivate var side: Side {
        (rule.critical ?? rule.warning)?.below != nil ? .low : .high
    }

    /// What a breach is about: refusals that fell are answers that were given. Nil: any event.
    fileprivate func exampleKind(isFall: Bool) -> ExampleKind? {
        guard case .rate(let score) = gauge else { return nil }
        switch score {
        case .refused: return isFall ? .complied : .refused
        case .failed: return isFall ? nil : .failed
        case .blocked: return isFall ? nil : .blocked
        case .above, .mean: return nil
        }
    }
}
