// Numbers that take as many bytes as they need: seven bits each, lowest first.

internal import Model

extension ByteWriter {
    mutating func write(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            write(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        write(UInt8(truncatingIfNeeded: rest))
    }
}

extension ByteReader {
    mutating func varint(upTo bound: UInt64) throws(ByteCodingError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            // One number has one spelling: nothing past 64 bits, and no empty last byte.
            guard shift < 63 || bits < 2, byte != 0 || shift == 0 else { throw .value(at: position - 1) }
            value |= bits << shift
            if byte < 0x80 {
                guard value <= bound else { throw .value(at: position - 1) }
                return value
            }
        }
        throw .value(at: position)
    }

    mutating func number(upTo bound: Int64) throws(ByteCodingError) -> Int64 {
        Int64(try varint(upTo: UInt64(bound)))
    }
}
