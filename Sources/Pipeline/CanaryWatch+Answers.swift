// What answers say: failures, regressions, and the tuned model beside its base.

internal import Alerts
internal import Canaries
internal import Model

extension CanaryWatch {
    mutating func takeAnswers(
        _ report: CanaryReport, _ pair: CanaryScopes.Pair, _ support: Supporter, _ outcome: inout Outcome
    ) {
        let place = place(.failures, pair.scope)
        guard case .suite(var evidence) = series[place].facts, let news = evidence.take(report) else { return }
        setFacts(place, .suite(evidence))
        outcome.flaky += news.flaky.map { (pair.target.model, "\(pair.suite.name)/\($0) in run \(report.run.id)") }
        let saying = CanarySaying(evidence, news, pair)
        let categories = saying.severity ?? .low >= .high ? evidence.failingCategories : []
        say(place, saying, at: report.at, pair.suite, categories: categories, support, &outcome)
        guard news.completes else { return }
        if pair.suite.kind.isComparable { takeRegression(evidence, report, pair, support, &outcome) }
        for (tuned, base) in scopes.comparisons(of: pair) {
            takeComparison(report, tuned, base, support, &outcome)
        }
    }

    private mutating func takeRegression(
        _ evidence: SuiteEvidence, _ report: CanaryReport, _ pair: CanaryScopes.Pair, _ support: Supporter,
        _ outcome: inout Outcome
    ) {
        guard let saying = CanarySaying(regressionOf: evidence, pair) else { return }
        let place = place(.regression, pair.scope)
        let wasFiring = series[place].life.isFiring
        say(place, saying, at: report.at, pair.suite, support, &outcome)
        if wasFiring, !series[place].life.isFiring { forgetRegressions(of: pair.scope) }
    }

    private mutating func takeComparison(
        _ report: CanaryReport, _ tuned: CanaryScopes.Pair, _ base: CanaryScopes.Pair, _ support: Supporter,
        _ outcome: inout Outcome
    ) {
        guard let own = lastRun(tuned.scope), let other = lastRun(base.scope) else { return }
        let place = place(.comparison, tuned.scope)
        guard case .comparison(var evidence) = series[place].facts, evidence.take(own, base: other) else { return }
        let wasFiring = series[place].life.isFiring
        let saying = CanarySaying(evidence, tuned, base: base.target.name)
        say(place, saying, at: report.at, tuned.suite, support, &outcome)
        if wasFiring, !series[place].life.isFiring { evidence.forget() }
        setFacts(place, .comparison(evidence))
    }

    private func lastRun(_ scope: Scope) -> RunLedger? {
        guard let place = known(.failures, scope), case .suite(let evidence) = series[place].facts else { return nil }
        return evidence.last
    }
}
