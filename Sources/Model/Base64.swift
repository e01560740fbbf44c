// Base64 (RFC 4648 §4): signatures and their keys.

private let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// `bytes` in base64, padded.
package func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for place in 0..<3 { bits = bits << 8 | (place < group.count ? UInt32(group[start + place]) : 0) }
        for place in 0..<4 {
            let isFilling = place > group.count
            text.append(isFilling ? UInt8(ascii: "=") : digits[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that base64 `text` stands for. Nil for anything that `base64` would not have written: spaces, missing
/// padding, bits behind the end.
package func base64Bytes(_ text: [UInt8]) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    for (place, byte) in text.enumerated() {
        let isFilling = place >= text.count - padding
        guard let digit = isFilling ? 0 : value(of: byte) else { return nil }
        bits = bits << 6 | digit
        guard place % 4 == 3 else { continue }
        for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        bits = 0
    }
    let surplus = bytes.suffix(padding)
    guard surplus.allSatisfy({ $0 == 0 }) else { return nil }
    return Array(bytes.dropLast(padding))
}

private func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}
