// What producers may write in place of a prompt: `request.text_hash`.

internal import Model

/// SHA-256 of every wording of every item, in hexadecimal with and without `sha256:` before it, each hashed as the
/// decoder hashes a `request.text_hash`. Empty where producers hash in another way.
package struct WordingHashes: Equatable, Sendable {
    private struct Wording: Hashable, Sendable {
        var suite: String
        var item: String
        var variant: Int64
    }

    private var known: [Wording: [UInt64]] = [:]

    package init() {}

    package init(_ suites: [Suite]) {
        for suite in suites {
            for item in suite.items {
                let first = item.messages.last { $0.role == .user }.map { [$0.content] } ?? []
                for (variant, text) in (first + item.paraphrases).enumerated() {
                    let digest = hexadecimal(sha256(text.bytes)[...])
                    known[Wording(suite: suite.name, item: item.id, variant: Int64(variant))] = [
                        EventID.hash(of: Array(digest.utf8)), EventID.hash(of: Array("sha256:\(digest)".utf8)),
                    ]
                }
            }
        }
    }

    package subscript(suite: String, item: String, variant: Int64) -> [UInt64] {
        known[Wording(suite: suite, item: item, variant: variant)] ?? []
    }
}
