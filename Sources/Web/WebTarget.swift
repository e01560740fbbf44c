// The target of a request as it came: percent-encoded, and written by whoever likes.

/// A path and a query, decoded (RFC 3986, §2.1). Nil for what is not well formed.
struct WebTarget {
    var path: String
    var query: [(name: String, value: String)] = []

    init?(_ bytes: some Collection<UInt8>) {
        let question = bytes.firstIndex(of: UInt8(ascii: "?"))
        guard let path = Self.decoded(bytes[..<(question ?? bytes.endIndex)], plusIsSpace: false),
            path.utf8.first == UInt8(ascii: "/")
        else { return nil }
        self.path = path
        guard let question else { return }
        for part in bytes[bytes.index(after: question)...].split(separator: UInt8(ascii: "&")) {
            guard query.count < WebLimits.parametersMax else { return nil }
            let sign = part.firstIndex(of: UInt8(ascii: "="))
            let value = sign.map { part[part.index(after: $0)...] } ?? part[part.endIndex...]
            guard let name = Self.decoded(part[..<(sign ?? part.endIndex)], plusIsSpace: true),
                let value = Self.decoded(value, plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
    }

    /// Nil for a broken escape, a NUL, or bytes that are no UTF-8.
    private static func decoded(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(0x20)
            default: decoded.append(byte)
            }
        }
        guard !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
