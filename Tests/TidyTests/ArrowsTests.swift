// The module arrows hold, and the pure modules are pure.

import Testing

@Suite struct ArrowsTests {
    @Test func tableAndManifestAgree() throws {
        let manifest = try SourceTree.text("Package.swift")
        var declared: [String: Set<String>] = [:]
        let short = manifest.matches(of: /(?:core|edge)\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?\s*\)/)
        let long = manifest.matches(of: /executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/)
        for match in short { declared[String(match.1)] = names(match.2 ?? "") }
        for match in long { declared[String(match.1)] = names(match.2) }
        for arrow in arrows { #expect(declared[arrow.target] == arrow.modules, "\(arrow.target)") }
        #expect(declared.keys.sorted() == arrows.map(\.target).sorted())
    }

    @Test func everySourceFolderHasItsRow() throws {
        let folders = try SourceTree.names(in: "Sources")
        #expect(folders == (arrows.map(\.target) + owners.keys).sorted())
    }

    @Test func targetsImportOnlyWhatTheyMay() throws {
        let rows = Dictionary(uniqueKeysWithValues: arrows.map { ($0.target, $0) })
        var strays: [String] = []
        for file in try SourceTree.sources() {
            guard let row = rows[file.target] else { continue }
            for module in file.imports where !row.modules.union(row.kind.systemModules).contains(module) {
                strays.append("\(file.path) imports \(module)")
            }
        }
        #expect(strays == [])
    }

    @Test func everyCLibraryHasOneImporter() throws {
        var importers: [String: Set<String>] = [:]
        for file in try SourceTree.sources() {
            for module in file.imports where owners[module] != nil {
                importers[module, default: []].insert(file.target)
            }
        }
        #expect(importers == owners.mapValues { [$0] })
    }

    @Test func fullFoundationStaysOut() throws {
        #expect(try SourceTree.sources().filter { $0.imports.contains("Foundation") }.map(\.path) == [])
    }

    @Test func onlyPlatformReadsAClock() throws {
        let call =
            #"\b(clock_gettime|gettimeofday)\b|(?<![.\w])time\((nil|&)|\bDate\(|\b(Continuous|Suspending)Clock\b"#
        #expect(try SourceTree.sources().filter { $0.target != "Platform" }.flatMap { $0.matches(call) } == [])
    }

    @Test func timeIsAnArgumentWhereThingsAreDecided() throws {
        #expect(try files(clockless).flatMap { $0.matches(#"\bClocks\."#) } == [])
    }

    @Test func pureTargetsDrawNoLots() throws {
        let pure = Set(arrows.filter { $0.kind == .pure }.map(\.target))
        let lots = #"\.random\(|SystemRandomNumberGenerator|\basync\b|\bunsafe\b"#
        #expect(try files(pure).flatMap { $0.matches(lots) } == [])
    }

    private func files(_ targets: Set<String>) throws -> [SourceText] {
        try SourceTree.sources().filter { targets.contains($0.target) }
    }

    private func names(_ list: Substring) -> Set<String> {
        Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
    }
}
