// Enough of HTML to see that a document is well formed and can be read without eyes.

enum HTMLCheck {
    private static let void: Set<Substring> = ["meta", "link", "br", "!DOCTYPE"]

    /// What is wrong with it; empty when nothing is.
    static func faults(_ document: String) -> [String] {
        var faults: [String] = []
        var open: [Substring] = []
        var (heads, ids): ([Int], [String]) = ([], [])
        var rest = document[...]
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return faults + ["a tag is not closed"] }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { !$0.isWhitespace && $0 != "/" || $0 == "/" && tag.first == "/" }
            if tag.hasPrefix("/") {
                if open.last != tag.dropFirst() { faults.append("</\(tag.dropFirst())> in <\(open.last ?? "")>") }
                _ = open.popLast()
                continue
            }
            if name.hasPrefix("h"), let level = name.dropFirst().first?.wholeNumberValue { heads.append(level) }
            if let id = attribute("id", of: tag) { ids.append(id) }
            faults += faultsOf(tag, name)
            if !void.contains(name), !tag.hasSuffix("/") { open.append(name) }
            // The inside of these two is no markup.
            if name == "script" || name == "style", let close = rest.firstRange(of: "</\(name)>") {
                rest = rest[close.lowerBound...]
            }
        }
        if !open.isEmpty { faults.append("open at the end: \(open)") }
        if heads.count(where: { $0 == 1 }) != 1 || heads.first != 1 { faults.append("heads \(heads)") }
        for (before, after) in zip(heads, heads.dropFirst()) where after > before + 1 {
            faults.append("heads \(heads)")
        }
        if Set(ids).count != ids.count { faults.append("ids \(ids)") }
        return faults
    }

    private static func faultsOf(_ tag: Substring, _ name: Substring) -> [String] {
        switch name {
        case "svg":
            let isNamed = tag.contains("role=\"img\"") || tag.contains("aria-hidden=\"true\"")
            return isNamed ? [] : ["a picture without a role: \(tag)"]
        case "th": return tag.contains("scope=") ? [] : ["a head of a table without scope"]
        case "nav": return tag.contains("aria-label=") ? [] : ["a navigation without a name"]
        case "html": return tag.contains("lang=\"en\"") ? [] : ["no language"]
        case "a": return attribute("href", of: tag)?.isEmpty == false ? [] : ["a link to nowhere"]
        default: return []
        }
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        guard let start = tag.firstRange(of: " \(name)=\"")?.upperBound, let end = tag[start...].firstIndex(of: "\"")
        else { return nil }
        return String(tag[start..<end])
    }
}
