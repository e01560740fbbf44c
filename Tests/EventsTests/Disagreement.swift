// The differential oracle: simdjson's full parser.

import Events

/// Why the decoder's answer and the full parser's verdict contradict one another; nil when they do not.
///
/// The decoder may stop early at bytes that are not UTF-8, at depth 33 and at the size limit, so those say nothing.
/// Two differences are wanted: a number that nothing reads need not fit a double, and a lone low surrogate is refused.
func disagreement(_ bench: Workbench, _ bytes: [UInt8], _ answer: Answer) -> String? {
    switch answer {
    case .rejected(.utf8, _), .rejected(.jsonDepth, _), .rejected(.empty, _), .rejected(.tooLarge, _): return nil
    case .rejected(.jsonSyntax, _):
        guard bench.isJSON(bytes), !holdsLoneLowSurrogate(bytes) else { return nil }
        return "broken for the decoder only"
    case .accepted, .rejected:
        guard !bench.isJSON(bytes), !holdsNumberBeyondDouble(bytes) else { return nil }
        return "broken for the full parser only"
    }
}

/// Whether a number outside strings does not fit what simdjson's parser makes of it.
func holdsNumberBeyondDouble(_ bytes: [UInt8]) -> Bool {
    var isInString = false, isEscaped = false
    var number = ""
    for byte in bytes + [0x20] {
        if !isInString, byte == 0x2B || byte == 0x2D || byte == 0x2E || 0x30...0x39 ~= byte || byte | 0x20 == 0x65 {
            number.unicodeScalars.append(Unicode.Scalar(byte))
            continue
        }
        if number.contains(where: { ".eE".contains($0) }) {
            if let value = Double(number), value.isInfinite { return true }
        } else if number.contains(where: \.isNumber), Int64(number) == nil, UInt64(number) == nil {
            return true
        }
        number = ""
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = isInString
        } else if byte == UInt8(ascii: "\"") {
            isInString.toggle()
        }
    }
    return false
}

/// Whether `\uDC00`…`\uDFFF` stands anywhere without a high surrogate before it.
func holdsLoneLowSurrogate(_ bytes: [UInt8]) -> Bool {
    func surrogate(_ at: Int) -> UInt8? {
        guard at >= 0, at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
            bytes[at + 2] | 0x20 == UInt8(ascii: "d")
        else { return nil }
        return bytes[at + 3] | 0x20
    }
    let low = Set("cdef".utf8), high = Set("89ab".utf8.map { $0 | 0x20 })
    return bytes.indices.contains { at in
        guard let digit = surrogate(at), low.contains(digit) else { return false }
        guard let before = surrogate(at - 6) else { return true }
        return !high.contains(before)
    }
}
