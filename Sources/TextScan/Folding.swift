// One character of a text as patterns see it: without case, accents, width and typography.

/// What becomes of one character.
enum Folded {
    case byte(UInt8)
    case pair(UInt8, UInt8)
    /// The bytes as they are: this many.
    case same(Int)
    case nothing
    /// A quotation mark of print; which side it is does not tell: „…“ closes with what opens “…”.
    case quote
    /// `。` and its like: a full stop that needs no space after it.
    case stop(UInt8)
}

/// What the character at `index` folds to, and how many bytes of the text it takes. Bytes that are no UTF-8 stay.
func folded(_ text: borrowing Span<UInt8>, at index: Int) -> (Folded, Int) {
    let first = text[index]
    func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
    let second = byte(1)
    guard first >= 0xC2, second & 0xC0 == 0x80 else { return (.byte(first), 1) }
    switch first {
    case 0xC2: return (latinSign(second), 2)
    case 0xC3...0xC8: return (latin(Int(first & 0x1F) << 6 | Int(second & 0x3F)), 2)
    case 0xCC,
        0xCD where second < 0xB0:
        return (.nothing, 2)
    case 0xD0: return (cyrillic(second), 2)
    // ё is written as е by most.
    case 0xD1 where second == 0x91: return (.pair(0xD0, 0xB5), 2)
    case 0xD8: return (arabic(second), 2)
    // Vowel signs.
    case 0xD9 where (0x8B...0x92).contains(second): return (.nothing, 2)
    case 0xE0...0xEF:
        let third = byte(2)
        guard third & 0xC0 == 0x80 else { return (.byte(first), 1) }
        return (wide(first, second, third), 3)
    case 0xF0...0xF4: return (.same(min(4, text.count - index)), min(4, text.count - index))
    default: return (.same(2), 2)
    }
}

private func latinSign(_ second: UInt8) -> Folded {
    switch second {
    case 0xA0: .byte(0x20)
    case 0xAD: .nothing
    case 0xAB, 0xBB: .quote
    case 0xB4: .byte(UInt8(ascii: "'"))
    default: .same(2)
    }
}

/// U+00C0 to U+023F.
private func latin(_ code: Int) -> Folded {
    let letters: StaticString = """
        aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllllllllnnnnnnnnnoooooo  rrrrrrsssssssstttttt\
        uuuuuuuuuuuuwwyyyzzzzzzs
        """
    switch code {
    case 0xC6, 0xE6: return .pair(UInt8(ascii: "a"), UInt8(ascii: "e"))
    case 0xDF: return .pair(UInt8(ascii: "s"), UInt8(ascii: "s"))
    case 0xDE, 0xFE: return .pair(UInt8(ascii: "t"), UInt8(ascii: "h"))
    case 0x132, 0x133: return .pair(UInt8(ascii: "i"), UInt8(ascii: "j"))
    case 0x152, 0x153: return .pair(UInt8(ascii: "o"), UInt8(ascii: "e"))
    case 0x1A0, 0x1A1: return .byte(UInt8(ascii: "o"))
    case 0x1AF, 0x1B0: return .byte(UInt8(ascii: "u"))
    case 0x218, 0x219: return .byte(UInt8(ascii: "s"))
    case 0x21A, 0x21B: return .byte(UInt8(ascii: "t"))
    default: break
    }
    let place = code - 0xC0
    guard place < letters.utf8CodeUnitCount else { return .same(2) }
    let letter = letters.withUTF8Buffer { $0[place] }
    return letter == 0x20 ? .same(2) : .byte(letter)
}

private func cyrillic(_ second: UInt8) -> Folded {
    switch second {
    // Ё, then the rest of U+0400 to U+040F.
    case 0x81: .pair(0xD0, 0xB5)
    case 0x80...0x8F: .pair(0xD1, second + 0x10)
    case 0x90...0x9F: .pair(0xD0, second + 0x20)
    case 0xA0...0xAF: .pair(0xD1, second - 0x20)
    default: .same(2)
    }
}

private func arabic(_ second: UInt8) -> Folded {
    switch second {
    // Alif with madda or hamza.
    case 0xA2, 0xA3, 0xA5: .pair(0xD8, 0xA7)
    case 0x8C: .byte(UInt8(ascii: ","))
    case 0x9F: .byte(UInt8(ascii: "?"))
    default: .same(2)
    }
}

private func wide(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Folded {
    switch (first, second, third) {
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80): .byte(0x20)
    case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF): .nothing
    case (0xE2, 0x80, 0x90...0x95): .byte(UInt8(ascii: "-"))
    case (0xE2, 0x80, 0x98), (0xE2, 0x80, 0x99), (0xE2, 0x80, 0x9B): .byte(UInt8(ascii: "'"))
    case (0xE2, 0x80, 0x9C...0x9F), (0xE2, 0x80, 0xB9), (0xE2, 0x80, 0xBA), (0xE3, 0x80, 0x8C...0x8F): .quote
    case (0xE2, 0x80, 0xA2): .byte(UInt8(ascii: "-"))
    case (0xE2, 0x80, 0xA6): .byte(UInt8(ascii: "."))
    case (0xE3, 0x80, 0x81): .byte(UInt8(ascii: ","))
    case (0xE3, 0x80, 0x82), (0xE0, 0xA5, 0xA4): .stop(UInt8(ascii: "."))
    case (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): .stop(third - 0x60)
    case (0xEF, 0xBC, 0x82...0xBF): .byte(small(third - 0x60))
    case (0xEF, 0xBD, 0x80...0x9E): .byte(small(third - 0x20))
    case (0xE1, 0xBA, _), (0xE1, 0xBB, _): vietnamese(Int(second & 0x3F) << 6 | Int(third & 0x3F))
    default: .same(3)
    }
}

/// U+1E80 to U+1EFF, by the low bits of the code.
private func vietnamese(_ code: Int) -> Folded {
    switch code & 0xFF {
    case 0xA0...0xB7: .byte(UInt8(ascii: "a"))
    case 0xB8...0xC7: .byte(UInt8(ascii: "e"))
    case 0xC8...0xCB: .byte(UInt8(ascii: "i"))
    case 0xCC...0xE3: .byte(UInt8(ascii: "o"))
    case 0xE4...0xF1: .byte(UInt8(ascii: "u"))
    case 0xF2...0xF9: .byte(UInt8(ascii: "y"))
    default: .same(3)
    }
}

private func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
