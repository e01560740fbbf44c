// Values that are none: words and durations without quotes, numbers as other places write them, commas.

internal import Model

extension SyntaxSlip {
    static func value(_ line: Line, _ reason: String) -> SyntaxSlip? {
        let separators: [Unicode.Scalar] = line.scan.brackets.last?.sign == "[" ? ["=", "[", ","] : ["="]
        guard let sign = line.lastPlain(before: line.index + 1, where: { separators.contains($0) }) else {
            return comma(line, reason)
        }
        let start = sign + 1 + line.scalars.dropFirst(sign + 1).prefix { $0 == " " || $0 == "\t" }.count
        if let slip = decimalComma(line, start) ?? comma(line, reason) { return slip }
        // Behind a text that is not in quotes, a comma may be a part of it.
        let isInside = !line.scan.brackets.isEmpty
        let closers: [Unicode.Scalar] = isInside ? [",", "}", "]"] : []
        let stop = line.firstPlain(from: start, where: { closers.contains($0) }) ?? line.end
        let end =
            line.scalars.prefix(min(stop, line.end)).lastIndex {
                $0 != " " && $0 != "\t" && ($0 != "," || isInside)
            }.map { $0 + 1 } ?? 0
        guard start < end else {
            return SyntaxSlip(
                place: line.place(sign, sign + 1), help: ["the key has no value: write one, or remove the key"])
        }
        let text = line.text(start, end)
        if text.hasPrefix("\"") || text.hasPrefix("'") { return behindString(line, start, end) }
        let next = line.text(start, line.scalars.count)
        return SyntaxSlip(place: line.place(start, end), help: [advice(text, next, isSecret: isSecret(line))])
    }

    /// `0,90`: the comma ends the value, and the parser stumbles later.
    private static func decimalComma(_ line: Line, _ start: Int) -> SyntaxSlip? {
        let isDigit = { (sign: Unicode.Scalar) in ("0"..."9").contains(sign) }
        let whole = line.scalars.dropFirst(start).prefix(while: isDigit).count
        let comma = start + whole
        guard whole > 0, comma < line.scalars.count, line.scalars[comma] == "," else { return nil }
        let part = line.scalars.dropFirst(comma + 1).prefix(while: isDigit).count
        guard part > 0, line.scan.brackets.last?.sign != "[" else { return nil }
        let number = line.text(start, comma) + "." + line.text(comma + 1, comma + 1 + part)
        return SyntaxSlip(
            place: line.place(start, comma + 1 + part), help: ["a decimal point is a point: write \(number)"])
    }

    private static func isSecret(_ line: Line) -> Bool {
        holdsSecret(line.text(0, line.scalars.count))
    }

    /// Commas that are too many or too few.
    private static func comma(_ line: Line, _ reason: String) -> SyntaxSlip? {
        let last = line.scalars.prefix(line.index).lastIndex { $0 != " " && $0 != "\t" }
        if reason.contains("dangling comma"), let comma = line.lastPlain(before: line.index, where: { $0 == "," }) {
            return SyntaxSlip(
                place: line.place(comma, comma + 1), help: ["no comma before the closing }: remove it"])
        }
        if reason.contains("saw comma") {
            return SyntaxSlip(place: line.place(line.index, line.index + 1), help: ["remove this comma"])
        }
        guard line.index < line.scalars.count, line.isPlain.count > line.index else { return nil }
        if line.scalars[line.index] == ",", line.scan.brackets.isEmpty {
            return SyntaxSlip(
                place: line.place(line.index, line.index + 1),
                help: ["no comma behind a value: each key stands on its own line"])
        }
        // A value that is complete, and another beginning: the comma between them is missing.
        if reason.contains("expected comma"), let last, isEnd(line, last), last + 1 < line.index {
            return SyntaxSlip(
                place: line.place(line.index, line.index + 1), help: ["put a comma before this"])
        }
        return nil
    }

    private static func isEnd(_ line: Line, _ index: Int) -> Bool {
        let sign = line.scalars[index]
        return sign == "\"" || sign == "'" || sign == "}" || sign == "]" || ("0"..."9").contains(sign)
    }

    /// A string was closed, and the line goes on.
    private static func behindString(_ line: Line, _ start: Int, _ end: Int) -> SyntaxSlip {
        let rest = line.text(line.index, line.scalars.count)
        let key = rest.prefix { $0.isLetter || $0 == "_" }
        if !key.isEmpty, rest.dropFirst(key.count).drop(while: { $0 == " " }).hasPrefix("=") {
            return SyntaxSlip(
                place: line.place(line.index, line.index + key.unicodeScalars.count),
                help: ["each key stands on its own line"])
        }
        return SyntaxSlip(
            place: line.place(line.index, max(line.index + 1, end)),
            help: [#"the string ends before this; quotes within quotes are written '… "…" …' or \""#])
    }

    /// What to write for a value that is no value.
    private static func advice(_ text: String, _ rest: String, isSecret: Bool) -> String {
        let lower = text.lowercased()
        switch lower {
        case "true", "yes", "on": return "write true"
        case "false", "no", "off": return "write false"
        case "none", "null", "nil", "~", "undefined": return "there is no such value: leave the key out"
        default: break
        }
        if text.hasPrefix("$") { return "variables are not replaced here: write the value itself" }
        if text.hasSuffix("%"), let share = Double(text.dropLast().filter { $0 != " " }) {
            return "there is no sign for percent: write \(share / 100)"
        }
        if let number = text.first, number == "<" || number == ">" {
            let side = number == "<" ? "below" : "above"
            let value = text.drop { !("0"..."9").contains($0) }
            return "write { \(side) = \(value.isEmpty ? "0.9" : String(value)) }"
        }
        if let number = plainNumber(lower) { return "write \(number)" }
        if looksLikeTime(text) { return "write a time as \"2025-11-20T12:00:00Z\"" }
        if let duration = nearestDuration(text) { return "durations are strings, write \"\(duration)\"" }
        if isSecret || text.unicodeScalars.count > 64 || text.contains("\"") || text.contains("\\") {
            return "a text stands in quotes: write \"…\""
        }
        return "a text stands in quotes: write \"\(text)\""
    }

    /// `.9`, `1.`, `007`, `+-5` as TOML writes them.
    private static func plainNumber(_ text: String) -> String? {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E }), let value = Double(text), value < 1e15
        else { return nil }
        return text.contains(".") ? "\(value)" : "\(Int(value))"
    }

    private static func looksLikeTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 8 else { return false }
        return bytes.prefix(4).allSatisfy { 0x30...0x39 ~= $0 } && (bytes[4] == 0x2D || bytes[4] == 0x2F)
    }
}
