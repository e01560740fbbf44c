// A run of canaries as a small square: what was not measured never looks like a pass.

internal import Model

enum CanarySquare: CaseIterable {
    case passed, flaky, failed, notMeasured, running

    init(_ run: CanaryRun) {
        switch run.state {
        case .intended: self = .running
        case .missed, .skipped: self = .notMeasured
        case .complete, .incomplete:
            self = run.failed > 0 ? .failed : run.state == .incomplete ? .notMeasured : run.flaky > 0 ? .flaky : .passed
        }
    }

    var word: String {
        switch self {
        case .passed: "passed"
        case .flaky: "flaky"
        case .failed: "failed"
        case .notMeasured: "not measured"
        case .running: "running"
        }
    }

    /// Twelve by twelve: full, half, crossed, an empty dashed frame, an empty frame.
    var shape: String {
        let frame = { (name: String) in
            "<rect class=\"\(name)\" x=\"1\" y=\"1\" width=\"11\" height=\"11\" rx=\"1.5\"/>"
        }
        switch self {
        case .passed: return frame("r-ok")
        case .flaky: return frame("r-flaky") + "<path class=\"r-half\" d=\"M1 12L12 1V12Z\"/>"
        case .failed: return frame("r-failed") + "<path class=\"r-x\" d=\"M3.5 3.5L9.5 9.5M9.5 3.5L3.5 9.5\"/>"
        case .notMeasured: return frame("r-none")
        case .running: return frame("r-on")
        }
    }

    static let key: String = {
        let items = allCases.map { square in
            "<li><svg viewBox=\"0 0 13 13\" aria-hidden=\"true\">\(square.shape)</svg>\(square.word)</li>"
        }
        return "<ul class=\"key\">\(items.joined())</ul>\n"
    }()
}
