// From the text of a template to its parts.

import Model

/// Words, then a place in double braces, then words.
struct TemplateParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func whole() throws(TemplateError) -> [Template.Part] {
        let bytes = scalars.reduce(0) { $0 + UTF8.width($1) }
        guard bytes <= Template.bytesMax else {
            throw TemplateError(
                offset: 0, length: 1, reason: "the template has \(bytes) bytes, more than \(Template.bytesMax)",
                help: "messages are short: say less")
        }
        var parts: [Template.Part] = []
        var words = ""
        var places = 0
        while index < scalars.count {
            guard begins("{", "{") else {
                words.unicodeScalars.append(scalars[index])
                index += 1
                continue
            }
            places += 1
            guard places <= Template.placesMax else {
                throw fault(index, 2, "the template has more than \(Template.placesMax) places", "say less")
            }
            if !words.isEmpty { parts.append(.words(words)) }
            words = ""
            parts.append(try place())
        }
        if !words.isEmpty { parts.append(.words(words)) }
        return parts
    }

    private func begins(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        index + 1 < scalars.count && scalars[index] == first && scalars[index + 1] == second
    }

    private func fault(
        _ offset: Int, _ length: Int, _ reason: String, _ help: String, guess: String? = nil
    ) -> TemplateError {
        TemplateError(offset: offset, length: max(1, length), reason: reason, help: help, guess: guess)
    }

    /// `{{ path | filter | filter("x") }}`, from its first brace.
    private mutating func place() throws(TemplateError) -> Template.Part {
        let start = index
        index += 2
        let (name, offset) = word()
        guard let path = TemplatePath(name) else { throw unknownPath(name, offset) }
        var filters: [TemplateFilter] = []
        var kind = path.kind
        while true {
            skipSpaces()
            if begins("}", "}") {
                index += 2
                return .place(path, filters)
            }
            guard index < scalars.count, scalars[index] == "|" else {
                let isOpen = index >= scalars.count
                throw fault(
                    isOpen ? start : index, isOpen ? 2 : 1,
                    isOpen ? "`{{` is not closed" : "`|` or `}}` is missing here", "write {{ path | filter }}")
            }
            index += 1
            let place = index
            let filter = try filter()
            guard filter.takes(kind) else {
                throw fault(
                    place, index - place, "this filter takes \(filter.wants), and `\(name)` is none here",
                    "remove it, or name another path")
            }
            if case .standard = filter {} else { kind = .text }
            filters.append(filter)
        }
    }

    private mutating func skipSpaces() {
        while index < scalars.count, scalars[index] == " " { index += 1 }
    }

    /// Letters, digits, `_` and `.`.
    private mutating func word() -> (text: String, offset: Int) {
        skipSpaces()
        let start = index
        var text = ""
        while index < scalars.count, isWord(scalars[index]) {
            text.unicodeScalars.append(scalars[index])
            index += 1
        }
        return (text, start)
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        "a"..."z" ~= scalar || "A"..."Z" ~= scalar || "0"..."9" ~= scalar || scalar == "_" || scalar == "."
    }

    private func unknownPath(_ name: String, _ offset: Int) -> TemplateError {
        let help = "docs/delivery.md lists the paths, such as alert.summary and alert.series.model"
        guard !name.isEmpty else { return fault(offset, 1, "a path is missing", help) }
        let near = nearest(to: name, among: TemplatePath.known.map(\.path))
        // `summary` for `alert.summary`.
        let tail = TemplatePath.known.first { $0.path.hasSuffix("." + name) }?.path
        return fault(offset, name.unicodeScalars.count, "no alert has `\(name)`", help, guess: tail ?? near)
    }

    private mutating func filter() throws(TemplateError) -> TemplateFilter {
        let (name, offset) = word()
        let argument = try argument()
        switch (name, argument) {
        case ("percent", nil): return .percent
        case ("duration", nil): return .duration
        case ("time", nil): return .time
        case ("upper", nil): return .upper
        case ("json", nil): return .json
        case ("round", nil): return .round(digits: 2)
        case ("round", .number(let digits)?) where 0...TemplateFilter.digitsMax ~= digits: return .round(digits: digits)
        case ("default", .text(let text)?): return .standard(text)
        case ("default", _): throw fault(offset, 7, "`default` takes a text", "write default(\"unknown\")")
        case ("round", _):
            throw fault(
                offset, 5, "`round` takes a number of digits from 0 to \(TemplateFilter.digitsMax)", "write round(2)")
        case (let name, _) where TemplateFilter.names.contains(name):
            throw fault(offset, name.unicodeScalars.count, "`\(name)` takes nothing", "write | \(name)")
        default:
            throw fault(
                offset, name.unicodeScalars.count,
                name.isEmpty ? "a filter is missing" : "no filter is named `\(name)`",
                "there are percent, round, duration, time, upper, default(\"x\") and json",
                guess: nearest(to: name, among: TemplateFilter.names))
        }
    }

    private enum Argument {
        case text(String)
        case number(Int)
    }

    /// What stands in parentheses behind a filter's name. Nil without parentheses.
    private mutating func argument() throws(TemplateError) -> Argument? {
        guard index < scalars.count, scalars[index] == "(" else { return nil }
        let start = index
        index += 1
        var argument: Argument?
        if index < scalars.count, scalars[index] == "\"" {
            index += 1
            var text = ""
            while index < scalars.count, scalars[index] != "\"" {
                text.unicodeScalars.append(scalars[index])
                index += 1
            }
            index += 1
            argument = .text(text)
        } else {
            argument = Int(word().text).map { .number($0) }
        }
        guard let argument, index < scalars.count, scalars[index] == ")" else {
            throw fault(
                start, 1, "what stands in parentheses is a text in quotes or a number",
                "write default(\"unknown\") or round(2)")
        }
        index += 1
        return argument
    }
}
