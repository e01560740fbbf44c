// Each *.bad.toml has its diagnostics beside it; each *.good.toml has none.
// MONITORD_UPDATE_GOLDENS=1 writes the goldens anew.

import Foundation
import Model
import Testing

@testable import Rules

let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

func fixtureNames(_ suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
}

func fixture(_ name: String) throws -> SourceFile {
    SourceFile(path: name, bytes: try SourceFile(reading: "\(fixtures.path)/\(name)").bytes)
}

/// Items beside the suites, of which the checkout decides who may read them.
let fixtureShelf = SuiteShelf(read: { name throws(FileError) in try namedFixture(name) }, trust: { _, _ in .trusted })

private func namedFixture(_ name: String) throws(FileError) -> SourceFile {
    SourceFile(path: name, bytes: try SourceFile(reading: "\(fixtures.path)/\(name)").bytes)
}

func check(_ source: SourceFile) -> [Diagnostic] {
    if source.path.hasPrefix("config-") { return parseConfiguration(source).diagnostics }
    if source.path.hasPrefix("suite-") {
        return parseSuites([source], targets: ["support", "support-base"], shelf: fixtureShelf).diagnostics
    }
    if source.path.hasPrefix("gates-") { return parseGates(source).diagnostics }
    let (set, diagnostics) = parseRules([source], paneWidth: .seconds(10))
    return diagnostics + parseRuleTests([source], set: set, paneWidth: .seconds(10)).diagnostics
}

@Suite struct GoldenTests {
    @Test(arguments: fixtureNames(".good.toml")) func goodFileIsAccepted(name: String) throws {
        #expect(check(try fixture(name)).map { $0.text() } == [])
    }

    @Test(arguments: fixtureNames(".bad.toml")) func badFileIsExplained(name: String) throws {
        let text = check(try fixture(name)).map { $0.text() }.joined(separator: "\n")
        let golden = fixtures.appendingPathComponent(name.replacingOccurrences(of: ".toml", with: ".txt"))
        if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
            try Data(text.utf8).write(to: golden)
        }
        #expect(Array(text.utf8) == Array(try Data(contentsOf: golden)))
        #expect(!text.isEmpty)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
        #expect(!text.contains("hunter2"))
    }

    /// The goldens are made by the program; these places are not.
    @Test(arguments: expectedPlaces) func faultIsWhereItWasPut(name: String, places: [String]) throws {
        let found = check(try fixture(name + ".bad.toml")).filter { $0.severity == .error }.map { finding in
            finding.code.rawValue + (finding.place.map { " \($0.line):\($0.column)" } ?? "")
        }
        #expect(found.sorted() == places.sorted())
    }

    @Test func sixtyRuleFilesHaveTheirFaultsCounted() {
        #expect(expectedPlaces.count >= 60)
        #expect(Set(expectedPlaces.map(\.name)).count == expectedPlaces.count)
    }

    /// Every error says where, but for those of a file as a whole, and what to do.
    @Test(arguments: fixtureNames(".bad.toml")) func everyErrorHasAPlaceAndAFix(name: String) throws {
        for finding in check(try fixture(name)) where finding.severity == .error {
            #expect(finding.place != nil, "\(finding.text())")
            #expect(!finding.help.isEmpty || finding.label != nil, "\(finding.text())")
        }
    }

    @Test func everyGoldenHasItsFixture() {
        for name in fixtureNames(".bad.txt") {
            #expect(fixtureNames(".bad.toml").contains(name.replacingOccurrences(of: ".txt", with: ".toml")))
        }
    }

    @Test func everyCodeIsExplainedInTheManual() throws {
        let root = fixtures.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let manual = try String(contentsOf: root.appendingPathComponent("docs/errors.md"), encoding: .utf8)
        for code in DiagnosticCode.allCases {
            #expect(!code.title.isEmpty && !code.explanation.isEmpty)
            #expect(manual.contains("| \(code.rawValue) | \(code.title) | \(code.explanation) |\n"))
        }
        #expect(DiagnosticCode(code: "md0107") == .unknownKey)
        #expect(DiagnosticCode(code: "MD9999") == nil)
    }

    @Test func everyKeyIsExplainedAsInTheManual() throws {
        let root = fixtures.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let manual = try ["config", "rules", "suites", "testing-rules", "eval"].map { name in
            try String(contentsOf: root.appendingPathComponent("docs/\(name).md"), encoding: .utf8)
        }.joined()
        for key in KeyHelp.table {
            let words = key.topic.split(separator: ".")
            let name = words.dropFirst(words[0] == "config" ? 1 : key.isWord ? 2 : words.count - 1)
                .joined(separator: ".")
            #expect(manual.contains("| `\(name)` | \(key.type) | \(key.standard) | \(key.meaning) |\n"))
        }
        // The keys of a line are the same for `warning` and `critical`.
        #expect(manual.matches(of: /(?m)^\| `[A-Za-z_.]+` \|/).count == KeyHelp.table.count - 4)
    }

    /// An advice that leads nowhere is worse than none.
    @Test(arguments: fixtureNames(".bad.txt")) func helpThatIsAdvisedExists(name: String) throws {
        let text = try String(contentsOf: fixtures.appendingPathComponent(name), encoding: .utf8)
        for match in text.matches(of: /`monitord help ([^`]*)`/) {
            #expect(!KeyHelp.keys(of: String(match.1)).isEmpty, "monitord help \(match.1)")
        }
    }

    @Test func diagnosticIsAlsoJSONAndColour() throws {
        let source = SourceFile(path: "a.toml", bytes: Array("[[rule]]\nwindow = 5m\n".utf8))
        let finding = try #require(check(source).first)
        var writer = JSONWriter()
        finding.write(to: &writer)
        let object = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any]
        #expect(object?["code"] as? String == "MD0003")
        #expect(object?["line"] as? Int == 2)
        #expect(finding.text(colour: true).hasPrefix("\u{1B}[1;31merror[MD0003]\u{1B}[0m"))
    }
}
