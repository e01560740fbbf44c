// Baselines as TOML text: equal baselines have equal bytes.

import Model
package import Panes

extension Baseline {
    /// The whole file. Counts of zero are left out, as are weights when no event was sampled.
    package var toml: String {
        var text = ""
        for (key, value) in [
            ("format", format), ("id", id), ("name", name), ("model", model), ("source", source),
            ("from", from.rfc3339), ("to", to.rfc3339),
        ] {
            text += "\(key) = \(quoted(value))\n"
        }
        for cell in cells {
            text += "\n[[cell]]\n"
            for (dimension, value) in cell.scope.values { text += "\(dimension.name) = \(quoted(value))\n" }
            for outcome in Outcome.allCases where cell.tally[outcome] != 0 {
                text += "\(outcome.name) = \(cell.tally[outcome])\n"
            }
            if cell.tally != unsampled(cell.tally) {
                let weights = (0..<6).map { String(cell.tally.weights[$0]) }.joined(separator: ", ")
                text += "weights = [\(weights)]\nsquares = \(cell.tally.squares)\n"
            }
            if cell.users != 0 { text += "users = \(cell.users)\n" }
            if cell.panes != 0 { text += "panes = \(cell.panes)\n" }
            for values in cell.values { text += values.toml }
        }
        return text
    }
}

extension Baseline.Values {
    /// Weights are left out when no event was sampled. The sum goes beyond TOML's 64 bits, so it is a string.
    fileprivate var toml: String {
        let bins = histogram.bins
        func line(_ key: String, _ numbers: [Int64]) -> String {
            "\(key) = [\(numbers.map(String.init).joined(separator: ", "))]\n"
        }
        var text = "\n[[cell.measure]]\nname = \(quoted(measure.name))\nsum = \"\(histogram.sum)\"\n"
        text += line("bins", bins.map { Int64($0.bin) })
        text += line("counts", bins.map(\.count))
        if bins.contains(where: { $0.weight != $0.count &* Tally.weightOne }) {
            text += line("weights", bins.map(\.weight))
        }
        return text
    }
}

/// The tally of the same events if each was always kept.
func unsampled(_ tally: Tally) -> Tally {
    var plain = Tally.zero
    for index in 0..<6 {
        plain.counts[index] = tally.counts[index]
        plain.weights[index] = tally.counts[index] &* Tally.weightOne
    }
    plain.squares = plain.decided &* ((Tally.weightOne &* Tally.weightOne) >> 8)
    return plain
}

/// A TOML basic string: names come from events and may hold anything but invalid UTF-8.
private func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": out += "\\\""
        case "\\": out += "\\\\"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        default:
            if scalar.value < 0x20 || scalar.value == 0x7F {
                out += "\\u00" + hexadecimal([UInt8(truncatingIfNeeded: scalar.value)])
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
    }
    return out + "\""
}
