// Texts from outside, as they are shown.

import Model
import Testing

@Suite struct VisibleTests {
    @Test func plainTextStaysAsItIs() {
        for text in ["", "acme/support-8b:v7", "Größe 90 %", "模型", "مرحبا", "e\u{301}", "👍"] {
            #expect(visible(text) == text)
        }
    }

    @Test(
        arguments: [
            "\0", "\t", "\n", "\r", "\u{1B}", "\u{7F}", "\u{9B}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200D}",
            "\u{202E}",
            "\u{2028}", "\u{2029}", "\u{2066}", "\u{FEFF}", "\u{FFF9}", "\u{E000}", "\u{E0000}", "\u{E0001}",
            "\u{E007F}",
            "\u{10FFFF}",
        ] as [Unicode.Scalar])
    func hiddenScalarsAreSpelledOut(_ scalar: Unicode.Scalar) {
        #expect(visible("a\(scalar)b") == "a\\u{\(String(scalar.value, radix: 16))}b")
    }
}
