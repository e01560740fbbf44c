// The baselines of a run, read once at its start.

package import Model
package import Panes
package import Pipeline
package import Rules

/// Every baseline of the directory, and which one is current for each model.
package struct BaselineShelf: BaselineBook {
    private let baselines: [Baseline]
    private let currentByModel: [[UInt8]: Baseline]

    package init(baselines: [Baseline], current: [Baseline]) {
        self.baselines = baselines
        var byModel: [[UInt8]: Baseline] = [:]
        for baseline in current { byModel[Array(baseline.model.utf8)] = baseline }
        currentByModel = byModel
    }

    /// Reads a directory; one that is not there has no baselines. The diagnostics name files that were left out.
    package static func read(
        _ directory: BaselineDirectory
    ) throws(BaselineDirectoryError) -> (shelf: BaselineShelf, diagnostics: [Diagnostic]) {
        let (baselines, findings) = try directory.list()
        let (promotions, more) = try directory.promotions()
        var current: [Baseline] = []
        for promotion in promotions {
            if let baseline = baselines.first(where: { $0.id == promotion.id }) { current.append(baseline) }
        }
        return (BaselineShelf(baselines: baselines, current: current), findings + more)
    }

    package var count: Int { baselines.count }
    package var all: [Baseline] { baselines }

    package func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
        let bytes = Array(model.utf8)
        switch reference {
        case .current:
            return currentByModel[bytes].map { .success($0) } ?? .failure(BaselineAbsence(reason: .noBaseline))
        case .rolling:
            // Learned by the evaluator as the days go by; no file holds it.
            return .failure(BaselineAbsence(reason: .noBaseline))
        case .named(let word):
            let wanted = baselines.filter { $0.name.utf8.elementsEqual(word.utf8) || $0.id == word }
            if let own = wanted.last(where: { $0.model.utf8.elementsEqual(bytes) }) { return .success(own) }
            return .failure(BaselineAbsence(reason: wanted.isEmpty ? .noBaseline : .otherModel))
        }
    }
}
