// Sets of code points in a regular expression: `[a-z_]`, `[^/]`, `\d`.

/// Reads one class, from behind its opening bracket.
struct PatternClass {
    private let scalars: [Unicode.Scalar]
    /// Behind the closing bracket when the class was read.
    private(set) var offset: Int
    private let opening: Int

    init(_ scalars: [Unicode.Scalar], _ offset: Int) {
        self.scalars = scalars
        self.offset = offset
        opening = offset - 1
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        offset + distance < scalars.count ? scalars[offset + distance] : nil
    }

    mutating func read() throws(FilterError) -> ScalarSet {
        var set = ScalarSet(ranges: [])
        if peek() == "^" {
            set.isNegated = true
            offset += 1
        }
        var isFirst = true
        while let scalar = peek() {
            // A bracket in the first place is itself, as everywhere.
            if scalar == "]", !isFirst {
                offset += 1
                return set
            }
            isFirst = false
            if scalar == "[", peek(1) == ":" {
                throw FilterError(
                    offset: offset, length: 2, reason: "a pattern has no named classes",
                    help: "write `a-z`, `0-9`, `\\d`, `\\w` or `\\s`")
            }
            let start = offset
            let first = try member()
            // A dash at the end is itself.
            guard peek() == "-", let next = peek(1), next != "]" else {
                set.ranges += first
                continue
            }
            offset += 1
            let last = try member()
            guard let low = PatternClass.only(first), let high = PatternClass.only(last), low <= high else {
                throw FilterError(
                    offset: start, length: offset - start, reason: "this is no range",
                    help: "write the lower sign first, `a-z`, or `\\-` for the dash itself")
            }
            set.ranges.append(low...high)
        }
        throw FilterError(
            offset: opening, length: 1, reason: "the class is not closed", help: "add `]`, or write `\\[` for the sign")
    }

    /// The one code point of a member that is no set.
    private static func only(_ ranges: [ClosedRange<UInt32>]) -> UInt32? {
        ranges.count == 1 && ranges[0].count == 1 ? ranges[0].lowerBound : nil
    }

    private mutating func member() throws(FilterError) -> [ClosedRange<UInt32>] {
        let start = offset
        guard let scalar = peek() else { return [] }
        offset += 1
        guard scalar == "\\", let escaped = peek() else { return [scalar.value...scalar.value] }
        offset += 1
        let set = try PatternClass.escape(escaped, start)
        guard set.isNegated else { return set.ranges }
        return PatternClass.complement(set.ranges)
    }

    /// All code points outside of `ranges`, which are in order.
    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var outside: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { outside.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        return outside + [next...0x10FFFF]
    }

    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let letters: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    private static let spaces: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]

    /// What stands for `\` and `escaped`; the backslash is at `start`.
    static func escape(_ escaped: Unicode.Scalar, _ start: Int) throws(FilterError) -> ScalarSet {
        switch escaped {
        case "d": return ScalarSet(ranges: digits)
        case "D": return ScalarSet(ranges: digits, isNegated: true)
        case "w": return ScalarSet(ranges: letters)
        case "W": return ScalarSet(ranges: letters, isNegated: true)
        case "s": return ScalarSet(ranges: spaces)
        case "S": return ScalarSet(ranges: spaces, isNegated: true)
        case "n": return ScalarSet(ranges: [0x0A...0x0A])
        case "r": return ScalarSet(ranges: [0x0D...0x0D])
        case "t": return ScalarSet(ranges: [0x09...0x09])
        case "0"..."9", "k":
            throw FilterError(
                offset: start, length: 2, reason: "a pattern cannot refer back to a group",
                help: "what it found before is not kept: that is what keeps a match short; write the text again")
        case "a"..."z", "A"..."Z":
            throw FilterError(
                offset: start, length: 2, reason: "`\\\(escaped)` means nothing in a pattern",
                help: "there are `\\d`, `\\w`, `\\s`, `\\D`, `\\W`, `\\S`, `\\n`, `\\r` and `\\t`")
        default: return ScalarSet(ranges: [escaped.value...escaped.value])
        }
    }
}
