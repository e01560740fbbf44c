// By what a prompt of ours is recognised in the stream: a keyed hash of its words.

package import Model

/// Two texts that differ in ASCII case and in white space alone have the same print: gateways trim and reflow.
package struct PromptPrint: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// Under the installation's key, so that nobody else can look known prompts up.
    package init(key: Sealed) {
        let derived = hmac(Array("print".utf8), key: key)
        low = littleEndian(derived[0..<8])
        high = littleEndian(derived[8..<16])
    }

    /// So many bytes of the words decide the first bits of a print, which tell most texts apart from all prompts.
    private static let headBytes: UInt64 = 32

    /// The first 16 bits of what `print` would give, from the beginning of the text alone.
    package func head(_ text: Span<UInt8>) -> UInt16 {
        UInt16(truncatingIfNeeded: hash(text, bytesMax: Self.headBytes))
    }

    package static func head(of print: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: print >> 48) }

    /// Allocates nothing; about two nanoseconds for a byte.
    package func print(_ text: Span<UInt8>) -> UInt64 {
        UInt64(head(text)) &<< 48 | hash(text, bytesMax: .max) & 0xffff_ffff_ffff
    }

    private func hash(_ text: Span<UInt8>, bytesMax: UInt64) -> UInt64 {
        var hash = SipHash((low, high))
        var isGap = false
        for place in text.indices {
            let byte = text[place]
            if byte <= 0x20 || byte == 0x7f {
                isGap = true
                continue
            }
            // A gap counts only between two words: what is at the ends falls away.
            if isGap, !hash.isEmpty { hash.take(0x20) }
            isGap = false
            if hash.count >= bytesMax { break }
            hash.take(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
        return hash.finished()
    }

    package func print(_ text: Sealed) -> UInt64 {
        print(text.bytes.span)
    }

    /// Of the last message of a user, since that is what logs hold; of the last message where there is none.
    package func print(_ messages: [ChatMessage]) -> UInt64 {
        let asked = messages.last { $0.role == .user } ?? messages.last
        return print(asked?.content ?? Sealed([]))
    }
}

/// The first eight bytes as a number, the first one lowest.
func littleEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for (place, byte) in bytes.prefix(8).enumerated() { word |= UInt64(byte) &<< UInt64(place &* 8) }
    return word
}
