// A path of the site, and what answers there.

package import Web

/// One row of the table of paths.
package struct Place: Sendable {
    package let method: String
    /// `/api/v1/alerts/{id}`: a part in braces takes any one segment.
    package let pattern: String
    package let answer: @Sendable (Visit) -> WebReply

    /// `GET` answers `HEAD` too.
    package init(_ method: String, _ pattern: String, _ answer: @escaping @Sendable (Visit) -> WebReply) {
        self.method = method
        self.pattern = pattern
        self.answer = answer
    }

    /// What stands for the parts in braces, in order; nil when the path is another one.
    package func arguments(in path: String) -> [String]? {
        let wanted = pattern.split(separator: "/", omittingEmptySubsequences: false)
        let found = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == found.count else { return nil }
        var arguments: [String] = []
        for (part, segment) in zip(wanted, found) {
            if part.utf8.first == UInt8(ascii: "{") {
                guard !segment.isEmpty else { return nil }
                arguments.append(String(segment))
            } else if !part.utf8.elementsEqual(segment.utf8) {
                return nil
            }
        }
        return arguments
    }
}

/// A request at its place.
package struct Visit: Sendable {
    package let site: Site
    package let request: WebRequest
    /// For the parts in braces of the place's pattern.
    package let arguments: [String]
}
