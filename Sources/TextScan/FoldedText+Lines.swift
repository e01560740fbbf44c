// Lines: lists, dialogues, quotations of mail, fences of code.

extension FoldedText {
    /// At a line feed: ends the line, or goes on when the text was only wrapped there.
    mutating func endLine(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        let next = index + 1
        let isWrapped = next < text.count && (0x61...0x7A).contains(text[next]) && !inCode
        if isWrapped, let last, last != 0x0A, last != UInt8(ascii: ":") {
            space()
            return next
        }
        let isBlank = last == 0x0A
        if isBlank || quotation?.mark == UInt8(ascii: "'") { quotation = nil }
        newline()
        return beginLine(text, at: next)
    }

    /// At the first byte of a line: what kind of line it is, and where its words begin.
    mutating func beginLine(_ text: borrowing Span<UInt8>, at start: Int) -> Int {
        line = []
        var index = start
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        guard index < text.count, !isJSON else { return index }
        if let end = fence(text, at: index) { return end }
        if inCode { return index }
        if text[index] == UInt8(ascii: ">") {
            line.insert(.quoted)
            return index + 1
        }
        if let end = FoldedText.bullet(text, at: index) {
            line.insert(.item)
            return end
        }
        if isSpeech(text, at: index) { line.insert(.speech) }
        return index
    }

    /// "```": gives the end of its line.
    private mutating func fence(_ text: borrowing Span<UInt8>, at index: Int) -> Int? {
        let mark = text[index]
        guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"), index + 2 < text.count,
            text[index + 1] == mark, text[index + 2] == mark
        else { return nil }
        var end = index + 3
        while end < text.count, text[end] != 0x0A { end += 1 }
        // An answer that is one fence of text is no code.
        let isWhole = passages.isEmpty && !inCode && end - index <= 4
        if !isWhole { inCode.toggle() }
        cut()
        return end
    }

    private static func bullet(_ text: borrowing Span<UInt8>, at index: Int) -> Int? {
        func isSpace(_ place: Int) -> Bool { place < text.count && text[place] == 0x20 }
        switch text[index] {
        case UInt8(ascii: "|"): return index + 1
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"): return isSpace(index + 1) ? index + 1 : nil
        // •
        case 0xE2:
            let isBullet = index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0xA2
            return isBullet ? index + 3 : nil
        default: break
        }
        var end = index
        while end < text.count, end < index + 3, (0x30...0x39).contains(text[end]) { end += 1 }
        let isNumber =
            end > index && end < text.count && (text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ")"))
        return isNumber && isSpace(end + 1) ? end + 1 : nil
    }

    /// `Waiter: …`, `**Old man:** …`; not what answers begin with, such as `Note:`.
    private func isSpeech(_ text: borrowing Span<UInt8>, at start: Int) -> Bool {
        var words = 1
        var end = start
        let last = min(text.count, start + FoldedText.labelBytesMax)
        scan: while end < last {
            switch text[end] {
            case UInt8(ascii: ":"): break scan
            case 0x20: words += 1
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "["), UInt8(ascii: "]"),
                0x41...0x5A, 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("),
                UInt8(ascii: ")"), 0x80...:
                break
            default: return false
            }
            if words > 3 { return false }
            end += 1
        }
        guard end < last, text[end] == UInt8(ascii: ":") else { return false }
        var label: [UInt8] = []
        for index in start..<end {
            switch text[index] {
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "["), UInt8(ascii: "]"): continue
            case let byte: label.append((0x41...0x5A).contains(byte) ? byte + 0x20 : byte)
            }
        }
        return !label.isEmpty && !label.starts(with: Array("i ".utf8)) && !FoldedText.ownLabels.contains(label)
    }

    private static let labelBytesMax = 40

    /// What a model writes before its own words.
    private static let ownLabels: Set<[UInt8]> = Set(
        [
            "note", "disclaimer", "warning", "important", "important note", "answer", "response", "assistant", "ai",
            "ai assistant", "model", "chatgpt", "chatbot", "bot", "gpt", "output", "reply", "final answer", "system",
            "result", "message", "refusal", "error", "status", "reason", "safety", "sorry", "unfortunately",
            "short answer",
            "my answer", "my response", "tl.dr", "in short", "final", "final response", "classic", "normal", "antwort",
            "reponse", "respuesta", "risposta", "resposta", "analysis", "policy", "safety note", "a", "hinweis",
            "please note", "apologies", "statement", "safety message", "content warning", "to be clear",
        ].map { Array($0.utf8) })
}
