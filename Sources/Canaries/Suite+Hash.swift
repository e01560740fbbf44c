// A number over everything that a suite asks and expects: it pins a frozen set.

internal import Model

extension Suite {
    /// SHA-256 in hexadecimal over the items, whatever their order, and over what decides whether an answer is right.
    /// How often and how fast it is asked, and its name, are not in it.
    package var contentHash: String {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value("monitord.suite/1")
            writer.value(acceptsBlocked)
            for item in items.sorted(by: { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }) {
                item.write(to: &writer)
            }
        }
        return hexadecimal(sha256(writer.bytes))
    }
}

extension CanaryItem {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.array { writer in
            writer.value(id)
            writer.value(category)
            writer.value(weight)
            writer.array { writer in
                for bucket in buckets.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                    writer.value(bucket.name)
                    writer.value(bucket.value)
                }
            }
            writer.array { writer in
                for message in messages {
                    writer.value(message.role.rawValue)
                    writer.value(text(message.content))
                }
            }
            writer.array { writer in for wording in paraphrases { writer.value(text(wording)) } }
            writer.value(expectation.word)
            switch expectation {
            case .refuse, .comply: break
            case .schema(let schema): schema.write(to: &writer)
            case .contains(let parts): writer.array { writer in for part in parts { writer.value(text(part)) } }
            case .equals(let whole): writer.value(text(whole))
            case .judge(let criterion): writer.value(text(criterion))
            }
        }
    }
}

private func text(_ sealed: Sealed) -> String { String(decoding: sealed.bytes, as: UTF8.self) }
