// A transition that fits into a message.

import Model

extension Told {
    /// The same transition in at most `limit` bytes of JSON. What carries least goes first, and `cut` in the document
    /// names what is missing. The names that make the alert what it is stay.
    func shortened(to limit: Int) -> JSONValue {
        var document = self.document
        var missing: [String] = []
        for step in Self.steps {
            guard size(document) > limit else { break }
            let before = document
            switch step.act {
            case .leaveOut: document = document.without(step.path[...])
            case .shorten(let bytes): document = document.shortening(step.path[...], to: bytes)
            }
            guard document != before else { continue }
            missing.append(step.path.joined(separator: "."))
            document = document.with("cut", .array(missing.map { .string($0) }))
        }
        return document
    }

    private enum Act {
        case leaveOut
        case shorten(Int)
    }

    private static let steps: [(path: [String], act: Act)] = [
        (["alert", "annotations"], .leaveOut), (["alert", "evidence", "segments"], .leaveOut),
        (["alert", "evidence", "examples"], .leaveOut), (["note", "comment"], .shorten(1024)),
        (["alert", "acknowledged", "comment"], .shorten(1024)), (["alert", "reason"], .shorten(1024)),
        (["alert", "summary"], .shorten(1024)), (["alert", "labels"], .leaveOut),
    ]

    private func size(_ document: JSONValue) -> Int {
        var writer = JSONWriter()
        document.write(to: &writer)
        return writer.bytes.count
    }
}

extension JSONValue {
    /// With a member of this name at the end.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((members ?? []).filter { $0.name != name } + [Member(name: name, value: value)])
    }

    fileprivate func without(_ path: ArraySlice<String>) -> JSONValue {
        guard let first = path.first, let members else { return self }
        if path.count == 1 { return .object(members.filter { $0.name != first }) }
        return .object(
            members.map { member in
                member.name == first
                    ? Member(name: first, value: member.value.without(path.dropFirst())) : member
            })
    }

    fileprivate func shortening(_ path: ArraySlice<String>, to bytes: Int) -> JSONValue {
        guard let first = path.first, let members else {
            if case .string(let text) = self { return .string(cut(text, to: bytes)) }
            return self
        }
        return .object(
            members.map { member in
                member.name == first
                    ? Member(name: first, value: member.value.shortening(path.dropFirst(), to: bytes)) : member
            })
    }
}
