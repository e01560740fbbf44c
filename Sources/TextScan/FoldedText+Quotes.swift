// Whose words they are: quotation marks, JSON, and what comes before an answer.

extension FoldedText {
    mutating func quote(_ mark: UInt8, _ text: borrowing Span<UInt8>, at index: Int) {
        if isJSON {
            if mark == UInt8(ascii: "\"") { cut() }
            return emit(mark)
        }
        let next: UInt8 = index + 1 < text.count ? text[index + 1] : 0x20
        let isBeforeWord = next > 0x20 && next != mark && !(next < 0x30 && next != UInt8(ascii: "*"))
        let isAfterWord: Bool
        switch last {
        case nil, 0x20, 0x0A, UInt8(ascii: "("), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ","),
            UInt8(ascii: "\""), UInt8(ascii: "-"):
            isAfterWord = false
        default: isAfterWord = true
        }
        switch mark {
        case UInt8(ascii: "'"):
            // An apostrophe, unless it opens or closes.
            if quotation == nil, !isAfterWord, isBeforeWord {
                turnQuotation(mark)
            } else if quotation?.mark == mark, isAfterWord, !isBeforeWord {
                turnQuotation(mark)
            } else {
                emit(mark)
            }
        case UInt8(ascii: "`"): turnQuotation(mark)
        default:
            // 5" is no quotation.
            if quotation != nil || !isAfterWord { turnQuotation(mark) } else { emit(mark) }
        }
    }

    /// Opens a quotation or closes the one that is open with this mark.
    mutating func turnQuotation(_ mark: UInt8) {
        if let open = quotation {
            guard open.mark == mark else { return }
            emit(UInt8(ascii: "\""))
            quotation = nil
            cut()
        } else {
            cut()
            quotation = (mark, passages.count)
            emit(UInt8(ascii: "\""))
        }
    }

    /// Strings of an array are samples, not an answer.
    mutating func bracket(_ byte: UInt8) {
        if isJSON {
            if byte == UInt8(ascii: "[") { arrayDepth += 1 } else { arrayDepth = max(0, arrayDepth - 1) }
            cut()
        }
        emit(byte)
    }

    /// In JSON: `\n` and `\"`. The others are rare in words.
    mutating func escape(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        guard index + 1 < text.count else { return index + 1 }
        switch text[index + 1] {
        case UInt8(ascii: "n"): newline()
        case UInt8(ascii: "t"), UInt8(ascii: "r"): space()
        default: break
        }
        return index + 2
    }

    /// An answer that stands in quotation marks as a whole, or never closes the first one, is not a quotation.
    mutating func clearQuotedWhole() {
        guard passages.first?.traits.contains(.quoted) == true, !isJSON else { return }
        let isOpen = quotation.map { $0.passage == 0 } ?? false
        guard isOpen || isQuotedWhole else { return }
        for index in passages.indices { passages[index].traits.remove(.quoted) }
    }

    private var isQuotedWhole: Bool {
        // What is left after the closing mark may be a full stop.
        passages.indices.allSatisfy { passages[$0].traits.contains(.quoted) || end(of: $0) - passages[$0].start <= 3 }
    }

    func startsAsJSON(_ text: borrowing Span<UInt8>, at start: Int) -> Bool {
        var index = start
        if index + 7 <= text.count, "```json".utf8.enumerated().allSatisfy({ text[start + $0.offset] == $0.element }) {
            index += 7
        }
        index = skippingSpace(text, from: index)
        guard index < text.count, text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "[") else {
            return false
        }
        index = skippingSpace(text, from: index + 1)
        return index < text.count && (text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "{"))
    }

    /// Past space, and past what a reasoning model thought.
    func answerStart(_ text: borrowing Span<UInt8>) -> Int {
        let start = skippingSpace(text, from: 0)
        guard matches(text, at: start, "<think") else { return start }
        var index = start
        while index < text.count {
            if text[index] == UInt8(ascii: "<"), matches(text, at: index, "</think") {
                while index < text.count, text[index] != UInt8(ascii: ">") { index += 1 }
                return skippingSpace(text, from: min(index + 1, text.count))
            }
            index += 1
        }
        return start
    }

    private func matches(_ text: borrowing Span<UInt8>, at start: Int, _ word: String) -> Bool {
        var index = start
        for byte in word.utf8 {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private func skippingSpace(_ text: borrowing Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] <= 0x20 { index += 1 }
        return index
    }
}
