// Where an IP address lies: out in the open, inside, or where no request may go.

/// What a request needs to be allowed to go to an address.
package enum Reach: Equatable, Sendable {
    /// Nothing: a public address.
    case open
    /// `allowsPrivate`: loopback, private and shared networks.
    case inside
    /// Nothing helps: unspecified, link-local, multicast, reserved, and where clouds keep their metadata.
    case never

    /// Of 4 or 16 bytes in network order. Everything else is never reached.
    package init(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self = Reach.v4(bytes)
        case 16: self = Reach.v6(bytes)
        default: self = .never
        }
    }

    package func isAllowed(allowsPrivate: Bool) -> Bool {
        switch self {
        case .open: true
        case .inside: allowsPrivate
        case .never: false
        }
    }

    /// Addresses of clouds' metadata and platform services outside the ranges below: Alibaba, Azure, Oracle.
    private static let services4: [[UInt8]] = [[100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]]

    private static func v4(_ bytes: [UInt8]) -> Reach {
        if services4.contains(bytes) { return .never }
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (169, 254, _), (224...255, _, _), (192, 0, 0): return .never
        case (127, _, _), (10, _, _), (172, 16...31, _), (192, 168, _): return .inside
        // RFC 6598, carriers; RFC 2544, benchmarks.
        case (100, 64...127, _), (198, 18...19, _): return .inside
        default: return .open
        }
    }

    /// Amazon's and Google's.
    private static let services6: [[UInt8]] = [
        [0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
        [0xFD, 0x20, 0x00, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
    ]

    private static func v6(_ bytes: [UInt8]) -> Reach {
        if services6.contains(bytes) { return .never }
        let zeros = bytes.prefix { $0 == 0 }.count
        // ::1, then :: with the deprecated IPv4-compatible ::a.b.c.d.
        if zeros == 15, bytes[15] == 1 { return .inside }
        if zeros >= 12 { return v4(Array(bytes[12...])) }
        // ::ffff:a.b.c.d
        if zeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF { return v4(Array(bytes[12...])) }
        switch (bytes[0], bytes[1]) {
        case (0xFF, _), (0xFE, 0x80...0xBF): return .never
        case (0xFE, 0xC0...0xFF), (0xFC...0xFD, _): return .inside
        // 6to4 carries an IPv4 address.
        case (0x20, 0x02): return v4(Array(bytes[2..<6]))
        // Teredo carries a hidden one.
        case (0x20, 0x01) where bytes[2] == 0 && bytes[3] == 0: return .never
        // NAT64: the well-known prefix carries an IPv4 address at its end; the local one, anywhere.
        case (0x00, 0x64) where bytes[2] == 0xFF && bytes[3] == 0x9B:
            if bytes[4] == 0, bytes[5] == 1 { return .inside }
            return bytes[4..<12].allSatisfy { $0 == 0 } ? v4(Array(bytes[12...])) : .never
        default: return .open
        }
    }
}
