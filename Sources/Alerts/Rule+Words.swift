// A rule in one line.

package import Model

extension Rule {
    /// `ratio of refusal_rate over 15m, warning below 0.9, critical below 0.75`.
    package var definition: String {
        let lines = [("warning", warning), ("critical", critical)].flatMap { word, line -> [String] in
            [
                (line?.below).map { "\(word) below \(figure($0))" },
                (line?.above).map { "\(word) above \(figure($0))" },
            ].compactMap(\.self)
        }
        let what = "\(detect.kind.rawValue) of \(metric.name) over \(window.durationText)"
        return "\(what), \(lines.isEmpty ? "without lines" : lines.joined(separator: ", "))"
    }
}
