// Bytes to a report. Whatever is not one is told by its place in the tree.

internal import Model

/// Why bytes are no report.
package struct ReportFault: Error, Equatable, Sendable {
    /// Such as `cases[3].weight: a number above 0 is due`.
    package var reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

extension EvaluationReport {
    package init(parsing bytes: [UInt8]) throws(ReportFault) {
        let root: JSONValue
        do throws(JSONFault) {
            root = try JSONValue(parsing: bytes)
        } catch {
            throw ReportFault("byte \(error.position): \(error.reason)")
        }
        let node = Node(value: root, path: "")
        guard try node.text("schema").utf8.elementsEqual(Self.schema.utf8) else {
            throw ReportFault("schema: \(Self.schema) is due")
        }
        self.init(
            suite: try SuiteMark(node.member("suite")), target: try node.text("target"), role: try node.text("role"),
            model: try node.text("model"), requestedModel: try node.text("requested_model"),
            parameters: try AskingParameters(node.member("parameters")), version: try node.text("monitord"),
            startedAt: try node.time("started_at"), endedAt: try node.time("ended_at"))
        servedModels = try node.texts("served_models")
        fingerprints = try node.texts("fingerprints")
        judges = try node.texts("judges")
        let rows = try node.elements("cases", atMost: Self.casesMax)
        guard !rows.isEmpty else { throw ReportFault("cases: the report has none") }
        var seen: Set<[UInt8]> = []
        for row in rows {
            let found = try EvaluationCase(row)
            guard seen.insert(Array("\(found.attempt)/\(found.id)".utf8)).inserted else {
                throw ReportFault("\(row.path): an item stands twice")
            }
            cases.append(found)
        }
    }
}

extension SuiteMark {
    fileprivate init(_ node: Node) throws(ReportFault) {
        guard let kind = CanaryKind(rawValue: try node.text("kind")) else {
            throw ReportFault("suite.kind: one of \(CanaryKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.init(
            name: try node.text("name"), kind: kind, hash: try node.text("hash"),
            items: try node.whole("items", from: 1), isZeroTolerance: try node.flag("zero_tolerance"))
    }
}

extension AskingParameters {
    fileprivate init(_ node: Node) throws(ReportFault) {
        self.init(
            temperature: try node.number("temperature", in: 0...1e3), topP: try node.number("top_p", in: 0...1),
            maxTokens: try node.whole("max_tokens", from: 1), hasSeed: try node.flag("seed"),
            systemHash: try node.text("system_hash"), repeats: try node.whole("repeats", from: 1))
    }
}

extension EvaluationCase {
    fileprivate init(_ node: Node) throws(ReportFault) {
        guard let weight = try node.number("weight", in: 1e-6...1e6) else {
            throw ReportFault("\(node.path).weight: a number is due")
        }
        var buckets: [Label] = []
        guard let members = try node.member("buckets").value.members else {
            throw ReportFault("\(node.path).buckets: an object is due")
        }
        for member in members {
            guard let text = member.value.string else { throw ReportFault("\(node.path).buckets: texts are due") }
            buckets.append(Label(name: member.name, value: text))
        }
        buckets.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.init(
            id: try node.text("id"), category: try node.text("category"), buckets: buckets, weight: weight,
            expectation: try node.text("expect"), attempt: try node.whole("attempt", from: 0))
        let word = try node.text("outcome")
        guard let outcome = Outcome.allCases.first(where: { "\($0.name)".utf8.elementsEqual(word.utf8) }) else {
            throw ReportFault("\(node.path).outcome: no such outcome")
        }
        guard let verdict = CanaryVerdict(rawValue: try node.text("verdict")) else {
            throw ReportFault("\(node.path).verdict: no such verdict")
        }
        (self.outcome, self.verdict) = (outcome, verdict)
        score = try node.number("score", in: 0...1)
        guard (score != nil) == isMeasured else {
            throw ReportFault("\(node.path).score: what was measured has one, and nothing else does")
        }
        if node.value["format_valid"] != nil { formatValid = try node.flag("format_valid") }
        if node.value["hedging_absent"] != nil { hedgingAbsent = try node.flag("hedging_absent") }
        answerBytes = try node.whole("answer_bytes", from: 0)
        let milliseconds = try node.number("latency_ms", in: 0...1e9) ?? 0
        latency = TimeSpan(microseconds: Int64((milliseconds * 1000).rounded()))
        if node.value["input_tokens"] != nil { inputTokens = try node.whole("input_tokens", from: 0) }
        if node.value["output_tokens"] != nil { outputTokens = try node.whole("output_tokens", from: 0) }
        answerHash = try node.text("answer_hash")
        reason = try node.text("reason")
    }
}

/// A value with its path in the tree.
private struct Node {
    /// Texts of a report are names and hashes.
    static let textBytesMax = 1024
    /// Sums of whole numbers stay far from overflow.
    static let wholeMax: Int64 = 1_000_000_000_000

    let value: JSONValue
    let path: String

    func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func member(_ name: String) throws(ReportFault) -> Node {
        guard let found = value[name] else { throw ReportFault("\(path(name)): missing") }
        return Node(value: found, path: path(name))
    }

    func text(_ name: String) throws(ReportFault) -> String {
        guard let text = value[name]?.string, text.utf8.count <= Self.textBytesMax else {
            throw ReportFault("\(path(name)): a text is due")
        }
        return text
    }

    func texts(_ name: String) throws(ReportFault) -> [String] {
        try elements(name, atMost: 1000).map { node throws(ReportFault) in
            guard let text = node.value.string, text.utf8.count <= Self.textBytesMax else {
                throw ReportFault("\(node.path): a text is due")
            }
            return text
        }
    }

    func elements(_ name: String, atMost countMax: Int) throws(ReportFault) -> [Node] {
        guard let elements = value[name]?.array, elements.count <= countMax else {
            throw ReportFault("\(path(name)): an array of at most \(countMax) is due")
        }
        return elements.enumerated().map { Node(value: $1, path: "\(path(name))[\($0)]") }
    }

    func flag(_ name: String) throws(ReportFault) -> Bool {
        guard let flag = value[name]?.boolean else { throw ReportFault("\(path(name)): true or false is due") }
        return flag
    }

    func whole(_ name: String, from least: Int64) throws(ReportFault) -> Int64 {
        guard let number = value[name]?.integer, least...Self.wholeMax ~= number else {
            throw ReportFault("\(path(name)): a whole number from \(least) is due")
        }
        return number
    }

    /// Nil for null.
    func number(_ name: String, in range: ClosedRange<Double>) throws(ReportFault) -> Double? {
        guard let found = value[name] else { throw ReportFault("\(path(name)): missing") }
        if found.isNull { return nil }
        guard let number = found.number, range.contains(number) else {
            throw ReportFault("\(path(name)): a number from \(range.lowerBound) to \(range.upperBound) is due")
        }
        return number
    }

    func time(_ name: String) throws(ReportFault) -> EventTime {
        guard let time = EventTime(rfc3339: try text(name)) else {
            throw ReportFault("\(path(name)): a time with its zone is due")
        }
        return time
    }
}
