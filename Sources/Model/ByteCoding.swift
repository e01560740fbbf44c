// Snapshot bytes: little-endian integers, one after the other. Types write and read their own fields.

/// A growing snapshot.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: UInt8) { bytes.append(value) }

    package mutating func write(_ value: Int64) {
        let bits = UInt64(bitPattern: value)
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// The bits of the number, so that reading gives the same number.
    package mutating func write(_ value: Double) { write(Int64(bitPattern: value.bitPattern)) }

    package mutating func write(_ value: Double?) {
        write(UInt8(value == nil ? 0 : 1))
        if let value { write(value) }
    }

    package mutating func write(_ text: String) {
        write(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(_ time: EventTime?) {
        write(UInt8(time == nil ? 0 : 1))
        if let time { write(time.microseconds) }
    }
}

/// Why a snapshot was not read. The caller starts cold and says so.
package enum ByteCodingError: Error, Equatable, Sendable {
    case truncated(at: Int)
    case version(UInt8)
    case value(at: Int)
}

/// Reads what `ByteWriter` wrote; every length is checked against what is left.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var cursor = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { cursor == bytes.count }
    package var position: Int { cursor }

    package mutating func byte() throws(ByteCodingError) -> UInt8 {
        guard cursor < bytes.count else { throw .truncated(at: cursor) }
        defer { cursor += 1 }
        return bytes[cursor]
    }

    /// A byte that is 0 or 1.
    package mutating func flag() throws(ByteCodingError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw .value(at: cursor - 1)
        }
    }

    package mutating func integer() throws(ByteCodingError) -> Int64 {
        guard bytes.count - cursor >= 8 else { throw .truncated(at: cursor) }
        var bits: UInt64 = 0
        for index in (0..<8).reversed() { bits = bits << 8 | UInt64(bytes[cursor + index]) }
        cursor += 8
        return Int64(bitPattern: bits)
    }

    /// Any number but NaN: no state of ours holds one.
    package mutating func number() throws(ByteCodingError) -> Double {
        let number = Double(bitPattern: UInt64(bitPattern: try integer()))
        guard !number.isNaN else { throw .value(at: cursor - 8) }
        return number
    }

    package mutating func numberOrNil() throws(ByteCodingError) -> Double? { try flag() ? try number() : nil }

    package mutating func text() throws(ByteCodingError) -> String {
        let count = try integer()
        guard count >= 0, count <= bytes.count - cursor else { throw .truncated(at: cursor) }
        guard let text = String(validating: bytes[cursor..<cursor + Int(count)], as: UTF8.self) else {
            throw .value(at: cursor)
        }
        cursor += Int(count)
        return text
    }

    package mutating func time() throws(ByteCodingError) -> EventTime? {
        try flag() ? EventTime(microseconds: try integer()) : nil
    }
}
