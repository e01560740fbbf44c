// Filters as the command line writes them: `model=acme/x category!=weapons severity>=high`.

extension Filter {
    /// All of `matchers` at once; a word without an operator is the name of a rule. Offsets of errors are in the
    /// matcher that the reason names. There must be one at least.
    package init(matchers: [String]) throws(FilterError) {
        guard !matchers.isEmpty else {
            throw FilterError(offset: 0, length: 1, reason: "there is no matcher", help: "write `field=value`")
        }
        var tests: [String] = []
        for matcher in matchers { tests.append(try Filter.test(matcher)) }
        try self.init(tests.joined(separator: " and "))
    }

    /// `text` as a string of the filter language.
    package static func quoted(_ text: String) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { written.unicodeScalars.append("\\") }
            written.unicodeScalars.append(scalar)
        }
        return written + "\""
    }

    /// Longer ones first, so that none is taken for the head of another.
    private static let operators = ["!=", "=~", "!~", ">=", "<=", "==", "=", "~", ">", "<"]

    private static func test(_ matcher: String) throws(FilterError) -> String {
        let scalars = Array(matcher.unicodeScalars)
        let signs: [Unicode.Scalar] = ["=", "!", "~", "<", ">"]
        guard !scalars.isEmpty else {
            throw FilterError(offset: 0, length: 1, reason: "a matcher is empty", help: "write `field=value`")
        }
        guard let split = scalars.firstIndex(where: { signs.contains($0) }) else {
            return try checked("rule = " + quoted(matcher), matcher, 0)
        }
        let field = text(scalars[..<split])
        let rest = text(scalars[split...])
        guard Label.isName(field) else {
            throw FilterError(
                offset: 0, length: max(1, split), reason: "in `\(matcher)`: `\(field)` is not the name of a field",
                help: "write `field=value`")
        }
        guard let sign = operators.first(where: { rest.utf8.starts(with: $0.utf8) }), sign != "==" else {
            throw FilterError(
                offset: split, length: 1, reason: "in `\(matcher)`: there is no such operator",
                help: "there are `=`, `!=`, `=~` and `!~`, and `>=`, `<=`, `>` and `<` for `severity`")
        }
        let start = split + sign.unicodeScalars.count
        var value = scalars[start...]
        if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
        let word = sign == "=~" ? "~" : sign
        return try checked("\(field) \(word) " + quoted(text(value)), matcher, start)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    /// Tells what is wrong with one matcher in its own words.
    private static func checked(_ test: String, _ matcher: String, _ offset: Int) throws(FilterError) -> String {
        do throws(FilterError) {
            _ = try Filter(test)
            return test
        } catch {
            throw FilterError(offset: offset, length: 1, reason: "in `\(matcher)`: \(error.reason)", help: error.help)
        }
    }
}
