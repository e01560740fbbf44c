// Which series, or which alerts, somebody means.

/// A condition over named fields: `category in ["weapons", "cyberattack"] and not model ~ "acme/.*"`.
package struct Filter: Equatable, Sendable {
    /// As it was written.
    package let text: String
    /// Each place where it names a field, in order.
    package let mentions: [Mention]
    private let root: Term

    /// A field, and where its name stands in the text, in code points.
    package struct Mention: Equatable, Sendable {
        package var field: String
        package var offset: Int
        package var length: Int
    }

    /// What it says, compiled.
    indirect enum Term: Sendable {
        case test(field: String, Test)
        case not(Term)
        case all([Term])
        case any([Term])
    }

    /// What one field must be.
    enum Test: Sendable {
        case isOneOf([String], negated: Bool)
        case matches(Pattern, negated: Bool)
        /// Only for the field `severity`: within a range of tiers.
        case within(ClosedRange<UInt8>?)
    }

    /// Longer texts are refused, and so are more tests and deeper nesting than these.
    package static let bytesMax = 4096
    package static let depthMax = 32
    package static let testsMax = 256

    package init(_ text: String) throws(FilterError) {
        var parser = try FilterParser(text)
        root = try parser.whole()
        mentions = parser.mentions
        self.text = text
    }

    /// The fields that it names, each once, in the order of their appearance.
    package var fields: [String] {
        var seen: Set<[UInt8]> = []
        return mentions.map(\.field).filter { seen.insert(Array($0.utf8)).inserted }
    }

    /// Whether it holds. An absent field has the empty value, as a label has in Prometheus.
    package func matches(_ value: (String) -> String?) -> Bool { Filter.holds(root, value) }

    /// Whether it holds when the tests of some fields are left out, as far as `and` joins them to the others. Of a
    /// filter that `isSeparable` by these fields, the rest is what it says of all other fields.
    package func matches(leavingOut fields: [String], _ value: (String) -> String?) -> Bool {
        conjuncts.allSatisfy { term in
            !Filter.fields(of: term).isDisjoint(with: fields) || Filter.holds(term, value)
        }
    }

    /// Whether each part that `and` joins speaks either of `fields` alone or of none of them.
    package func isSeparable(by fields: [String]) -> Bool {
        conjuncts.allSatisfy { term in
            let named = Filter.fields(of: term)
            return named.isSubset(of: fields) || named.isDisjoint(with: fields)
        }
    }

    private var conjuncts: [Term] {
        if case .all(let terms) = root { terms } else { [root] }
    }

    /// Names of fields are ASCII, so that equal strings are equal bytes.
    private static func fields(of term: Term) -> Set<String> {
        switch term {
        case .test(let field, _): [field]
        case .not(let inner): fields(of: inner)
        case .all(let terms), .any(let terms): terms.reduce(into: []) { $0.formUnion(fields(of: $1)) }
        }
    }

    /// Whether its own words, whatever the values, make it hold: `rule ~ ".*"`. Says no where it cannot tell.
    package var holdsAlways: Bool { Filter.isCertain(root, true) }

    package static func == (left: Filter, right: Filter) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    private static func holds(_ term: Term, _ value: (String) -> String?) -> Bool {
        switch term {
        case .test(let field, let test): passes(value(field) ?? "", test)
        case .not(let inner): !holds(inner, value)
        case .all(let terms): terms.allSatisfy { holds($0, value) }
        case .any(let terms): terms.contains { holds($0, value) }
        }
    }

    private static func passes(_ value: String, _ test: Test) -> Bool {
        switch test {
        case .isOneOf(let words, let negated): words.contains { $0.utf8.elementsEqual(value.utf8) } != negated
        case .matches(let pattern, let negated): pattern.matches(value) != negated
        case .within(let range): Severity(name: value).map { range?.contains($0.rawValue) ?? false } ?? false
        }
    }

    /// Whether `term` is `outcome` for every value.
    private static func isCertain(_ term: Term, _ outcome: Bool) -> Bool {
        switch term {
        case .test(_, .matches(let pattern, let negated)): pattern.acceptsEverything && negated != outcome
        case .test(_, .within(let range)): outcome && range == 0...Severity.critical.rawValue
        case .test(_, .isOneOf): false
        case .not(let inner): isCertain(inner, !outcome)
        case .all(let terms):
            outcome ? terms.allSatisfy { isCertain($0, true) } : terms.contains { isCertain($0, false) }
        case .any(let terms):
            outcome ? terms.contains { isCertain($0, true) } : terms.allSatisfy { isCertain($0, false) }
        }
    }
}
