// Little-endian numbers in blobs, and the checksum of state rows.

extension [UInt8] {
    mutating func append(littleEndian value: Int64) {
        for shift in stride(from: Int64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

/// Reads a blob from its start. Nil when the blob is too short.
struct ByteCursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func integer() -> Int64? {
        guard bytes.count - position >= 8 else { return nil }
        var value: UInt64 = 0
        for offset in 0..<8 { value |= UInt64(bytes[position + offset]) << UInt64(offset * 8) }
        position += 8
        return Int64(bitPattern: value)
    }

    mutating func take(_ count: Int64) -> [UInt8]? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += Int(count) }
        return Array(bytes[position..<position + Int(count)])
    }
}

/// CRC-32 (IEEE 802.3) over several pieces, each closed by its length so that no byte can change sides.
func checksum(_ pieces: [UInt8]...) -> Int64 {
    var crc: UInt32 = 0xFFFF_FFFF
    func feed(_ byte: UInt8) { crc = crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    for piece in pieces {
        for byte in piece { feed(byte) }
        for shift in stride(from: 0, to: 64, by: 8) { feed(UInt8(truncatingIfNeeded: piece.count >> shift)) }
    }
    return Int64(crc ^ 0xFFFF_FFFF)
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
}
