// Labels of a sample as they stand in the text: written once, used for every metric of a series.

/// `rule="refusal-rate",model="acme/support"`, escaped.
package struct LabelText: Equatable, Sendable {
    /// Longer values are cut at a whole scalar.
    package static let valueBytesMax = 128

    package private(set) var bytes: [UInt8] = []

    package init() {}

    package init(_ labels: [(name: String, value: String)]) {
        for label in labels { add(label.name, label.value) }
    }

    /// `name` is one of ours; `value` may hold anything.
    package mutating func add(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(UInt8(ascii: "\""))
        let utf8 = value.utf8
        if utf8.count <= Self.valueBytesMax {
            append(utf8)
        } else {
            var room = Self.valueBytesMax
            for scalar in value.unicodeScalars {
                let scalarBytes = UTF8.encode(scalar)
                guard let scalarBytes, scalarBytes.count <= room else { break }
                room -= scalarBytes.count
                append(scalarBytes)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    package func adding(_ name: String, _ value: String) -> LabelText {
        var copy = self
        copy.add(name, value)
        return copy
    }

    private mutating func append(_ utf8: some Sequence<UInt8>) {
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A:
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(ascii: "n"))
            default: bytes.append(byte)
            }
        }
    }
}
