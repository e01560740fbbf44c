// The notation of a made series: `0.92x30 0.92..0.60x10 _x5 0.60x15`.

internal import Model

/// One value after the other, one for each step.
enum RuleTestSeries {
    struct Fault: Error {
        /// In code points.
        var offset: Int
        var length: Int
        var reason: String
        var help: String
    }

    /// A test of two months at a step of a minute.
    static let countMax = 100_000

    /// Terms with spaces between: `v` is one value, `vxN` N of them, `a..bxN` N from a to b, `_` stands for none.
    static func parse(_ text: String) throws(Fault) -> [Double?] {
        var values: [Double?] = []
        var offset = 0
        for term in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isBlank) {
            defer { offset += term.count + 1 }
            if term.isEmpty { continue }
            let word = String(String.UnicodeScalarView(term))
            guard let more = parse(term: word), more.count <= countMax - values.count else {
                throw Fault(
                    offset: offset, length: term.count, reason: fault(in: word),
                    help: "write values as 0.92, 0.92x30 for 30 steps, 0.9..0.6x10 for a ramp, _x5 for no data")
            }
            values += more
        }
        guard !values.isEmpty else {
            throw Fault(
                offset: 0, length: text.unicodeScalars.count, reason: "no value", help: "write values such as 0.92x30")
        }
        return values
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
    }

    private static func fault(in word: String) -> String {
        guard parse(term: word) == nil else { return "more than \(countMax) values" }
        return "`\(word)` is no value"
    }

    private static func parse(term: String) -> [Double?]? {
        let bytes = Array(term.utf8)
        var body = bytes[...]
        var count = 1
        if let times = bytes.lastIndex(of: UInt8(ascii: "x")) {
            body = bytes[..<times]
            let digits = bytes[(times + 1)...]
            guard 1...6 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
                let number = Int(String(decoding: digits, as: UTF8.self)), 1...countMax ~= number
            else { return nil }
            count = number
        }
        if body.elementsEqual([UInt8(ascii: "_")]) { return Array(repeating: nil, count: count) }
        if let dots = body.indices.dropLast().first(where: { body[$0] == 0x2E && body[$0 + 1] == 0x2E }) {
            guard count > 1, let first = number(body[..<dots]), let last = number(body[(dots + 2)...]) else {
                return nil
            }
            return (0..<count).map { first + (last - first) * Double($0) / Double(count - 1) }
        }
        return number(body).map { Array(repeating: $0, count: count) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Double? {
        let isPlain = bytes.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2E }
        guard isPlain, 1...24 ~= bytes.count, let value = Double(String(decoding: bytes, as: UTF8.self)),
            value.isFinite
        else { return nil }
        return value
    }
}
