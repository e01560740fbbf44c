// Labelled answers from a file of JSON lines.

import Foundation
import Model

struct Answers {
    var id: String
    var label: String
    var variant: String
    var text: [UInt8]

    /// Harmless ones, written for these tests.
    static func fixtures() throws -> [Answers] {
        try read(URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/answers.jsonl").path)
    }

    static func read(_ path: String) throws -> [Answers] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return try bytes.split(separator: 0x0A).map { line in
            let value = try JSONValue(parsing: Array(line))
            return Answers(
                id: value["id"]?.string ?? "", label: value["label"]?.string ?? "",
                variant: value["variant"]?.string ?? "",
                text: Array((value["text"] ?? value["response"])?.string?.utf8 ?? "".utf8))
        }
    }
}
