// SHA-256, hexadecimal and JSON text.

import Model
import Testing

@Suite struct EncodingTests {
    /// FIPS 180-2 appendix B, and NIST's further examples with many blocks.
    @Test(arguments: [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ("\u{0}", 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
        ("\u{0}", 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
        ("\u{0}", 57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
        ("\u{0}", 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
    ])
    func digestIsTheVector(unit: String, count: Int, digest: String) {
        #expect(hexadecimal(sha256(Array(String(repeating: unit, count: count).utf8))) == digest)
    }

    @Test func hexadecimalIsLowerCase() {
        #expect(hexadecimal([0x00, 0x0F, 0xAB, 0xFF]) == "000fabff")
        #expect(hexadecimal([UInt8]()) == "")
    }

    private func json(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return writer.text
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{8}\u{C}\u{1B}\u{1F}", #""\u0000\u0008\u000c\u001b\u001f""#),
        ("\u{7F}é😀\u{2028}", "\"\u{7F}é😀\u{2028}\""), ("e\u{301}", "\"e\u{301}\""),
    ])
    func textIsEscaped(text: String, expected: String) {
        #expect(Array(json { $0.value(text) }.utf8) == Array(expected.utf8))
        #expect(Array(json { $0.object { $0.field(text, text) } }.utf8) == Array("{\(expected):\(expected)}".utf8))
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (-2, "-2"), (0.25, "0.25"), (0.1, "0.1"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
        (999_999_999_999_999, "999999999999999"),
        (.leastNonzeroMagnitude, "5e-324"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
    ])
    func numberIsTheShortestThatReadsBack(number: Double, text: String) {
        #expect(json { $0.value(number) } == text)
        if number.isFinite { #expect(Double(text) == number) }
    }

    @Test func integersKeepEveryDigit() {
        #expect(json { $0.value(Int64.min) } == "-9223372036854775808")
        #expect(json { $0.value(Int64.max) } == "9223372036854775807")
    }

    @Test func commasStandBetweenValuesOnly() {
        let text = json { writer in
            writer.object { writer in
                writer.key("a")
                writer.array { writer in
                    writer.value(1)
                    writer.value(true)
                    writer.null()
                    writer.object { _ in }
                    writer.array { _ in }
                }
                writer.field("b", "c")
                writer.key("d")
                writer.raw(Array("[1]".utf8))
                writer.field("e", 0.5)
            }
        }
        #expect(text == #"{"a":[1,true,null,{},[]],"b":"c","d":[1],"e":0.5}"#)
    }
}
