// Reference values with the library that made each, read from Tests/Fixtures/vectors.json.

import Foundation
import Testing

/// One block of the file.
struct ReferenceValues {
    struct Absent: Error {
        let path: String
    }

    private let block: [String: Any]

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let bytes = try Data(contentsOf: folder.appending(path: "Fixtures/vectors.json"))
        let file = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        guard let block = file?[name] as? [String: Any] else { throw Absent(path: name) }
        self.block = block
    }

    private init(row: [String: Any]) { block = row }

    func value<T>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let value = block[name] as? T else { throw Absent(path: name) }
        return value
    }

    func number(_ name: String) throws -> Double {
        block[name] as? String == "inf" ? .infinity : try value(name)
    }

    func has(_ name: String) -> Bool { block[name] != nil }

    var rows: [ReferenceValues] {
        get throws { try value("rows", as: [[String: Any]].self).map { ReferenceValues(row: $0) } }
    }
}

/// Whether a value is the reference's, relative to it; absolute where the reference is 0.
func near(_ value: Double?, _ reference: Double, _ tolerance: Double = 1e-9) -> Bool {
    guard let value else { return false }
    return value == reference || abs(value - reference) <= tolerance * (reference == 0 ? 1 : abs(reference))
}
