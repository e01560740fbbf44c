// What patterns see of a text.

import Testing

@testable import TextScan

struct FoldingTests {
    private func folded(_ text: String) -> String {
        var folded = FoldedText()
        folded.read(Array(text.utf8).span)
        return String(decoding: folded.bytes[..<folded.count], as: UTF8.self)
    }

    @Test(arguments: [
        ("I CAN’T", "i can't"), ("**I** _can_ `not`", "i can \"not\""), ("Désolé, ça", "desole, ca"),
        ("Łódź, ŠKODA, ğüşİı", "lodz, skoda, gusii"), ("Straße", "strasse"),
        ("xin lỗi, không thể", "xin loi, khong the"),
        ("Я НЕ Могу ещё", "я не могу еще"), ("ＡＢｃ！", "abc!"), ("抱歉。不", "抱歉.不"), ("a\u{00A0} \u{2003}b", "a b"),
        ("e\u{0301}a", "ea"), ("zero\u{200B}width", "zerowidth"), ("wrapped\nline", "wrapped line"),
        ("line\nNext", "line\nnext"), ("„so“ «so» “so”", "\"so\" \"so\" \"so\""), ("أنا", "انا"), ("…", "."),
        ("—", "-"),
    ])
    func lettersLoseCaseAccentsAndTypography(text: String, expected: String) {
        #expect(folded(text) == expected)
    }

    private func own(_ text: String) -> String {
        var folded = FoldedText()
        folded.read(Array(text.utf8).span)
        var own = ""
        for (index, passage) in folded.passages.enumerated() where passage.isOwn {
            own += String(decoding: folded.bytes[passage.start..<folded.end(of: index)], as: UTF8.self)
        }
        return own
    }

    @Test(arguments: [
        ("he said \"no\" twice", "he said twice"), ("it is 5\" long", "it is 5\" long"),
        ("the users' shoes", "the users' shoes"),
        ("say 'no way' now", "say now"), ("a\n```\ncode\n```\nb", "a\n\nb"), ("> quoted\n\nMine", "mine"),
        ("- item\nMine", "mine"),
        ("Anna: hello\nMine", "mine"), ("Note: mine", "note: mine"), ("\"whole answer\"", "\"whole answer\""),
        ("\"never closed", "\"never closed"), ("<think>secret</think> mine", "mine"),
    ])
    func othersWordsAreToldFromTheModelsOwn(text: String, expected: String) {
        #expect(own(text) == expected, "\(own(text))")
    }

    @Test func passagesAreBounded() {
        var folded = FoldedText()
        folded.read(Array(String(repeating: "A. ", count: 20_000).utf8).span)
        #expect(folded.passages.count == FoldedText.passagesMax)
        #expect(folded.count <= RefusalJudge.bytesMax)
    }
}
