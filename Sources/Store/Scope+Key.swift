// Reads a scope back from its key.

internal import Model

extension Scope {
    /// Nil unless the bytes are exactly the key of some scope: what is read is what was written.
    init?(key bytes: [UInt8]) {
        guard let pairs = TextObject.pairs(bytes) else { return nil }
        var values: [(dimension: Dimension, value: String)] = []
        for pair in pairs {
            guard let dimension = Dimension(name: pair.name) else { return nil }
            values.append((dimension, pair.text))
        }
        self.init(values)
        guard key == bytes else { return nil }
    }
}
