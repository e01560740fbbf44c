// From the text of a regular expression to its tree.

/// The syntax that RE2 and Prometheus share with everybody: `. * + ? {m,n} [] [^] | ()` `\d \w \s` and anchors.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var offset = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func whole() throws(FilterError) -> PatternTree {
        let tree = try choice(depth: 0)
        if peek() != nil { throw fault(offset, 1, "`)` closes nothing", help: "write `\\)` for the sign itself") }
        return tree
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        offset + distance < scalars.count ? scalars[offset + distance] : nil
    }

    private func fault(_ start: Int, _ length: Int, _ reason: String, help: String) -> FilterError {
        FilterError(offset: start, length: max(1, length), reason: reason, help: help)
    }

    private mutating func choice(depth: Int) throws(FilterError) -> PatternTree {
        guard depth <= Pattern.depthMax else {
            throw fault(offset, 1, "groups are nested deeper than \(Pattern.depthMax)", help: "leave out parentheses")
        }
        var branches = [try sequence(depth: depth)]
        while peek() == "|" {
            offset += 1
            branches.append(try sequence(depth: depth))
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(FilterError) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            parts.append(try repetition(of: try atom(scalar, depth: depth)))
        }
        switch parts.count {
        case 0: return .empty
        case 1: return parts[0]
        default: return .sequence(parts)
        }
    }

    /// At most one count may follow, as in RE2; a `?` behind it asks for the shortest fit, which is no question when
    /// the whole value must fit.
    private mutating func repetition(of tree: PatternTree) throws(FilterError) -> PatternTree {
        let repeated: PatternTree
        switch peek() {
        case "*": repeated = .repeated(tree, least: 0, most: nil)
        case "+": repeated = .repeated(tree, least: 1, most: nil)
        case "?": repeated = .repeated(tree, least: 0, most: 1)
        case "{":
            let (least, most) = try count()
            repeated = .repeated(tree, least: least, most: most)
        default: return tree
        }
        offset += 1
        if peek() == "?" { offset += 1 }
        if let next = peek(), next == "*" || next == "+" || next == "?" || next == "{" {
            throw fault(offset, 1, "two counts follow one another", help: "put the first part into parentheses")
        }
        return repeated
    }

    /// Leaves `offset` at the closing brace.
    private mutating func count() throws(FilterError) -> (Int, Int?) {
        let start = offset
        offset += 1
        let least = try number(start)
        var most: Int? = least
        if peek() == "," {
            offset += 1
            most = peek() == "}" ? nil : try number(start)
        }
        guard peek() == "}" else { throw badCount(start) }
        if let most, most < least {
            throw fault(start, offset + 1 - start, "the count goes down", help: "write `{\(most),\(least)}`")
        }
        return (least, most)
    }

    private mutating func number(_ start: Int) throws(FilterError) -> Int {
        var value: Int?
        while let scalar = peek(), let digit = PatternParser.digit(scalar) {
            let larger = (value ?? 0) * 10 + digit
            guard larger <= Pattern.countMax else {
                throw fault(
                    start, offset + 1 - start, "the count is more than \(Pattern.countMax)",
                    help: "write `*` or `+` for any number")
            }
            value = larger
            offset += 1
        }
        guard let value else { throw badCount(start) }
        return value
    }

    private func badCount(_ start: Int) -> FilterError {
        fault(
            start, offset - start, "`{` begins a count, and this is none",
            help: "write `{2}`, `{2,}` or `{2,5}`, or `\\{` for the sign itself")
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        "0"..."9" ~= scalar ? Int(scalar.value) - 0x30 : nil
    }

    private mutating func atom(_ scalar: Unicode.Scalar, depth: Int) throws(FilterError) -> PatternTree {
        let start = offset
        offset += 1
        switch scalar {
        case ".": return .take(.everything)
        case "^": return .start
        case "$": return .end
        case "[":
            var reader = PatternClass(scalars, offset)
            let set = try reader.read()
            offset = reader.offset
            return .take(set)
        case "(":
            try checkGroup(start)
            let inner = try choice(depth: depth + 1)
            guard peek() == ")" else {
                throw fault(start, 1, "the group is not closed", help: "add `)`, or write `\\(` for the sign itself")
            }
            offset += 1
            return inner
        case "*", "+", "?", "{":
            throw fault(
                start, 1, "there is nothing before `\(scalar)` to repeat",
                help: "write `\\\(scalar)` for the sign itself")
        case "\\":
            guard let escaped = peek() else {
                throw fault(start, 1, "the pattern ends with `\\`", help: "write `\\\\` for the sign itself")
            }
            offset += 1
            return .take(try PatternClass.escape(escaped, start))
        default: return .take(ScalarSet(ranges: [scalar.value...scalar.value]))
        }
    }

    /// A group that only groups is fine; the others ask for what a matcher in linear time does not have.
    private mutating func checkGroup(_ start: Int) throws(FilterError) {
        guard peek() == "?" else { return }
        if peek(1) == ":" {
            offset += 2
            return
        }
        let next = peek(1)
        let isLook = next == "=" || next == "!" || next == "<" && (peek(2) == "=" || peek(2) == "!")
        if isLook {
            throw fault(
                start, 3, "a pattern cannot look ahead or behind",
                help: "say it with another test: `field ~ \"a.*\" and field !~ \"b.*\"`")
        }
        if next == "P" || next == "<" { throw fault(start, 3, "groups have no names", help: "write `( … )`") }
        throw fault(start, 3, "a pattern has no flags", help: "write both letters, `[Aa]`")
    }
}
