// Phrases with which an answer avoids to answer.

package import Model

package enum HedgePhrases {
    /// A change of the list changes what reports say: it has a number.
    package static let version = "hedge/1"

    private static let phrases = [
        "as an ai", "as a language model", "i'm not sure", "i am not sure", "i cannot be certain", "i can't be certain",
        "it is possible that", "it's possible that", "it could be that", "it depends", "i might be wrong",
        "i may be wrong", "to the best of my knowledge", "i believe that", "i would guess", "i'd guess",
        "generally speaking",
        "consult a professional", "i don't have enough information", "i do not have enough information",
    ].map { Array($0.utf8) }

    /// Whether none of them stands in the text, whatever its case.
    package static func areAbsent(in answer: Sealed) -> Bool {
        let text = plain(answer.bytes)
        return !phrases.contains { phrase in
            guard text.count >= phrase.count else { return false }
            return (0...text.count - phrase.count).contains { start in
                text[start] == phrase[0] && text[start..<start + phrase.count].elementsEqual(phrase)
            }
        }
    }

    /// In lower case, with the straight apostrophe in the place of the curved one.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            text.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
            if byte == 0x99, text.suffix(3).elementsEqual([0xE2, 0x80, 0x99]) {
                text.removeLast(3)
                text.append(UInt8(ascii: "'"))
            }
        }
        return text
    }
}
