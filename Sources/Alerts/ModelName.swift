// A name from outside as a key.

/// Equal when the bytes are equal: Swift's String equality is canonical equivalence and must never decide a key.
package struct ModelName: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ModelName, right: ModelName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
