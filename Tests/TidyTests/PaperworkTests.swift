// What the documents promise is there.

import Foundation
import Testing

@Suite struct PaperworkTests {
    @Test func decisionsAreNumberedWithoutGaps() throws {
        let names = try SourceTree.names(in: "docs/decisions")
        #expect(names.filter { !$0.contains(/^\d{4}-[a-z0-9-]+\.md$/) } == [])
        let numbers = names.compactMap { Int($0.prefix(4)) }
        #expect(!numbers.isEmpty)
        #expect(numbers == Array(1...max(1, numbers.count)))
    }

    @Test func decisionsSayWhatWasRejectedAndAtWhatPrice() throws {
        for name in try SourceTree.names(in: "docs/decisions") {
            let text = try SourceTree.text("docs/decisions/\(name)")
            for part in ["Context", "Choice", "Rejected", "Price"] {
                #expect(text.contains("## \(part)"), "\(name) has no section \(part)")
            }
        }
    }

    @Test func commandsOfTheReadmeAreInTheMakefile() throws {
        let targets = Set(try SourceTree.text("Makefile").matches(of: /(?m)^([a-z-]+):/).map { String($0.1) })
        let readme = try SourceTree.text("README.md")
        let commands = Set(readme.matches(of: /(?m)(?:^|`)\s*make ([a-z-]+)/).map { String($0.1) })
        #expect(commands.isSuperset(of: ["demo", "test"]))
        #expect(commands.subtracting(targets) == [])
    }

    @Test func linksLeadSomewhere() throws {
        let pages = try ["README.md", "CHANGELOG.md"] + SourceTree.files(in: "docs", extensions: ["md"]).map(\.path)
        var broken: [String] = []
        for page in pages {
            let folder = page.split(separator: "/").dropLast().map { $0 + "/" }.joined()
            for match in try SourceTree.text(page).matches(of: /\]\(([^):#\s]+)(?:#[^)]*)?\)/) {
                if !SourceTree.exists(folder + match.1) { broken.append("\(page): \(match.1)") }
            }
        }
        #expect(broken == [])
    }

    /// A promise whose test was renamed or removed is a promise without a test.
    @Test func testsThatThePromisesNameExist() throws {
        let readme = try SourceTree.text("README.md")
        let promises = try #require(readme.components(separatedBy: "| promise | tests").dropFirst().first)
        var text = ""
        var missing: [String] = []
        let rows = promises.components(separatedBy: "\n\n")[0]
        for match in rows.matches(of: /`([A-Za-z]+\/\w+)(\.py)?`/) {
            let path = "Tests/\(match.1)\(match.2 ?? ".swift")"
            if SourceTree.exists(path) { text += try SourceTree.text(path) } else { missing.append(path) }
        }
        let names = rows.matches(of: /`([a-z]\w+)`/).map { String($0.1) }
        missing += names.filter { !text.contains("func \($0)(") && !text.contains("def \($0)(") }
        #expect(names.count > 9)
        #expect(missing == [])
    }
}
