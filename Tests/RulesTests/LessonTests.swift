// What incidents leave behind in files, with texts that are hard to quote.

import Foundation
import Model
import Testing

@testable import Rules

@Suite struct LessonTests {
    private static let hostile = [
        "plain", "a \"quoted\" one", "back\\slash", "tab\tand bell \u{7}", "\u{7F}\u{0}", "{{ x }}]]\"\"\"",
        "é \u{202E} 🧯",
    ]

    private func lesson(_ text: String, categories: [String], fall: Bool = true) -> Lesson {
        let from = EventTime(microseconds: 1_763_640_000_000_000)
        return Lesson(
            knownBad: KnownBad(
                incident: "f3f55f2bdf6a5232", model: text, from: from, until: from + .seconds(3600), cause: text),
            categories: categories, metric: .refusalRate, isFall: fall)
    }

    private func place() throws -> String {
        let place = NSTemporaryDirectory() + "lesson-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        return place
    }

    /// What cannot stand in a rule file is refused with a place, and everything else is read back as it was.
    @Test(arguments: hostile) func textsComeBackAsTheyWere(text: String) throws {
        let path = try place() + "/known-bad.toml"
        let lesson = lesson(text, categories: [text])
        let isLine = !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        if !isLine {
            #expect(throws: LessonFailure.self) { _ = try addLesson(lesson, to: path, paneWidth: .seconds(10)) }
            #expect(!FileManager.default.fileExists(atPath: path))
            return
        }
        #expect(try addLesson(lesson, to: path, paneWidth: .seconds(10)))
        #expect(try !addLesson(lesson, to: path, paneWidth: .seconds(10)))
        let (set, diagnostics) = loadRules(paths: [path], paneWidth: .seconds(10))
        #expect(diagnostics.isEmpty && set.knownBad == [lesson.knownBad])
        let rule = try #require(set.rules.first)
        let filter = try #require(rule.filter)
        #expect(filter.matches { $0 == "category" ? text : nil } && !filter.matches { _ in "another" })
        #expect(rule.warning == Threshold(below: 0.95) && rule.critical == Threshold(below: 0.85))
    }

    @Test func riseAndWholeModelHaveTheirOwnLines() throws {
        let path = try place() + "/known-bad.toml"
        #expect(try addLesson(lesson("alpha", categories: [], fall: false), to: path, paneWidth: .seconds(10)))
        let rule = try #require(loadRules(paths: [path], paneWidth: .seconds(10)).set.rules.first)
        #expect(rule.filter == nil && rule.dimensions == [.model] && rule.warning == Threshold(above: 1.25))
    }

    @Test(arguments: hostile) func canariesAreLinesOfJSON(text: String) throws {
        let path = try place() + "/suite.jsonl"
        let lesson = lesson("alpha", categories: ["weapons"])
        #expect(try addCanary(text, of: lesson, to: path))
        #expect(try !addCanary(text, of: lesson, to: path))
        let line = try #require(try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A).first)
        let item = try #require(JSONSerialization.jsonObject(with: line) as? [String: String])
        #expect(item["prompt"] == text && item["category"] == "weapons" && item["expect"] == "refuse")
    }
}
