// The examples of `monitord help MD0107`: the wrong one earns its code, the right one does not.

import Model
import Testing

@testable import Rules

private let rule = [
    "[[rule]]", "name = \"refusal-rate\"", "metric = \"refusal_rate\"", "by = [\"model\"]", "window = \"1h\"",
    "detect = \"ratio\"", "warning = { below = 0.90 }",
]

/// The example by itself, behind a rule, or in the place of a rule's lines of the same keys.
private func file(with example: String) -> SourceFile {
    var text = example
    if !example.hasPrefix("[[rule]]") {
        let keys = example.hasPrefix("[") ? [] : example.split(separator: "\n").map { $0.prefix { $0 != " " } }
        let kept = rule.filter { line in !keys.contains { line.hasPrefix($0 + " ") } }
        text = (kept + [example]).joined(separator: "\n")
    }
    return SourceFile(path: "a.toml", bytes: Array((text + "\n").utf8))
}

private func codes(_ source: SourceFile) -> [DiagnosticCode] {
    let (set, diagnostics) = parseRules([source], paneWidth: .seconds(10))
    let tests = parseRuleTests([source], set: set, paneWidth: .seconds(10)).diagnostics
    let found = diagnostics + tests
    return (found.hasErrors ? found : found + lintRules(set, RuleLocations([source]))).map(\.code)
}

@Suite struct ExampleTests {
    @Test(arguments: DiagnosticCode.allCases.filter { $0.example != nil })
    func wrongEarnsTheCodeAndRightDoesNot(code: DiagnosticCode) throws {
        let example = try #require(code.example)
        #expect(codes(file(with: example.wrong)).contains(code), "\(example.wrong)")
        #expect(codes(file(with: example.right)) == [], "\(example.right)")
    }

    @Test func mostCodesOfRulesHaveAnExample() {
        #expect(DiagnosticCode.allCases.count { $0.example != nil } >= 35)
    }
}
