// What to write in place of a value of the wrong type.

internal import Model

extension TableReader {
    /// `wanted` is what the getter asked for, in its own words.
    func advice(_ key: String, _ node: TOMLNode, _ wanted: String, _ log: DiagnosticLog) -> [String] {
        let written = log.text(at: node.place)
        let isSecret = isSecretName(key) || holdsSecret(log.lineText(at: node.place))
        switch (wanted, node.value) {
        case ("a string in quotes", .array(let elements)):
            guard elements.count == 1, case .string(let only)? = elements.first?.value, !isSecret else {
                return ["it takes one text in quotes, and no more"]
            }
            return ["it takes one text: write \(key) = \"\(only)\""]
        case ("a string in quotes", .integer), ("a string in quotes", .float), ("a string in quotes", .boolean),
            ("a string in quotes", .time):
            return [isSecret ? "write the value in quotes" : "write \(key) = \"\(written)\""]
        case ("an array of strings", .string(let text)):
            let names = text.split { $0 == "," || $0 == " " }.map { "\"\($0)\"" }.joined(separator: ", ")
            return isSecret || names.isEmpty ? ["write the values in brackets"] : ["write \(key) = [\(names)]"]
        case ("an array of strings", .table), ("an array of strings", .integer), ("an array of strings", .float),
            ("an array of strings", .boolean), ("an array of strings", .time):
            return ["write texts in quotes between brackets: \(key) = [\"…\"]"]
        case ("a number", .string(let text)), ("an integer", .string(let text)):
            return number(key, text)
        case ("an integer", .float(let number)):
            let isWhole = number.rounded() == number && abs(number) < 1e15
            return ["write a whole number" + (isWhole ? ": \(key) = \(Int64(number))" : "")]
        case ("true or false", .string(let text)):
            let word = ["true", "yes", "on", "1"].contains(text.lowercased()) ? "true" : "false"
            return ["without quotes: write \(key) = \(word)"]
        case ("true or false", .integer(let number)): return ["write \(key) = \(number == 0 ? "false" : "true")"]
        case ("a table", .float), ("a table", .integer), ("a table", .string), ("a table", .array):
            guard topic == "rule", ["warning", "critical"].contains(key) else {
                return ["write it as a table: [\(key)]"]
            }
            var share = key == "warning" ? "0.9" : "0.75"
            if case .float(let number) = node.value, number > 0, number < 1 { share = "\(number)" }
            return ["write \(key) = { below = \(share) }"]
        default: return []
        }
    }

    private func number(_ key: String, _ text: String) -> [String] {
        let bare = text.filter { $0 != " " }
        if bare.hasSuffix("%"), let percent = Double(bare.dropLast()) {
            return ["there is no sign for percent: write \(key) = \(percent / 100)"]
        }
        guard let number = Double(bare), number.isFinite else { return ["write a number, without quotes"] }
        return ["without quotes: write \(key) = \(bare.hasPrefix(".") ? "\(number)" : bare)"]
    }
}

extension DiagnosticLog {
    /// The characters at a place.
    func text(at place: Place) -> String {
        let line = String(decoding: source.line(place.line), as: UTF8.self).unicodeScalars
        var text = ""
        text.unicodeScalars.append(contentsOf: line.dropFirst(place.column - 1).prefix(place.length))
        return text
    }

    func lineText(at place: Place) -> String {
        String(decoding: source.line(place.line), as: UTF8.self)
    }
}
