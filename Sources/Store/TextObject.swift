// Reads a flat JSON object of texts, as `JSONWriter` writes it: no spaces, and no escapes but those that it makes.

/// Names and texts in the order of the bytes.
struct TextObject {
    private let bytes: [UInt8]
    private var position = 0

    /// Nil unless the bytes are one such object and nothing else.
    static func pairs(_ bytes: [UInt8]) -> [(name: String, text: String)]? {
        var object = TextObject(bytes: bytes)
        return object.pairs()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func pairs() -> [(name: String, text: String)]? {
        guard take(UInt8(ascii: "{")) else { return nil }
        var pairs: [(name: String, text: String)] = []
        if take(UInt8(ascii: "}")) { return position == bytes.count ? pairs : nil }
        repeat {
            guard let name = text(), take(UInt8(ascii: ":")), let value = text() else { return nil }
            pairs.append((name, value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) && position == bytes.count ? pairs : nil
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
