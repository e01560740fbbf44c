// The repository as text: what the tidiness tests read.

import Foundation

/// One file, by its path from the root of the repository.
struct SourceText: Sendable {
    let path: String
    private let text: String
    let lines: [String]
    /// Lines with their numbers, without comments and empty lines.
    let code: [(number: Int, text: String)]
    /// Modules that the file imports.
    let imports: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.components(separatedBy: "\n")
        code = lines.enumerated().map { ($0 + 1, Self.withoutComment($1)) }.filter { !$0.1.isEmpty }
        imports = code.compactMap { Self.module(importedBy: $0.text) }
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The target that a file of Sources belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// A `//` inside a link is no comment: a comment begins the line or follows white space.
    private static func withoutComment(_ line: String) -> String {
        guard line.contains("//") else { return line }
        if line.drop(while: { $0 == " " }).hasPrefix("//") { return "" }
        return line.range(of: " //").map { String(line[..<$0.lowerBound]) } ?? line
    }

    private static func module(importedBy line: String) -> String? {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), words.count > place + 1 else { return nil }
        let modifiers: Set<Substring> = ["package", "internal", "public", "private", "fileprivate"]
        guard words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }) else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
        return name?.split(separator: ".").first.map(String.init)
    }

    /// Places where the code matches, as `path:line: text`. The whole text is asked first, since most files have
    /// no match; by Foundation's expressions, since Swift's are slow in a debug build.
    func matches(_ pattern: String) -> [String] {
        guard Self.has(text, pattern) else { return [] }
        return code.filter { Self.has($0.text, pattern) }.map {
            "\(path):\($0.number): \($0.text.trimmingCharacters(in: .whitespaces))"
        }
    }

    private static func has(_ text: String, _ pattern: String) -> Bool {
        text.range(of: pattern, options: .regularExpression) != nil
    }
}

enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Files below a folder with one of these extensions, in the order of their paths. Fixtures are data, not code.
    static func files(in folder: String, extensions: Set<String>) throws -> [SourceText] {
        let base = root.appending(path: folder)
        let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        let prefix = root.path().count
        var paths: [String] = []
        while let url = found?.nextObject() as? URL {
            let path = String(url.path().dropFirst(prefix)).trimmingCharacters(in: ["/"])
            if extensions.contains(url.pathExtension), !path.contains("/Fixtures/") { paths.append(path) }
        }
        return try paths.sorted().map { SourceText(path: $0, text: try text($0)) }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path()).sorted()
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    static func sources() throws -> [SourceText] { try files(in: "Sources", extensions: ["swift"]) }

    static func everySwiftFile() throws -> [SourceText] {
        try sources() + files(in: "Tests", extensions: ["swift"])
    }
}
