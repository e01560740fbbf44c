// From the text of a filter to its meaning.

/// A recursive descent: `or` of `and` of `not` of a test or of a filter in parentheses.
struct FilterParser {
    private(set) var mentions: [Filter.Mention] = []
    private let tokens: [FilterToken]
    private var index = 0

    init(_ text: String) throws(FilterError) {
        let bytes = text.utf8.count
        guard bytes <= Filter.bytesMax else {
            throw FilterError(
                offset: 0, length: 1, reason: "the filter has \(bytes) bytes, more than \(Filter.bytesMax)",
                help: "say more with less: `in [\"a\", \"b\"]`, or a pattern")
        }
        var scanner = FilterScanner(text)
        tokens = try scanner.tokens()
    }

    mutating func whole() throws(FilterError) -> Filter.Term {
        guard token.kind != .end else {
            throw fault(token, "the filter is empty", help: "write `field = \"value\"`")
        }
        let term = try disjunction(depth: 0)
        guard token.kind == .end else { throw leftover() }
        return term
    }

    /// The last token is the end, which nothing takes.
    private var token: FilterToken { tokens[min(index, tokens.count - 1)] }

    private mutating func take() -> FilterToken {
        defer { index += 1 }
        return token
    }

    private func fault(_ token: FilterToken, _ reason: String, help: String? = nil) -> FilterError {
        FilterError(offset: token.offset, length: max(1, token.length), reason: reason, help: help)
    }

    private mutating func disjunction(depth: Int) throws(FilterError) -> Filter.Term {
        var terms = [try conjunction(depth: depth)]
        while token.isWord("or") {
            index += 1
            terms.append(try conjunction(depth: depth))
        }
        return terms.count == 1 ? terms[0] : .any(terms)
    }

    private mutating func conjunction(depth: Int) throws(FilterError) -> Filter.Term {
        var terms = [try negation(depth: depth)]
        while token.isWord("and") {
            index += 1
            terms.append(try negation(depth: depth))
        }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    private mutating func negation(depth: Int) throws(FilterError) -> Filter.Term {
        guard depth < Filter.depthMax else {
            throw fault(token, "the filter is nested deeper than \(Filter.depthMax)", help: "leave out parentheses")
        }
        if token.isWord("not") {
            index += 1
            return .not(try negation(depth: depth + 1))
        }
        guard token.isSign("(") else { return try test() }
        let opening = take()
        let term = try disjunction(depth: depth + 1)
        guard token.isSign(")") else {
            if token.kind != .end { throw leftover() }
            throw fault(opening, "the parenthesis is not closed", help: "add `)`")
        }
        index += 1
        return term
    }

    /// Something stands where only `and`, `or` or the end may.
    private func leftover() -> FilterError {
        if token.isSign(")") { return fault(token, "`)` closes nothing", help: "remove it") }
        if let lower = FilterParser.keyword(token), lower == "and" || lower == "or" {
            return fault(token, "`\(token.text)` is written in small letters", help: "write `\(lower)`")
        }
        if token.isSign("=") || token.isSign("~") || token.isSign("!=") || token.isSign("!~") {
            return fault(token, "a test has one operator", help: "write `field = \"a\" and field != \"b\"`")
        }
        if token.isSign(",") { return fault(token, "a comma joins no tests", help: "write `and`") }
        return fault(
            token, "`and` or `or` is missing before `\(shown(token))`", help: "write `… and \(shown(token)) …`")
    }

    /// The keyword that a word is in other letters.
    private static func keyword(_ token: FilterToken) -> String? {
        guard token.kind == .word else { return nil }
        let lower = token.text.lowercased()
        return ["and", "or", "not", "in"].contains(lower) && !token.isWord(lower) ? lower : nil
    }

    private func shown(_ token: FilterToken) -> String {
        switch token.kind {
        case .word, .sign: token.text
        case .string: Filter.quoted(token.text)
        case .end: "the end"
        }
    }

    private mutating func test() throws(FilterError) -> Filter.Term {
        guard mentions.count < Filter.testsMax else {
            throw fault(
                token, "the filter has more than \(Filter.testsMax) tests", help: "write `field in [\"a\", \"b\"]`")
        }
        let field = try name()
        mentions.append(Filter.Mention(field: field.text, offset: field.offset, length: field.length))
        let sign = take()
        switch sign.text {
        case "=" where sign.kind == .sign:
            return .test(field: field.text, .isOneOf([try value(of: field)], negated: false))
        case "!=" where sign.kind == .sign:
            return .test(field: field.text, .isOneOf([try value(of: field)], negated: true))
        case "in" where sign.kind == .word:
            return .test(field: field.text, .isOneOf(try list(of: field), negated: false))
        case "not" where sign.kind == .word && token.isWord("in"):
            index += 1
            return .test(field: field.text, .isOneOf(try list(of: field), negated: true))
        case "~" where sign.kind == .sign:
            return .test(field: field.text, .matches(try pattern(), negated: false))
        case "!~" where sign.kind == .sign:
            return .test(field: field.text, .matches(try pattern(), negated: true))
        case "<" where sign.kind == .sign, "<=" where sign.kind == .sign, ">" where sign.kind == .sign,
            ">=" where sign.kind == .sign:
            guard field.isWord("severity") else {
                throw fault(
                    sign, "only `severity` has an order", help: "`\(field.text)` goes with `=`, `!=`, `in` and `~`")
            }
            return .test(field: field.text, .within(try range(sign.text)))
        default: throw operatorFault(field, sign)
        }
    }

    private func operatorFault(_ field: FilterToken, _ sign: FilterToken) -> FilterError {
        if let lower = FilterParser.keyword(sign) {
            return fault(sign, "`\(sign.text)` is written in small letters", help: "write `\(lower)`")
        }
        return fault(
            sign, "an operator is missing after `\(field.text)`",
            help: "write `\(field.text) = \"value\"`; there are `=`, `!=`, `in`, `not in`, `~` and `!~`")
    }

    private mutating func name() throws(FilterError) -> FilterToken {
        let field = take()
        if let lower = FilterParser.keyword(field) {
            throw fault(field, "`\(field.text)` is written in small letters", help: "write `\(lower)`")
        }
        let isKeyword = ["and", "or", "not", "in"].contains(field.text)
        if field.kind == .word, !isKeyword {
            guard Label.isName(field.text) else {
                throw fault(
                    field, "`\(field.text)` is not the name of a field",
                    help: "a name has letters, digits and `_`; a value stands in quotes behind an operator")
            }
            return field
        }
        let reason = field.kind == .end ? "a test is missing at the end" : "a test is missing before `\(shown(field))`"
        throw fault(field, reason, help: "a test is `field = \"value\"`")
    }

    private mutating func string() throws(FilterError) -> FilterToken {
        let found = take()
        switch found.kind {
        case .string: return found
        case .word: throw fault(found, "a value stands in quotes", help: "write `\(Filter.quoted(found.text))`")
        case .sign where found.isSign("["):
            throw fault(found, "this operator takes one value", help: "write `in [\"a\", \"b\"]`")
        case .sign, .end:
            throw fault(found, "a value is missing", help: "write it in quotes, `\"value\"`")
        }
    }

    private mutating func value(of field: FilterToken) throws(FilterError) -> String {
        let found = try string()
        if field.isWord("severity") { _ = try severity(found) }
        return found.text
    }

    private mutating func list(of field: FilterToken) throws(FilterError) -> [String] {
        let opening = take()
        guard opening.isSign("[") else {
            throw fault(opening, "`in` takes a list in brackets", help: "write `in [\"a\", \"b\"]`")
        }
        var values: [String] = []
        while true {
            if token.isSign("]"), !values.isEmpty { break }
            if token.isSign("]") { throw fault(token, "the list is empty", help: "name at least one value") }
            guard token.kind != .end else { throw fault(opening, "the list is not closed", help: "add `]`") }
            values.append(try value(of: field))
            if token.isSign(",") {
                index += 1
            } else if !token.isSign("]"), token.kind != .end {
                throw fault(token, "values are parted by commas", help: "write `[\"a\", \"b\"]`")
            }
        }
        index += 1
        return values
    }

    private mutating func pattern() throws(FilterError) -> Pattern {
        let found = try string()
        do throws(FilterError) {
            return try Pattern(found.text)
        } catch {
            let end = found.offset + found.length - 1
            let first = error.offset < found.origins.count ? found.origins[error.offset] : end
            let after = error.offset + error.length
            let last = after < found.origins.count ? found.origins[after] : end
            throw FilterError(offset: first, length: max(1, last - first), reason: error.reason, help: error.help)
        }
    }

    private mutating func range(_ sign: String) throws(FilterError) -> ClosedRange<UInt8>? {
        let tier = try severity(try string()).rawValue
        let last = Severity.critical.rawValue
        return switch sign {
        case ">=": tier...last
        case ">": tier < last ? tier + 1...last : nil
        case "<=": 0...tier
        default: tier > 0 ? 0...tier - 1 : nil
        }
    }

    private func severity(_ token: FilterToken) throws(FilterError) -> Severity {
        if let severity = Severity(name: token.text) { return severity }
        let near = nearest(to: token.text, among: Severity.allCases.map(\.name))
        throw fault(
            token, "\(Filter.quoted(token.text)) is no severity",
            help: near.map { "write `\"\($0)\"`" } ?? "there are `low`, `medium`, `high` and `critical`")
    }
}
