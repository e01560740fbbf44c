// Going on with a report that was begun.

internal import Model

extension EvaluationReport {
    /// Why an older report cannot be gone on with: everything that differs. Empty when it can.
    package func differences(fromOld old: EvaluationReport) -> [String] {
        var found = Comparison.differences(old, self)
        for (what, before, now) in [
            ("target", old.target, target), ("model", old.model, model),
            ("requested model", old.requestedModel, requestedModel),
        ] where !before.utf8.elementsEqual(now.utf8) {
            found.append("\(what): \(visible(before)) and \(visible(now))")
        }
        let names = { (report: EvaluationReport) in Set(report.cases.map { "\($0.attempt)/\($0.id)" }) }
        if names(old) != names(self) { found.append("its rows are not those of the suite") }
        return found
    }

    /// Rows that the older one measured stand in the place of those that are still to be asked.
    package mutating func takeMeasured(from old: EvaluationReport) {
        var rows: [String: EvaluationCase] = [:]
        for row in old.cases where row.isMeasured { rows["\(row.attempt)/\(row.id)"] = row }
        for place in cases.indices {
            if let row = rows["\(cases[place].attempt)/\(cases[place].id)"] { cases[place] = row }
        }
        startedAt = min(startedAt, old.startedAt)
        (servedModels, fingerprints) = (old.servedModels, old.fingerprints)
    }
}
