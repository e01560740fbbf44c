// The rules of style that a machine can check.

import Testing

@Suite struct StyleTests {
    static let columnsMax = 120
    static let linesMax = 400
    static let testLinesMax = 600

    @Test func nothingTrapsOnPurpose() throws {
        let traps = #"\btry!|\bas!|\bfatalError\("#
        #expect(try SourceTree.sources().flatMap { $0.matches(traps) } == [])
    }

    @Test func linesFitTheScreen() throws {
        var long: [String] = []
        for file in try SourceTree.everySwiftFile() {
            let found = file.lines.enumerated().filter { $0.element.count > Self.columnsMax }
            long += found.map { "\(file.path):\($0.offset + 1): \($0.element.count) columns" }
        }
        #expect(long == [])
    }

    @Test func filesAreShort() throws {
        let code: Set<String> = ["swift", "c", "h", "cpp", "hpp"]
        var long: [String] = []
        for file in try SourceTree.files(in: "Sources", extensions: code)
            + SourceTree.files(in: "Tests", extensions: code)
        {
            let lines = file.lines.count - (file.lines.last == "" ? 1 : 0)
            let limit = file.isTest ? Self.testLinesMax : Self.linesMax
            if lines > limit { long.append("\(file.path): \(lines) lines, at most \(limit)") }
        }
        #expect(long == [])
    }

    @Test func everyFileSaysItsPurposeFirst() throws {
        let mute = try SourceTree.everySwiftFile().filter { $0.lines.first?.contains(/^\/\/ \S+ \S+/) != true }
        #expect(mute.map(\.path) == [])
    }

    @Test func whatIsLeftToDoHasAnIssue() throws {
        let open = try SourceTree.everySwiftFile().flatMap { file in
            file.lines.enumerated().filter { $0.element.contains("TO" + "DO") && !$0.element.contains(/DO\(#\d+\)/) }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(open == [])
    }
}
