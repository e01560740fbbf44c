// Writes JSON bytes in the order of the calls, so equal values give equal bytes.

/// A growing JSON text. Callers keep keys in a fixed order; nothing here reorders.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        wrapped(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        wrapped(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    package mutating func key(_ name: String) {
        separate()
        quoted(name.utf8)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func value(_ text: String) { separate(); quoted(text.utf8) }
    package mutating func value(_ text: StaticString) { value("\(text)") }
    package mutating func value(_ number: Int64) { separate(); bytes.append(contentsOf: String(number).utf8) }
    package mutating func value(_ number: Int) { value(Int64(number)) }
    package mutating func value(_ flag: Bool) { separate(); bytes.append(contentsOf: (flag ? "true" : "false").utf8) }
    package mutating func null() { separate(); bytes.append(contentsOf: "null".utf8) }

    /// The shortest decimal that reads back to the same Double. JSON has no NaN or infinity: those become null.
    package mutating func value(_ number: Double) {
        guard number.isFinite else { return null() }
        separate()
        bytes.append(
            contentsOf: (number == number.rounded() && abs(number) < 1e15
                ? String(Int64(number)) : String(number)).utf8)
    }

    /// Splices bytes that are JSON already.
    package mutating func raw(_ json: [UInt8]) { separate(); bytes.append(contentsOf: json) }

    package mutating func field(_ name: String, _ text: String) { key(name); value(text) }
    package mutating func field(_ name: String, _ text: StaticString) { key(name); value(text) }
    package mutating func field(_ name: String, _ number: Int64) { key(name); value(number) }
    package mutating func field(_ name: String, _ number: Int) { key(name); value(number) }
    package mutating func field(_ name: String, _ number: Double) { key(name); value(number) }
    package mutating func field(_ name: String, _ flag: Bool) { key(name); value(flag) }

    private mutating func wrapped(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func quoted(_ text: String.UTF8View) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
