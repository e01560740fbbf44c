// Baselines on disk: equal content, equal bytes; edited or torn files, noticed.

import Foundation
import Model
import Panes
import Testing

@testable import Rules

@Suite struct BaselineTests {
    private func makeBaseline(
        name: String = "prod", model: String = "support-8b", sampled: Bool = false
    ) throws -> Baseline {
        var tally = Tally.zero
        for _ in 0..<912 { tally.add(.refused, weight: 256) }
        for _ in 0..<88 { tally.add(.complied, weight: sampled ? 2560 : 256) }
        tally.add(.error, weight: 256)
        let scopes = ["self-harm", "", "a\"b\\c\n\u{0}\u{1B}\u{7F}é", "cafe\u{301}", "caf\u{e9}"].map {
            Scope([(.model, model), (.category, $0)])
        }
        return Baseline(
            name: name, model: model, source: "topic llm.inference",
            from: try #require(EventTime(rfc3339: "2025-11-01T00:00:00Z")),
            to: try #require(EventTime(rfc3339: "2025-11-14T23:59:59.123456Z")),
            cells: scopes.map { .init(scope: $0, tally: tally) })
    }

    private func parse(_ text: String) -> (baseline: Baseline?, diagnostics: [Diagnostic]) {
        parseBaseline(SourceFile(path: "b.toml", bytes: Array(text.utf8)))
    }

    @Test(arguments: [false, true]) func baselineReadsBackAsTheSameBytes(sampled: Bool) throws {
        let baseline = try makeBaseline(sampled: sampled)
        let (read, diagnostics) = parse(baseline.toml)
        #expect(diagnostics.map { $0.text() } == [])
        #expect(read == baseline)
        #expect(read?.toml == baseline.toml)
        #expect(baseline.toml.contains("weights") == sampled)
    }

    @Test(arguments: [
        ("refused = 912", "refused = 913", "MD0402"), ("refused = 912", "refused = -1", "MD0403"),
        ("refused = 912", "refused = 9223372036854775807", "MD0403"), ("refused = 912", "refusd = 912", "MD0107"),
        ("name = \"prod\"", "name = \"prod2\"", "MD0402"), ("baseline/1", "baseline/2", "MD0401"),
        ("format = ", "formt = ", "MD0101"), ("23:59:59.123456Z", "23:59:59", "MD0404"),
        ("2025-11-14T", "2024-11-14T", "MD0404"), ("category = \"\"", "category = \"self-harm\"", "MD0406"),
        ("[[cell]]\nmodel = \"support-8b\"", "[[cell]]\nmodel = \"other\"", "MD0405"),
        ("[[cell]]\nmodel = \"support-8b\"\n", "[[cell]]\n", "MD0101"), ("from = \"2025", "from = 2025", "MD0003"),
        ("category = \"cafe\u{301}\"", "category = \"caf\u{e9}\"", "MD0406"),
    ])
    func editedBaselineIsRefused(old: String, new: String, code: String) throws {
        let text = Data(try makeBaseline().toml.utf8)
        let range = try #require(text.range(of: Data(old.utf8)))
        let edited = String(
            decoding: text[..<range.lowerBound] + Data(new.utf8) + text[range.upperBound...], as: UTF8.self)
        let (baseline, diagnostics) = parse(edited)
        #expect(baseline == nil)
        #expect(diagnostics.contains { $0.code.rawValue == code }, "\(diagnostics)")
    }

    @Test(arguments: [
        ("squares = 2486272", "squares = 1"), ("weights = [233472", "weights = [1"),
        ("weights = [233472, 0", "weights = [233472, 5"), (", 0]", "]"), ("squares = ", "# "),
    ])
    func impossibleWeightsAreRefused(old: String, new: String) throws {
        let text = try makeBaseline(sampled: true).toml
        #expect(text.contains(old), "\(text)")
        #expect(parse(text.replacingOccurrences(of: old, with: new)).diagnostics.hasErrors)
    }

    @Test func directoryKeepsFindsAndPromotes() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let (old, new) = (try makeBaseline(name: "old"), try makeBaseline(name: "new"))
        let path = try baselines.save(old)
        #expect(try baselines.save(old) == path)
        try baselines.save(new)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(Set(try baselines.list().baselines.map(\.id)) == [old.id, new.id])
        #expect(try baselines.read("old") == old)
        #expect(try baselines.read(new.id) == new)
        #expect(try baselines.read(String(new.id.prefix(8))) == new)
        #expect(throws: BaselineDirectoryError.notFound("zz")) { try baselines.read("zz") }
        #expect(throws: BaselineDirectoryError.notFound("")) { try baselines.read("") }
        #expect(try baselines.current(model: "support-8b") == nil)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        try baselines.promote(model: "support-8b", id: old.id, at: at)
        try baselines.promote(model: "support-8b", id: new.id, at: at + .seconds(1))
        #expect(try baselines.current(model: "support-8b") == new)
        try baselines.promote(model: "support-8b", id: old.id, at: at + .seconds(2))
        #expect(try baselines.current(model: "support-8b") == old)
        #expect(try baselines.current(model: "other") == nil)
        #expect(try baselines.promotions().promotions.count == 3)
        #expect(throws: BaselineDirectoryError.otherModel(id: old.id, model: "support-8b")) {
            try baselines.promote(model: "other", id: old.id, at: at)
        }
        #expect(throws: BaselineDirectoryError.notFound("../x")) {
            try baselines.promote(model: "support-8b", id: "../x", at: at)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.sorted() == [new.id + ".toml", old.id + ".toml", "promotions.jsonl"].sorted())
    }

    @Test func modelsAreToldApartByBytes() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline(model: "caf\u{e9}")
        try baselines.save(baseline)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        try baselines.promote(model: "caf\u{e9}", id: baseline.id, at: at)
        #expect(try baselines.current(model: "caf\u{e9}") == baseline)
        #expect(try baselines.current(model: "cafe\u{301}") == nil)
        #expect(throws: BaselineDirectoryError.self) {
            try baselines.promote(model: "cafe\u{301}", id: baseline.id, at: at)
        }
    }

    @Test func tornPromotionIsIgnoredAndThenRemoved() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline()
        try baselines.save(baseline)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        let line = Promotion(at: at, model: "support-8b", id: baseline.id).line
        for cut in 1..<line.count {
            try directory.write("promotions.jsonl", line + line[..<cut])
            let (promotions, diagnostics) = try baselines.promotions()
            #expect(promotions.count == 1)
            #expect(diagnostics.map(\.severity) == [.warning])
        }
        try baselines.promote(model: "support-8b", id: baseline.id, at: at)
        #expect(try baselines.promotions().diagnostics == [])
        #expect(try baselines.promotions().promotions.count == 2)
        try directory.write("promotions.jsonl", Array("garbage\n".utf8) + line + Array("\n{}\n".utf8))
        #expect(try baselines.promotions().diagnostics.map(\.place?.line) == [1, 3, 4])
        #expect(try baselines.current(model: "support-8b") == baseline)
    }

    @Test func editedAndMisnamedFilesAreListedAsFaults() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline()
        try directory.write("copy.toml", Array(baseline.toml.utf8))
        #expect(try baselines.list().baselines == [])
        #expect(try baselines.list().diagnostics.map(\.code) == [.baselineFileName])
        #expect(throws: BaselineDirectoryError.self) { try baselines.read("copy") }
        #expect(throws: BaselineDirectoryError.self) { try BaselineDirectory(path: "/nonexistent").list() }
    }
}
