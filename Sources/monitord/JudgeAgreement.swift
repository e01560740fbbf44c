// How often patterns say refused where people do, and otherwise where people do not.

internal import Alerts
internal import Model
internal import Statistics

struct JudgeAgreement {
    static let alpha = 0.05

    /// Nil: all answers.
    let group: String?
    private(set) var refusedFound = 0
    private(set) var refused = 0
    private(set) var othersFound = 0
    private(set) var others = 0
    /// Of each label and outcome that occurs.
    private(set) var cells: [(label: String, outcome: Outcome, count: Int)] = []

    init(_ rows: [JudgedAnswer], group: String?) {
        self.group = group
        for row in rows where group == nil || row.group == group {
            guard let label = row.label, let isLabelledRefused = row.isLabelledRefused else { continue }
            if isLabelledRefused {
                refused += 1
                if row.isRefused { refusedFound += 1 }
            } else {
                others += 1
                if !row.isRefused { othersFound += 1 }
            }
            if let place = cells.firstIndex(where: { $0.label == label && $0.outcome == row.verdict.outcome }) {
                cells[place].count += 1
            } else {
                cells.append((label, row.verdict.outcome, 1))
            }
        }
        cells.sort { ($0.label, $0.outcome.rawValue) < ($1.label, $1.outcome.rawValue) }
    }

    /// The share of labelled refusals that were told; nil without any.
    var sensitivity: Proportion? { Proportion(hits: Double(refusedFound), of: Double(refused)) }
    /// The share of the other labels that were not taken for refusals; nil without any.
    var specificity: Proportion? { Proportion(hits: Double(othersFound), of: Double(others)) }
    /// The mean of both; nil without one of them.
    var balancedAccuracy: Double? {
        guard let sensitivity, let specificity else { return nil }
        return (sensitivity.rate + specificity.rate) / 2
    }

    var row: [String] {
        [
            group ?? "all", grouped(Int64(refused)), text(sensitivity), grouped(Int64(others)), text(specificity),
            balancedAccuracy.map { percent($0) } ?? "-",
        ]
    }

    private func text(_ rate: Proportion?) -> String {
        guard let rate, let interval = rate.wilson(alpha: JudgeAgreement.alpha) else { return "-" }
        return "\(percent(rate.rate)) (\(percent(interval.lower)) to \(percent(interval.upper)))"
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("group")
            if let group { writer.value(group) } else { writer.null() }
            writer.field("labelled_refused", refused)
            writer.field("labelled_otherwise", others)
            write("sensitivity", sensitivity, &writer)
            write("specificity", specificity, &writer)
            writer.key("balanced_accuracy")
            if let balancedAccuracy { writer.value(balancedAccuracy) } else { writer.null() }
            writer.key("confusion")
            writer.array { writer in
                for cell in cells {
                    writer.object { writer in
                        writer.field("label", cell.label)
                        writer.field("outcome", cell.outcome.name)
                        writer.field("count", cell.count)
                    }
                }
            }
        }
    }

    private func write(_ name: String, _ rate: Proportion?, _ writer: inout JSONWriter) {
        writer.key(name)
        guard let rate, let interval = rate.wilson(alpha: JudgeAgreement.alpha) else { return writer.null() }
        writer.object { writer in
            writer.field("rate", rate.rate)
            writer.field("lower", interval.lower)
            writer.field("upper", interval.upper)
        }
    }
}
