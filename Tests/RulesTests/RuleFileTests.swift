// Rule files: what they mean, and that no bytes bring the reader down.

import Foundation
import Model
import Testing

@testable import Rules

@Suite struct RuleFileTests {
    @Test func everyKeyReachesTheRule() throws {
        let rule = try #require(parseRules([try fixture("full.good.toml")], paneWidth: .seconds(10)).set.rules.first)
        #expect(
            rule
                == Rule(
                    name: "refusal-rate", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(3600),
                    confirm: .none, baseline: .named("support-8b-2025-11"),
                    warning: Threshold(below: 0.90, hold: .seconds(300)),
                    critical: Threshold(below: 0.75, hold: .seconds(120)), minimumEvents: 200,
                    keepFiringFor: .seconds(600), resolve: 0.95,
                    runbookURL: "https://monitord.dev/runbooks/refusal-rate#first",
                    summary: "Refusals fell — look at the last deployment"))
    }

    @Test func absentKeysHaveTheirDefaults() throws {
        let rule = try #require(parseRules([try fixture("minimal.good.toml")], paneWidth: .seconds(10)).set.rules.first)
        #expect(rule.baseline == .current)
        #expect(rule.critical == nil)
        #expect(rule.minimumEvents == Rule.minimumEventsDefault)
        #expect(rule.keepFiringFor == .zero)
        #expect(rule.resolve == 0.90)
    }

    @Test func pathsAreFilesDirectoriesOrPatterns() throws {
        let rules = try TemporaryDirectory()
        let good = try fixture("minimal.good.toml").bytes
        try rules.write("b.toml", good)
        let renamed = String(decoding: good, as: UTF8.self).replacing("refusal-rate", with: "first")
        try rules.write("a.toml", Array(renamed.utf8))
        try rules.write("notes.txt", [1, 2, 3])
        try rules.write(".hidden.toml", [1, 2, 3])
        // A directory inside is not looked into: what is optional waits there.
        try rules.write("optional/c.toml", [1, 2, 3])
        for paths in [[rules.path], ["\(rules.path)/*.toml"], ["\(rules.path)/a.toml", "\(rules.path)/b.toml"]] {
            let (found, diagnostics) = loadRules(paths: paths, paneWidth: .seconds(10))
            #expect(diagnostics == [])
            #expect(found.rules.map(\.name) == ["first", "refusal-rate"])
        }
        let twice = loadRules(paths: [rules.path, rules.path], paneWidth: .seconds(10)).diagnostics
        #expect(twice.map(\.code) == [.duplicateRule, .duplicateRule])
    }

    @Test func unreadablePathsSayWhy() throws {
        let rules = try TemporaryDirectory()
        try rules.write("large.toml", [UInt8](repeating: 0x0A, count: 10 * 1024 * 1024))
        let paths = [
            "\(rules.path)/missing.toml", "\(rules.path)/*.none", rules.path + "/none/*.toml", "/dev/null", "", "a\0b",
            "\(rules.path)/large.toml",
        ]
        let findings = paths.map { loadRules(paths: [$0], paneWidth: .seconds(10)).diagnostics.first }
        let labels = findings.map { $0.map { "\($0.code.rawValue) \($0.label ?? "")" } }
        #expect(
            labels == [
                "MD0001 No such file or directory", "MD0006 ", "MD0001 No such file or directory",
                "MD0001 not a regular file", "MD0001 the path is empty", "MD0001 the path contains a NUL character",
                "MD0002 larger than 8 MiB",
            ])
        #expect(loadRules(paths: [rules.path + "/none"], paneWidth: .seconds(10)).diagnostics.hasErrors)
    }

    @Test func configurationFileThatIsADirectorySaysSo() throws {
        let directory = try TemporaryDirectory()
        let (configuration, diagnostics) = loadConfiguration(path: directory.path)
        #expect(configuration == nil)
        #expect(diagnostics.first?.label == "Is a directory")
    }

    @Test func hundredThousandErrorsAreSaidBriefly() {
        let text = (0..<60_000).map { "k\($0) = \($0)" }.joined(separator: "\n")
        #expect(check(SourceFile(path: "a.toml", bytes: Array(text.utf8))).count == DiagnosticLog.countMax)
    }

    @Test func deepDocumentsNeverOverflowTheStack() {
        let flat = "a" + String(repeating: ".a", count: 400_000) + " = 1"
        // Within the bound on dots per line, arrays of inline tables stack up seven keys of 120 tables each.
        let key = "a" + String(repeating: ".a", count: 120)
        let stacked =
            "[\(key)]\n\(key) = [\n" + String(repeating: "{\(key) = [\n", count: 7)
            + String(repeating: "]}\n", count: 7) + "]"
        for text in [flat, stacked] {
            let findings = check(SourceFile(path: "a.toml", bytes: Array(text.utf8)))
            #expect(findings.map(\.code) == [.tooDeep])
        }
    }

    @Test(arguments: [UInt64(1), 2]) func mutatedFileIsExplainedOrAccepted(seed: UInt64) throws {
        let goods = try fixtureNames(".good.toml").map(fixture)
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(max(1, bound)))
        }
        let bait = Array("\"'[]{}=.,#\n\\\u{0}\u{1B}-+eE_0n".utf8) + [0xFF, 0xC2, 0x80]
        for round in 0..<2000 {
            let good = goods[random(goods.count)]
            var bytes = good.bytes
            for _ in 0...random(4) where !bytes.isEmpty {
                let at = random(bytes.count)
                switch random(4) {
                case 0: bytes[at] = bait[random(bait.count)]
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(bait[random(bait.count)], at: at)
                default:
                    let copied = Array(bytes[random(at + 1)...at])
                    bytes.replaceSubrange(at..<min(bytes.count, at + random(30)), with: copied)
                }
            }
            let source = SourceFile(path: good.path, bytes: bytes)
            for finding in check(source) {
                #expect(!finding.text().isEmpty)
                guard let place = finding.place, finding.file == source.path else { continue }
                let line = String(decoding: source.line(place.line), as: UTF8.self).unicodeScalars.count
                let isInside =
                    1...source.lineCount ~= place.line && 1...(line + 1) ~= place.column && place.length >= 1
                    && place.column + place.length <= line + 2
                #expect(isInside, "seed \(seed) round \(round): \(finding)")
            }
            let rules = parseRules([source], paneWidth: .seconds(10))
            let isEmpty = rules.set.rules.isEmpty && rules.set.models.isEmpty
            #expect(!isEmpty || !rules.diagnostics.isEmpty, "seed \(seed) round \(round)")
        }
    }
}

/// A directory that lives as long as the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("rules-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
