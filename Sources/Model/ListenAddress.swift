// Where a server listens: an address in numbers and a port.

/// `127.0.0.1:7464` or `[::1]:7464`. Names are not looked up: what they mean can change.
package struct ListenAddress: Equatable, Sendable {
    /// Without brackets.
    package let host: String
    /// 0: the system chooses one that is free.
    package let port: UInt16

    /// Nil when it is not a number of the Internet and a port.
    package init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = UInt16(digits),
            let host = Self.number(text[..<colon])
        else { return nil }
        (self.host, self.port) = (host, port)
    }

    package init(host: String, port: UInt16) {
        (self.host, self.port) = (host, port)
    }

    package var isVersion6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    package var text: String { isVersion6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool { isVersion6 ? host == "::1" : host.hasPrefix("127.") }

    /// An address of version 4, or one of version 6 in brackets, without them; nil for anything else.
    package static func number(_ text: Substring) -> String? {
        if text.utf8.first == UInt8(ascii: "["), text.utf8.last == UInt8(ascii: "]") {
            let inner = text.dropFirst().dropLast()
            let isHexadecimal = inner.utf8.allSatisfy {
                0x30...0x3A ~= $0 || 0x41...0x46 ~= $0 || 0x61...0x66 ~= $0 || $0 == UInt8(ascii: ".")
            }
            return isHexadecimal && inner.utf8.count { $0 == UInt8(ascii: ":") } >= 2 ? String(inner) : nil
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { part in
            1...3 ~= part.utf8.count && part.utf8.allSatisfy { 0x30...0x39 ~= $0 } && UInt8(part) != nil
        }
        return parts.count == 4 && isNumber ? String(text) : nil
    }
}
