// Rules that are right and most likely not meant: each *.lint.toml has its warnings beside it.

import Foundation
import Model
import Testing

@testable import Rules

private func lint(_ source: SourceFile) -> [Diagnostic] {
    let (set, diagnostics) = parseRules([source], paneWidth: .seconds(10))
    #expect(!diagnostics.hasErrors)
    return withoutAllowed(diagnostics + lintRules(set, RuleLocations([source])), in: [source])
}

@Suite struct LintTests {
    @Test(arguments: [
        ("overlap", ["MD0603 12:8", "MD0603 21:8", "MD0603 59:8"]),
        ("models", ["MD0227 9:6", "MD0229 10:14", "MD0229 16:14"]),
        // The line of `critical` has no comment; `for` of a line is said at the header, which has none either.
        ("odd", ["MD0604 22:9", "MD0605 7:7", "MD0605 11:1", "MD0608 9:12", "MD0608 19:12"]),
    ])
    func oddRuleIsWarnedOf(name: String, places: [String]) throws {
        let found = lint(try fixture(name + ".lint.toml"))
        #expect(
            found.map { "\($0.code.rawValue) \($0.place?.line ?? 0):\($0.place?.column ?? 0)" }.sorted()
                == places.sorted())
        #expect(found.allSatisfy { $0.severity == .warning && !$0.help.isEmpty })
        let text = found.map { $0.text() }.joined(separator: "\n")
        let golden = fixtures.appendingPathComponent(name + ".lint.txt")
        if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
            try Data(text.utf8).write(to: golden)
        }
        #expect(Array(text.utf8) == Array(try Data(contentsOf: golden)))
    }

    /// What we ship gives no warning; nor do the files that the other tests take for good.
    @Test func shippedAndGoodRulesAreNotWarnedOf() throws {
        let root = fixtures.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        for directory in ["rules", "rules/optional"] {
            let (files, diagnostics) = ruleFiles(paths: [root.appendingPathComponent(directory).path])
            #expect(diagnostics.isEmpty && !files.isEmpty)
            for file in files { #expect(lint(file).map { $0.text() } == []) }
        }
    }

    @Test func fileIsOneLineForGitHub() {
        let place = Place(line: 3, column: 10, length: 5)
        let finding = Diagnostic(
            severity: .error, code: .badRatio, message: "`below` is 90 %", file: "a,b:c%.toml", place: place,
            label: "write\r0.9", help: ["first", "sec\u{1B}ond"])
        #expect(
            finding.workflowCommand
                == "::error file=a%2Cb%3Ac%25.toml,line=3,col=10,endColumn=15,title=MD0204::`below` is 90 %25%0A"
                + "write\\u{d}0.9%0Ahelp: first%0Ahelp: sec\\u{1b}ond")
        let whole = Diagnostic(severity: .warning, code: .noRules, message: "no rules", file: "a.toml")
        #expect(whole.workflowCommand == "::warning file=a.toml,title=MD0213::no rules")
    }
}
