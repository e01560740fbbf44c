// Files beside the tests. Apart from the rest, because Foundation has a Dimension of its own.

import Foundation

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)")))
}

func fixtureNames(_ suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/Fixtures")) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
}

/// The bytes of a golden; with MONITORD_UPDATE_GOLDENS=1 it first becomes what was found.
func golden(_ name: String, found: String) throws -> [UInt8] {
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
        try Data(found.utf8).write(to: folder.appendingPathComponent("Fixtures/\(name)"))
    }
    return try fixture(name)
}

/// A page of docs.
func manual(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent("../../docs/\(name)"), encoding: .utf8)
}
