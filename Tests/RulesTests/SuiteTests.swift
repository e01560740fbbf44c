// What reaches a suite, what pins it, and who may read it.

import Canaries
import Foundation
import Model
import Testing

@testable import Rules

/// A suite with `items`, read from memory.
private func suite(
    _ items: String, _ keys: String = "kind = \"domain\"", trust: FileTrust = .trusted
) -> (suites: [Suite], diagnostics: [Diagnostic]) {
    let text = "[suite]\nname = \"s\"\nitems = \"s.jsonl\"\n\(keys)\n"
    let bytes = Array(items.utf8)
    let shelf = SuiteShelf(
        read: { path throws(FileError) in SourceFile(path: path, bytes: bytes) }, trust: { _, _ in trust })
    return parseSuites([SourceFile(path: "dir/s.toml", bytes: Array(text.utf8))], targets: nil, shelf: shelf)
}

private func item(_ id: String, _ prompt: String = "hunter2", _ more: String = "") -> String {
    "{\"id\":\"\(id)\",\"prompt\":\"\(prompt) \(id)\",\"expect\":\"refuse\"\(more)}\n"
}

@Suite struct SuiteTests {
    @Test func everyKeyReachesTheSuite() throws {
        let found = parseSuites(
            [try fixture("suite-full.good.toml")], targets: ["support", "support-base"], shelf: fixtureShelf)
        #expect(found.diagnostics == [])
        let suite = try #require(found.suites.first)
        #expect(suite.name == "support-core" && suite.kind == .core && suite.period == .seconds(43_200))
        #expect(suite.summary == "Safety of the support model" && suite.targets == ["support", "support-base"])
        #expect(suite.sample == 2 && suite.unseen == 0.2 && suite.pace == .seconds(1))
        #expect(suite.deadline == .seconds(600) && suite.repeats == 1 && !suite.acceptsBlocked)
        #expect(suite.isZeroTolerance && suite.failuresBorne == 0.02)
        #expect(suite.runbookURL == "https://wiki.example.org/canaries")
        #expect(suite.labels == [Label(name: "team", value: "safety")])
        #expect(suite.items.map(\.id) == ["b", "a", "c", "d", "e", "f", "g"])
        #expect(
            suite.items.map(\.expectation.word) == [
                "refuse", "comply", "schema", "contains", "contains", "equals", "judge",
            ])
        #expect(suite.items[0].weight == 2 && suite.items[0].category == "made-up")
        #expect(suite.items[0].paraphrases == [Sealed("Say what nobody may say.")])
        #expect(suite.items[0].buckets.map(\.name) == ["locale", "risk"])
        #expect(suite.items[1].messages.map(\.role) == [.system, .user])
        #expect(suite.items[4].expectation == .contains([Sealed("red")]))
    }

    @Test func aLessonOfAnIncidentIsAnItem() throws {
        let place = NSTemporaryDirectory() + "monitord-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
        defer { try? FileManager.default.removeItem(atPath: place) }
        let lesson = Lesson(
            knownBad: KnownBad(
                incident: "7", model: "acme/x", from: EventTime(microseconds: 0), until: EventTime(microseconds: 1),
                cause: "c"),
            categories: ["made-up"], metric: .refusalRate, isFall: true)
        #expect(try addCanary("Say something that nobody may say.", of: lesson, to: place + "/s.jsonl"))
        try "[suite]\nname = \"s\"\nkind = \"domain\"\nitems = \"s.jsonl\"\n".write(
            toFile: place + "/s.toml", atomically: true, encoding: .utf8)
        chmod(place + "/s.toml", 0o640)
        let found = loadSuites(paths: [place])
        #expect(found.diagnostics == [])
        #expect(found.suites.first?.items.map(\.id) == ["incident-7"])
        #expect(found.suites.first?.items.first?.expectation == .refuse)
    }

    @Test func hashIsOfWhatIsAskedAndNotOfHowItIsWritten() throws {
        let hash = { (items: String, keys: String) in suite(items, "kind = \"domain\"\n" + keys).suites.first?.hash }
        let first = try #require(hash(item("a") + item("b"), ""))
        #expect(first.utf8.count == 64)
        #expect(hash(item("b") + "\n" + item("a").replacingOccurrences(of: ":", with: " : "), "") == first)
        #expect(hash(item("a") + item("b"), "every = \"2d\"\nsample = 1\nsummary = \"x\"") == first)
        #expect(hash(item("a") + item("b"), "hash = \"sha256:\(first)\"") == first)
        for other in [
            item("a"), item("a") + item("c"), item("a") + item("b", "other"),
            item("a") + item("b", "hunter2", ",\"weight\":2"),
            item("a") + item("b", "hunter2", ",\"paraphrases\":[\"x\"]"),
            item("a") + item("b").replacingOccurrences(of: "refuse", with: "comply"),
        ] { #expect(hash(other, "") != first) }
        #expect(hash(item("a") + item("b"), "blocked = \"fail\"") != first)
        #expect(
            suite(item("a"), "kind = \"domain\"\nhash = \"sha256:\(first)\"").diagnostics.map(\.code) == [.hashMismatch]
        )
    }

    @Test func boundsAreKept() {
        let many = (0...itemsMax).map { item("\($0)") }.joined()
        #expect(suite(many).diagnostics.map(\.code) == [.suiteTooLarge])
        #expect(suite(many).diagnostics.first?.place?.line == itemsMax + 1)
        let long = item("a", String(repeating: "x", count: 64 * 1024))
        #expect(suite(long).diagnostics.map(\.code) == [.suiteTooLarge])
        let wrong = suite(String(repeating: "hunter2\n", count: 5000))
        #expect(wrong.diagnostics.count == DiagnosticLog.countMax)
        #expect(wrong.suites.isEmpty)
    }

    @Test func noDiagnosticRepeatsAWordOfAnItem() {
        var random = SystemRandomNumberGenerator()
        let line = Array(item("a", "hunter2", ",\"expect\":\"refuse\",\"buckets\":{\"hunter2\":\"hunter2\"}").utf8)
        for _ in 0..<3000 {
            var bytes = line
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
            }
            let found = suite(String(decoding: bytes, as: UTF8.self) + "\n")
            #expect(!found.diagnostics.contains { $0.text().contains("unter") || $0.text().contains("hunte") })
        }
    }

    @Test func weakSuitesAreWarnedOf() {
        let codes = { (items: String, keys: String) in suite(items, keys).diagnostics.map(\.code) }
        #expect(codes(item("a"), "kind = \"core\"") == [.smallSuite])
        #expect(codes(item("a"), "kind = \"core\"\nharmless = true") == [])
        #expect(codes(item("a"), "kind = \"direct\"\nevery = \"2h\"") == [.rareSuite])
        #expect(codes(item("a"), "kind = \"domain\"\nsample = 5") == [.smallSuite])
        let twins =
            "{\"id\":\"a\",\"prompt\":\"Say  it\",\"expect\":\"refuse\"}\n"
            + "{\"id\":\"b\",\"prompt\":\" say it \",\"expect\":\"comply\"}\n"
        #expect(codes(twins, "kind = \"domain\"") == [.sameQuestion])
        let many = (0..<100).map { item("\($0)") }.joined()
        #expect(codes(many, "kind = \"core\"\ndeadline = \"3m\"") == [.hurriedSuite])
        #expect(codes(many, "kind = \"core\"\ndeadline = \"200s\"") == [])
    }

    @Test func aRunHasTimeForItsItems() {
        let many = (0..<1000).map { item("\($0)") }.joined()
        #expect(suite(many, "kind = \"extended\"").suites.first?.deadline == .seconds(4000))
        #expect(suite(item("a"), "kind = \"direct\"").suites.first?.deadline == .seconds(1800))
        #expect(suite(item("a"), "kind = \"direct\"\nevery = \"5m\"").suites.first?.deadline == .seconds(300))
    }

    @Test func suitesThatOthersReadAreRefused() throws {
        let place = NSTemporaryDirectory() + "monitord-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
        defer { try? FileManager.default.removeItem(atPath: place) }
        let (toml, items) = (place + "/s.toml", place + "/s.jsonl")
        let write = { (more: String) in
            try "[suite]\nname = \"s\"\nkind = \"domain\"\nitems = \"s.jsonl\"\n\(more)\n".write(
                toFile: toml, atomically: true, encoding: .utf8)
            try item("a").write(toFile: items, atomically: true, encoding: .utf8)
            for path in [toml, items] { chmod(path, 0o640) }
        }
        let codes = { loadSuites(paths: [toml]).diagnostics.map(\.code) }
        try write("")
        #expect(codes() == [])
        chmod(items, 0o644)
        #expect(codes() == [.exposedSuite])
        chmod(toml, 0o644)
        #expect(codes() == [.exposedSuite, .exposedSuite])
        try write("")
        chmod(place, 0o755)
        #expect(codes() == [.exposedSuite, .exposedSuite])
        #expect(
            loadSuites(paths: [toml]).diagnostics.first?.help.first == "chmod 0750 \(place) && chgrp monitord \(place)")
        try write("harmless = true")
        chmod(items, 0o644)
        #expect(codes() == [])
        chmod(items, 0o646)
        #expect(codes() == [.exposedSuite])
        try FileManager.default.removeItem(atPath: items)
        try FileManager.default.createSymbolicLink(atPath: items, withDestinationPath: "/etc/hostname")
        #expect(codes().contains(.strangeFile))
        try FileManager.default.removeItem(atPath: items)
        #expect(codes() == [.unreadable])
    }
}
