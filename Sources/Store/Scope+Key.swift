// Reads a scope back from its key.

internal import Model

extension Scope {
    /// Nil unless the bytes are exactly the key of some scope: what is read is what was written.
    init?(key bytes: [UInt8]) {
        var cursor = KeyCursor(bytes: bytes)
        guard let values = cursor.values() else { return nil }
        self.init(values)
        guard key == bytes else { return nil }
    }
}

/// Walks over the one shape of JSON that `Scope.key` has: an object of texts without spaces.
private struct KeyCursor {
    let bytes: [UInt8]
    var position = 0

    mutating func values() -> [(dimension: Dimension, value: String)]? {
        guard take(UInt8(ascii: "{")) else { return nil }
        var values: [(dimension: Dimension, value: String)] = []
        if take(UInt8(ascii: "}")) { return position == bytes.count ? values : nil }
        repeat {
            guard let name = text(), let dimension = Dimension(name: name), take(UInt8(ascii: ":")), let value = text()
            else { return nil }
            values.append((dimension, value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) && position == bytes.count ? values : nil
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func text() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    /// The escapes that `JSONWriter` makes.
    private mutating func escape() -> UInt8? {
        switch next() {
        case UInt8(ascii: "\""): return UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count else { return nil }
            defer { position += 4 }
            return UInt8(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        default: return nil
        }
    }
}
