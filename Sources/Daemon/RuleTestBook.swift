// The baselines of a rule test, made from its numbers.

internal import Model
internal import Panes
internal import Pipeline
internal import Traffic

/// Answers every reference but a rolling one with the test's baseline of that model.
struct RuleTestBook: BaselineBook {
    private var baselines: [[UInt8]: Baseline] = [:]

    init(_ test: RuleTest, paneWidth: TimeSpan) {
        var cells: [[UInt8]: [Baseline.Cell]] = [:]
        var span = TimeSpan.zero
        for reference in test.baselines {
            let model = Array((reference.names[.model] ?? "").utf8)
            cells[model, default: []].append(Self.cell(reference, paneWidth))
            span = max(span, reference.span)
        }
        for (model, cells) in cells {
            baselines[model] = Baseline(
                name: "test", model: String(decoding: model, as: UTF8.self), source: test.name,
                from: test.start - span, to: test.start, cells: cells)
        }
    }

    func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence> {
        guard reference != .rolling, let baseline = baselines[Array(model.utf8)] else {
            return .failure(BaselineAbsence(reason: .noBaseline))
        }
        return .success(baseline)
    }

    private static func cell(_ reference: RuleTest.Reference, _ paneWidth: TimeSpan) -> Baseline.Cell {
        func rate(_ subject: RuleTest.Subject) -> Double {
            reference.levels.first { $0.subject == subject }?.values.first.flatMap { $0 } ?? 0
        }
        let all = reference.events
        let errors = part(rate(.errors), of: all)
        let blocked = min(all - errors, part(rate(.blocked), of: all))
        let decided = all - errors - blocked
        let refused = part(rate(.refusals), of: decided)
        var tally = Tally.zero
        let counts: [(Outcome, Int64)] = [
            (.error, errors), (.blocked, blocked), (.refused, refused), (.complied, decided - refused),
        ]
        for (outcome, count) in counts {
            tally.counts[Int(outcome.rawValue)] = count
            tally.weights[Int(outcome.rawValue)] = count * Tally.weightOne
        }
        tally.squares = decided * Tally.weightOne
        var values: [Baseline.Values] = []
        for level in reference.levels {
            guard case .measure(let measure) = level.subject, let mean = level.values.first.flatMap({ $0 }) else {
                continue
            }
            values.append(Baseline.Values(measure: measure, histogram: histogram(mean, level.shape, all)))
        }
        return Baseline.Cell(
            scope: Scope(reference.names.map { ($0.key, $0.value) }), tally: tally, values: values,
            panes: min(all, reference.span.microseconds / paneWidth.microseconds))
    }

    private static func part(_ rate: Double, of count: Int64) -> Int64 {
        min(count, Int64((rate * Double(count)).rounded()))
    }

    private static func histogram(_ mean: Double, _ shape: RuleTest.Shape, _ count: Int64) -> Histogram {
        var histogram = Histogram()
        let raised = part(mean, of: count)
        for index in 0..<count {
            let value: Double =
                switch shape {
                case .constant: mean
                case .flag: index < raised ? 1 : 0
                case .exponential: mean * exponentialQuantile((Double(index) + 0.5) / Double(count))
                }
            histogram.add(value, weight: Tally.weightOne)
        }
        return histogram
    }
}
