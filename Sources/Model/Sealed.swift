// Bytes that must not be seen: prompts, answers, keys.

/// Printing it, by whatever way, prints nothing of it. Whoever needs the bytes says so by name.
package struct Sealed: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// For those who send it, hash it or hold it against patterns; for nobody who prints.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package var description: String { "sealed(\(bytes.count) bytes)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// HMAC-SHA256 (RFC 2104).
package func hmac(_ message: [UInt8], key: Sealed) -> [UInt8] {
    var block = key.bytes.count > 64 ? sha256(key.bytes) : key.bytes
    block += [UInt8](repeating: 0, count: 64 - block.count)
    return sha256(block.map { $0 ^ 0x5C } + sha256(block.map { $0 ^ 0x36 } + message))
}
