// What a TOML file is about, told by its first header that says so.

/// Files that `monitord check` tells apart.
package enum SourceKind: CaseIterable, Sendable {
    case rules
    /// It has a `[suite]`.
    case suite
    /// It has a `[[gate]]`.
    case gates

    /// Tables at whose sight the kind is clear.
    private var headers: [String] {
        switch self {
        case .rules: []
        case .suite: ["suite"]
        case .gates: ["gate", "gates"]
        }
    }

    /// A file that is no TOML has headers all the same, so that it is checked as what it was meant to be.
    package init(of file: SourceFile) {
        for line in file.bytes.split(separator: 0x0A) {
            let text = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard text.first == UInt8(ascii: "[") else { continue }
            let name = text.drop { $0 == UInt8(ascii: "[") || $0 == 0x20 }.prefix { 0x61...0x7A ~= $0 }
            let word = String(decoding: name, as: UTF8.self)
            if let kind = SourceKind.allCases.first(where: { $0.headers.contains(word) }) {
                self = kind
                return
            }
        }
        self = .rules
    }
}
