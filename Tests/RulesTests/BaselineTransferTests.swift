// Baselines that go back, and baselines that travel.

import Foundation
import Model
import Panes
import Testing

@testable import Rules

@Suite struct BaselineTransferTests {
    private let at = EventTime(microseconds: 1_763_640_000_000_000)

    private func baseline(_ name: String, model: String = "m") -> Baseline {
        var tally = Tally.zero
        for _ in 0..<9 { tally.add(.refused, weight: 256) }
        return Baseline(
            name: name, model: model, source: "test", from: at, to: at,
            cells: [.init(scope: Scope([(.model, model)]), tally: tally)])
    }

    private func source(_ text: String) -> SourceFile { SourceFile(path: "b.toml", bytes: Array(text.utf8)) }

    @Test func rollbacksLeadBackAndNeverForth() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let all = ["a", "b", "c"].map { baseline($0) }
        let other = baseline("x", model: "other")
        for each in all + [other] { try baselines.save(each) }
        #expect(try baselines.rollBack(model: "m", at: at) == nil)
        try baselines.promote(model: "m", id: all[0].id, at: at)
        #expect(try baselines.rollBack(model: "m", at: at) == nil)
        // Promoting the same twice is no step.
        try baselines.promote(model: "m", id: all[0].id, at: at)
        #expect(try baselines.rollBack(model: "m", at: at) == nil)
        try baselines.promote(model: "m", id: all[1].id, at: at)
        try baselines.promote(model: "other", id: other.id, at: at)
        try baselines.promote(model: "m", id: all[2].id, at: at)
        #expect(try baselines.rollBack(model: "m", at: at) == all[1].id)
        #expect(try baselines.rollBack(model: "m", at: at) == all[0].id)
        #expect(try baselines.rollBack(model: "m", at: at) == nil)
        #expect(try baselines.current(model: "m") == all[0])
        #expect(try baselines.current(model: "other") == other)
        // Lines are only added.
        #expect(try baselines.promotions().promotions.count == 7)
        try baselines.promote(model: "m", id: all[2].id, at: at)
        #expect(try baselines.rollBack(model: "m", at: at) == all[0].id)
    }

    @Test func aRollbackToAMissingFileChangesNothing() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let (old, new) = (baseline("a"), baseline("b"))
        for each in [old, new] {
            try baselines.save(each)
            try baselines.promote(model: "m", id: each.id, at: at)
        }
        try FileManager.default.removeItem(atPath: directory.path + "/\(old.id).toml")
        #expect(throws: BaselineDirectoryError.self) { try baselines.rollBack(model: "m", at: at) }
        #expect(try baselines.promotions().promotions.count == 2)
    }

    @Test func whatIsExportedIsImportedOnce() throws {
        let (here, there) = (try TemporaryDirectory(), try TemporaryDirectory())
        let original = baseline("a\u{1B}é")
        let path = here.path + "/out.toml"
        try BaselineDirectory.export(original, to: path)
        #expect(throws: BaselineDirectoryError.self) { try BaselineDirectory.export(original, to: path) }
        let baselines = BaselineDirectory(path: there.path)
        let first = try baselines.add(try SourceFile(reading: path))
        let second = try baselines.add(try SourceFile(reading: path))
        #expect(first.baseline == original && first.isNew && !second.isNew)
        #expect(try baselines.list().baselines == [original])
        #expect(try baselines.promotions().promotions.isEmpty)
        let kept = try SourceFile(reading: there.path + "/\(original.id).toml")
        #expect(kept.bytes == BaselineDirectory.exported(original))
    }

    @Test func unsoundImportsAreRefused() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let text = baseline("a").toml
        let bad = [
            "", "garbage", String(text.prefix(text.count / 2)), text.replacingOccurrences(of: "= 9", with: "= 8"),
            text.replacingOccurrences(of: "baseline/1", with: "baseline/7"), baseline("").toml,
            baseline(baseline("b").id).toml, baseline("a", model: "").toml,
        ]
        for text in bad {
            #expect(throws: BaselineDirectoryError.self, "\(text)") { try baselines.add(source(text)) }
        }
        #expect(try baselines.list().baselines.isEmpty)
    }

    @Test func aDamagedFileOfTheSameIdIsNotTakenForTheBaseline() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let original = baseline("a")
        try directory.write("\(original.id).toml", Array("torn".utf8))
        #expect(throws: BaselineDirectoryError.self) { try baselines.add(source(original.toml)) }
    }
}
