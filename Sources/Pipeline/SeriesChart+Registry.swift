// Rules that hold a model against what the operator says of it: no statistics, no baseline.

internal import Detectors
internal import Model
internal import Panes

extension SeriesChart {
    func makeRegistry(_ plan: ChartPlan) -> Judge {
        guard !plan.models.isEmpty else { return .waiting(.noRegistry) }
        let name = scope[.model] ?? ""
        let model = plan.models.first { $0.isCalled(name) }
        switch plan.rule.metric {
        case .trainingAge: return model.map { .registry(since: $0.trainedAt) } ?? .waiting(.notRegistered)
        case .evaluationAge:
            return model.map { .registry(since: max($0.trainedAt, $0.evaluatedAt ?? $0.trainedAt)) }
                ?? .waiting(.notRegistered)
        default:
            let isWanted = !plan.rule.detect.wantsFineTune || model?.role == .tuned
            return .registry(since: isWanted ? model?.trainedAt : nil)
        }
    }

    func registered(
        _ since: EventTime?, _ reading: Score.Reading, _ pane: SeriesPane, _ plan: ChartPlan
    ) -> Verdict {
        var verdict = Verdict(
            state: .ok, value: reading.value, events: reading.events, effectiveEvents: reading.effective, needed: 1)
        if plan.rule.detect.kind == .unregistered {
            if since == nil { verdict.state = plan.rule.critical == nil ? .warning : .critical }
        } else if let since {
            let age = pane.start.microseconds - since.microseconds
            // Shown to a tenth of a day: a verdict that changed with each pane would be written with each.
            verdict.value = Double(age.dividedFloor(by: 8_640_000_000)) / 10
            let isPast = { (line: Threshold?) in line?.above.map { Double(age) >= $0 * 86_400e6 } ?? false }
            verdict.state = isPast(plan.rule.critical) ? .critical : isPast(plan.rule.warning) ? .warning : .ok
            verdict.baselineValue = nil
        }
        if pane.totals.isEmpty { verdict.state = hasHistory ? .stale : .insufficient }
        verdict.isRecovered = verdict.state == .ok
        return verdict
    }
}
