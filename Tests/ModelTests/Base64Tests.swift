// Base64 and the keyed hash, against the vectors of their standards.

import Model
import Seeds
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 §10, and the two digits that are no letters.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\u{3fb}\u{3ff}", "z7vPvw=="), ("~~~???", "fn5+Pz8/"),
    ])
    func textIsTheVector(plain: String, text: String) {
        #expect(base64(Array(plain.utf8)) == text)
        #expect(base64Bytes(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v ", "Z=g=", "Zm-v", "Zm_v", "====", "=", "Zm9v\n"])
    func whatNobodyWouldWriteIsRefused(text: String) {
        #expect(base64Bytes(Array(text.utf8)) == nil)
    }

    @Test func bytesComeBack() {
        var random = SeededRandom(announcing: "bytesComeBack")
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(base64Bytes(Array(base64(bytes).utf8)) == bytes)
        }
    }

    /// RFC 4231 §4.2 to §4.4, §4.7 and §4.8: short keys, and one that is hashed first.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "This is a test using a larger than block-size key and a larger than block-size data. "
                + "The key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func keyedHashIsTheVector(key: [UInt8], message: String, digest: String) {
        #expect(hexadecimal(hmac(Array(message.utf8), key: Sealed(key))) == digest)
    }
}
