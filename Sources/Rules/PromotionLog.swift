// promotions.jsonl: which baseline is current for which model, and since when. Lines are only ever added.

package import Model

/// From `at` on, `id` is the baseline that rules compare `model` with.
package struct Promotion: Equatable, Sendable {
    /// When it was promoted, as the caller told.
    package let at: EventTime
    /// Compared by its bytes.
    package let model: String
    /// 32 lower-case hexadecimal digits.
    package let id: String

    package init(at: EventTime, model: String, id: String) {
        self.at = at
        self.model = model
        self.id = id
    }

    /// One line with its end.
    var line: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("at", at.rfc3339)
            writer.field("model", model)
            writer.field("id", id)
        }
        return writer.bytes + [0x0A]
    }

    /// Nil unless `line`, without its end, is exactly what `line` writes.
    init?(line: ArraySlice<UInt8>) {
        var rest = line
        guard let at = text(after: "{\"at\":", &rest), let model = text(after: ",\"model\":", &rest),
            let id = text(after: ",\"id\":", &rest), rest.elementsEqual("}".utf8), let time = EventTime(rfc3339: at),
            isBaselineID(id)
        else { return nil }
        self.init(at: time, model: model, id: id)
        guard self.line.dropLast().elementsEqual(line) else { return nil }
    }
}

/// Every promotion in `source`, oldest first. A line that cannot be read is reported and left out; a last line
/// without its end was torn by a crash before anybody was told that it counts.
func parsePromotions(_ source: SourceFile) -> (promotions: [Promotion], diagnostics: [Diagnostic]) {
    var log = DiagnosticLog(source)
    var promotions: [Promotion] = []
    let lines = source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
        let place = Place(line: index + 1, column: 1, length: line.count)
        if index == lines.count - 1 {
            if !line.isEmpty { log.warning(.badPromotion, "the last line is torn and was ignored", at: place) }
        } else if let promotion = Promotion(line: line) {
            promotions.append(promotion)
        } else {
            log.error(.badPromotion, "this line is not a promotion and was ignored", at: place)
        }
    }
    return (promotions, log.diagnostics)
}

/// 32 lower-case hexadecimal digits. As such it is also a safe file name.
func isBaselineID(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
}

/// A JSON string in the spelling of JSONWriter, behind `prefix`.
private func text(after prefix: String, _ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.starts(with: (prefix + "\"").utf8) else { return nil }
    rest = rest.dropFirst(prefix.utf8.count + 1)
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
        case UInt8(ascii: "\\"):
            guard let escaped = unescaped(&rest) else { return nil }
            bytes.append(escaped)
        default: bytes.append(byte)
        }
    }
    return nil
}

private func unescaped(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    switch rest.popFirst() {
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value < 0x20
        else { return nil }
        return value
    default: return nil
    }
}
