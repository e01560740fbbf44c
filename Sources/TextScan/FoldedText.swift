// An answer as patterns see it: folded, and cut into passages.

/// Kept between answers, so that a text costs no allocation.
struct FoldedText {
    /// What follows is part of the last one.
    static let passagesMax = 4096

    /// The folded text is the first `count` of them.
    private(set) var bytes: [UInt8]
    private(set) var count = 0
    var passages: [Passage] = []
    /// One JSON object: its strings are the model's own words.
    var isJSON = false
    var line = Passage.Traits()
    var inCode = false
    /// The mark that opened a quotation, and where.
    var quotation: (mark: UInt8, passage: Int)?
    var arrayDepth = 0
    private var isPending = true

    init() {
        // Folding never makes a text longer, but for the line feeds of JSON.
        bytes = [UInt8](repeating: 0, count: RefusalJudge.bytesMax + 64)
        passages.reserveCapacity(FoldedText.passagesMax)
    }

    mutating func read(_ text: borrowing Span<UInt8>) {
        count = 0
        passages.removeAll(keepingCapacity: true)
        (isJSON, inCode, quotation, arrayDepth, isPending) = (false, false, nil, 0, true)
        var index = answerStart(text)
        isJSON = startsAsJSON(text, at: index)
        index = beginLine(text, at: index)
        while index < text.count {
            index = copyPlain(text, from: index)
            if index < text.count { index = take(text[index], text, at: index) }
        }
        clearQuotedWhole()
    }

    /// Copies letters and single spaces as far as they go: most of a text.
    private mutating func copyPlain(_ text: borrowing Span<UInt8>, from start: Int) -> Int {
        guard start < text.count, plain[Int(text[start])] > 0x20 else { return start }
        if isPending { beginPassage() }
        let begin = count
        let copied = text.withUnsafeBytes { text in
            bytes.withUnsafeMutableBytes { bytes in
                copyPlainBytes(
                    from: UnsafeRawBufferPointer(rebasing: text[start...]),
                    to: UnsafeMutableRawBufferPointer(rebasing: bytes[begin...]), plain)
            }
        }
        count += copied
        return start + copied
    }

    /// The last byte so far.
    var last: UInt8? { count > 0 ? bytes[count - 1] : nil }

    /// The small letter or the byte itself; zero for what needs a look.
    private let plain: [UInt8] = plainBytes
    private mutating func take(_ byte: UInt8, _ text: borrowing Span<UInt8>, at index: Int) -> Int {
        switch byte {
        case 0x0A: return endLine(text, at: index)
        case 0...0x20, 0x7F: space()
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "~"): break
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"):
            emit(byte)
            isPending = isPending || isSentenceEnd(text, after: index)
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): quote(byte, text, at: index)
        case UInt8(ascii: "["), UInt8(ascii: "]"): bracket(byte)
        case UInt8(ascii: "\\") where isJSON: return escape(text, at: index)
        case 0x80...: return takeWide(text, at: index)
        default: emit(byte)
        }
        return index + 1
    }

    private mutating func takeWide(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        let (character, width) = folded(text, at: index)
        switch character {
        case .byte(0x20): space()
        case .byte(let byte): emit(byte)
        case .pair(let first, let second):
            emit(first)
            emit(second)
        case .same(let count): for offset in 0..<count { emit(text[index + offset]) }
        case .nothing: break
        case .quote: turnQuotation(0xFF)
        case .stop(let byte):
            emit(byte)
            isPending = true
        }
        return index + width
    }

    // MARK: what other files of this type add by

    mutating func emit(_ byte: UInt8) {
        if isPending { beginPassage() }
        append(byte)
    }

    private mutating func append(_ byte: UInt8) {
        guard count < bytes.count else { return }
        bytes[count] = byte
        count += 1
    }

    mutating func space() {
        if let last, last != 0x20, last != 0x0A { append(0x20) }
    }

    mutating func newline() {
        append(0x0A)
        isPending = true
    }

    /// What comes next stands by itself.
    mutating func cut() { isPending = true }

    private mutating func beginPassage() {
        isPending = false
        guard passages.count < FoldedText.passagesMax else { return }
        var traits = line
        if inCode { traits.insert(.code) }
        if quotation != nil || arrayDepth > 0 { traits.insert(.quoted) }
        if last == nil || last == 0x0A { traits.insert(.lineStart) }
        passages.append(Passage(start: count, traits: traits))
    }

    private func isSentenceEnd(_ text: borrowing Span<UInt8>, after index: Int) -> Bool {
        guard index + 1 < text.count else { return true }
        switch text[index + 1] {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0xE2: return true
        // "request.I cannot": some models forget the space.
        case 0x41...0x5A: return !isJSON
        default: return false
        }
    }

    /// Where a passage ends.
    func end(of passage: Int) -> Int {
        passage + 1 < passages.count ? passages[passage + 1].start : count
    }
}

extension FoldedText {
    /// Whether there is anything but space.
    var holdsSomething: Bool { bytes[..<count].contains { $0 > 0x20 } }

    /// Whether somebody says I shortly before, in a sentence that begins at `start`.
    func hasSpeaker(before place: Int, from start: Int) -> Bool {
        var index = max(start, place - 56)
        var isAtWord = index == start || FoldedText.isBoundary(bytes[index - 1])
        while index < min(place, count - 1) {
            if isAtWord, FoldedText.isSpeaker(bytes[index], bytes[index + 1]) { return true }
            isAtWord = FoldedText.isBoundary(bytes[index])
            index += 1
        }
        return false
    }

    func hasComma(in range: Range<Int>) -> Bool {
        bytes[range.clamped(to: 0..<count)].contains(UInt8(ascii: ","))
    }

    private static func isBoundary(_ byte: UInt8) -> Bool {
        !(0x61...0x7A).contains(byte) && byte < 0x80 && byte != UInt8(ascii: "'")
    }

    /// `i `, `i'm`, `i,`: by the first letters.
    private static func isSpeaker(_ first: UInt8, _ second: UInt8) -> Bool {
        first == UInt8(ascii: "i") && (second == 0x20 || second == UInt8(ascii: "'") || second == UInt8(ascii: ","))
    }
}
