// The bytes of a text that need no look, and copying them.

/// The small letter or the byte itself; zero for what needs a look.
let plainBytes: [UInt8] = (0...255).map { code in
    switch UInt8(code) {
    case 0x41...0x5A: UInt8(code) + 0x20
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "#"), UInt8(ascii: "~"): 0
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"): 0
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "["), UInt8(ascii: "]"): 0
    case 0x20...0x7E: UInt8(code)
    default: 0
    }
}

/// Copies plain bytes as small letters until one that needs a look or the second of two spaces; gives how many.
/// Sixteen at a time by SIMD was tried: ten times slower, since its comparisons are not specialised.
func copyPlainBytes(
    from text: UnsafeRawBufferPointer, to folded: UnsafeMutableRawBufferPointer, _ plain: [UInt8]
) -> Int {
    let room = min(text.count, folded.count)
    guard room > 0, let from = text.baseAddress, let to = folded.baseAddress else { return 0 }
    return plain.withUnsafeBytes { plain in
        guard let table = plain.baseAddress, plain.count == 256 else { return 0 }
        var copied = 0
        var last: UInt8 = 0
        // Within `room` on both sides, and a byte is a place in a table of 256.
        while copied < room {
            let small = table.load(
                fromByteOffset: Int(from.load(fromByteOffset: copied, as: UInt8.self)), as: UInt8.self)
            if small == 0 || (small == 0x20 && last == 0x20) { break }
            to.storeBytes(of: small, toByteOffset: copied, as: UInt8.self)
            last = small
            copied &+= 1
        }
        return copied
    }
}
