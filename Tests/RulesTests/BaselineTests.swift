// Baselines on disk: equal content, equal bytes; edited or torn files, noticed.

import Foundation
import Model
import Panes
import Testing

@testable import Rules

@Suite struct BaselineTests {
    private func makeBaseline(
        name: String = "prod", model: String = "support-8b", sampled: Bool = false, measured: Bool = false
    ) throws -> Baseline {
        var tally = Tally.zero
        for _ in 0..<912 { tally.add(.refused, weight: 256) }
        for _ in 0..<88 { tally.add(.complied, weight: sampled ? 2560 : 256) }
        tally.add(.error, weight: 256)
        let scopes = ["self-harm", "", "a\"b\\c\n\u{0}\u{1B}\u{7F}é", "cafe\u{301}", "caf\u{e9}"].map {
            Scope([(.model, model), (.category, $0)])
        }
        return Baseline(
            name: name, model: model, source: "topic llm.inference",
            from: try #require(EventTime(rfc3339: "2025-11-01T00:00:00Z")),
            to: try #require(EventTime(rfc3339: "2025-11-14T23:59:59.123456Z")),
            cells: scopes.map {
                measured
                    ? .init(scope: $0, tally: tally, values: values(sampled: sampled), users: 41, panes: 900)
                    : .init(scope: $0, tally: tally)
            })
    }

    private func values(sampled: Bool) -> [Baseline.Values] {
        [Measure(signal: "toxicity"), Measure(.latency)].map { measure in
            var histogram = Histogram()
            for number in 1...20 {
                let value = measure.isShare ? Double(number) / 20 : Double(number) * 1e8
                histogram.add(value, weight: sampled && number == 7 ? 2560 : 256)
            }
            return .init(measure: measure, histogram: histogram)
        }
    }

    private func parse(_ text: String) -> (baseline: Baseline?, diagnostics: [Diagnostic]) {
        parseBaseline(SourceFile(path: "b.toml", bytes: Array(text.utf8)))
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func baselineReadsBackAsTheSameBytes(sampled: Bool, measured: Bool) throws {
        let baseline = try makeBaseline(sampled: sampled, measured: measured)
        let (read, diagnostics) = parse(baseline.toml)
        #expect(diagnostics.map { $0.text() } == [])
        #expect(read == baseline)
        #expect(read?.toml == baseline.toml)
        #expect(baseline.toml.contains("weights") == sampled)
        #expect(baseline.format.utf8.elementsEqual("monitord.baseline/\(measured ? 2 : 1)".utf8))
    }

    /// What is written as monitord writes it does not go through TOML, and says the same. Anything else goes.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func theShortWayReadsTheSame(sampled: Bool, measured: Bool) throws {
        // Names with escapes are left to TOML.
        let whole = try makeBaseline(sampled: sampled, measured: measured)
        let cells = whole.cells.filter { !($0.scope[.category] ?? "").utf8.contains(UInt8(ascii: "\"")) }
        #expect(cells.count == 4)
        let baseline = Baseline(
            name: whole.name, model: whole.model, source: whole.source, from: whole.from, to: whole.to, cells: cells)
        let bytes = Array(baseline.toml.utf8)
        #expect(readCanonicalBaseline(bytes) == baseline)
        #expect(readCanonicalBaseline(Array(whole.toml.utf8)) == nil)
        #expect(readCanonicalBaseline(bytes + [UInt8(ascii: "\n")]) == nil)
        #expect(parse("# a word\n" + baseline.toml).baseline == baseline)
        // Whatever byte is damaged: what the short way still takes is the baseline, to the bit.
        for place in stride(from: 0, to: bytes.count, by: 7) {
            for byte in [UInt8(ascii: "0"), UInt8(ascii: " "), UInt8(ascii: "\""), 0xFF, 0] {
                var damaged = bytes
                damaged[place] = byte
                guard let read = readCanonicalBaseline(damaged) else { continue }
                #expect(read == baseline && damaged == bytes, "byte \(place) became \(byte)")
            }
            #expect(readCanonicalBaseline(Array(bytes[..<place])) == nil)
        }
    }

    @Test(arguments: [
        ("refused = 912", "refused = 913", "MD0402"), ("refused = 912", "refused = -1", "MD0403"),
        ("refused = 912", "refused = 9223372036854775807", "MD0403"), ("refused = 912", "refusd = 912", "MD0107"),
        ("name = \"prod\"", "name = \"prod2\"", "MD0402"), ("baseline/1", "baseline/2", "MD0401"),
        ("format = ", "formt = ", "MD0101"), ("23:59:59.123456Z", "23:59:59", "MD0404"),
        ("2025-11-14T", "2024-11-14T", "MD0404"), ("category = \"\"", "category = \"self-harm\"", "MD0406"),
        ("[[cell]]\nmodel = \"support-8b\"", "[[cell]]\nmodel = \"other\"", "MD0405"),
        ("[[cell]]\nmodel = \"support-8b\"\n", "[[cell]]\n", "MD0101"), ("from = \"2025", "from = 2025", "MD0003"),
        ("category = \"cafe\u{301}\"", "category = \"caf\u{e9}\"", "MD0406"),
    ])
    func editedBaselineIsRefused(old: String, new: String, code: String) throws {
        let text = Data(try makeBaseline().toml.utf8)
        let range = try #require(text.range(of: Data(old.utf8)))
        let edited = String(
            decoding: text[..<range.lowerBound] + Data(new.utf8) + text[range.upperBound...], as: UTF8.self)
        let (baseline, diagnostics) = parse(edited)
        #expect(baseline == nil)
        #expect(diagnostics.contains { $0.code.rawValue == code }, "\(diagnostics)")
    }

    @Test(arguments: [
        ("squares = 2486272", "squares = 1"), ("weights = [233472", "weights = [1"),
        ("weights = [233472, 0", "weights = [233472, 5"), (", 0]", "]"), ("squares = ", "# "),
    ])
    func impossibleWeightsAreRefused(old: String, new: String) throws {
        let text = try makeBaseline(sampled: true).toml
        #expect(text.contains(old), "\(text)")
        #expect(parse(text.replacingOccurrences(of: old, with: new)).diagnostics.hasErrors)
    }

    /// Files that were written once are read for ever, and their ids stay.
    @Test(arguments: ["first.baseline.toml", "second.baseline.toml"]) func storedBaselineStaysReadable(
        name: String
    ) throws {
        let path = fixtures.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil, name.hasPrefix("second") {
            try Data(try makeBaseline(sampled: true, measured: true).toml.utf8).write(to: path)
        }
        let source = try SourceFile(reading: path.path)
        let (baseline, diagnostics) = parseBaseline(source)
        #expect(diagnostics.map { $0.text() } == [])
        #expect(baseline.map { Array($0.toml.utf8) } == source.bytes)
    }

    @Test(arguments: [
        ("users = 41", "users = 42", "MD0402"), ("users = 41", "users = 65", "MD0403"),
        ("panes = 900", "panes = -1", "MD0403"), ("name = \"latency_ms\"", "name = \"latency\"", "MD0105"),
        ("name = \"latency_ms\"", "name = \"signals.toxicity\"", "MD0406"), ("counts = [1,", "counts = [0,", "MD0403"),
        ("counts = [1,", "counts = [2, 1,", "MD0403"), ("counts = [1,", "count = [1,", "MD0101"),
        ("weights = [256, ", "weights = [255, ", "MD0403"), ("bins = [692,", "bins = [751,", "MD0403"),
        ("sum = \"", "sum = \"0", "MD0403"), ("sum = \"", "sum = \"-", "MD0403"), ("sum = \"", "sum = \"1", "MD0403"),
        ("baseline/2", "baseline/1", "MD0107"), ("baseline/2", "baseline/3", "MD0401"), ("[[cell.measure]]", "", "MD0"),
    ])
    func editedValuesAreRefused(old: String, new: String, code: String) throws {
        let text = try makeBaseline(sampled: true, measured: true).toml
        let range = try #require(text.range(of: old), "\(text)")
        let (baseline, diagnostics) = parse(text.replacingCharacters(in: range, with: new))
        #expect(baseline == nil)
        #expect(diagnostics.contains { $0.code.rawValue.hasPrefix(code) }, "\(diagnostics)")
    }

    @Test func aBaselineWithoutValuesIsNotOfTheSecondFormat() throws {
        let text = try makeBaseline().toml.replacingOccurrences(of: "baseline/1", with: "baseline/2")
        #expect(parse(text).diagnostics.map(\.code) == [.badFormat])
    }

    @Test func directoryKeepsFindsAndPromotes() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let (old, new) = (try makeBaseline(name: "old"), try makeBaseline(name: "new"))
        let path = try baselines.save(old)
        #expect(try baselines.save(old) == path)
        try baselines.save(new)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(Set(try baselines.list().baselines.map(\.id)) == [old.id, new.id])
        #expect(try baselines.read("old") == old)
        #expect(try baselines.read(new.id) == new)
        #expect(try baselines.read(String(new.id.prefix(8))) == new)
        #expect(throws: BaselineDirectoryError.notFound("zz")) { try baselines.read("zz") }
        #expect(throws: BaselineDirectoryError.notFound("")) { try baselines.read("") }
        #expect(try baselines.current(model: "support-8b") == nil)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        try baselines.promote(model: "support-8b", id: old.id, at: at)
        try baselines.promote(model: "support-8b", id: new.id, at: at + .seconds(1))
        #expect(try baselines.current(model: "support-8b") == new)
        try baselines.promote(model: "support-8b", id: old.id, at: at + .seconds(2))
        #expect(try baselines.current(model: "support-8b") == old)
        #expect(try baselines.current(model: "other") == nil)
        #expect(try baselines.promotions().promotions.count == 3)
        #expect(throws: BaselineDirectoryError.otherModel(id: old.id, model: "support-8b")) {
            try baselines.promote(model: "other", id: old.id, at: at)
        }
        #expect(throws: BaselineDirectoryError.notFound("../x")) {
            try baselines.promote(model: "support-8b", id: "../x", at: at)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.sorted() == [new.id + ".toml", old.id + ".toml", "promotions.jsonl"].sorted())
    }

    @Test func modelsAreToldApartByBytes() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline(model: "caf\u{e9}")
        try baselines.save(baseline)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        try baselines.promote(model: "caf\u{e9}", id: baseline.id, at: at)
        #expect(try baselines.current(model: "caf\u{e9}") == baseline)
        #expect(try baselines.current(model: "cafe\u{301}") == nil)
        #expect(throws: BaselineDirectoryError.self) {
            try baselines.promote(model: "cafe\u{301}", id: baseline.id, at: at)
        }
    }

    @Test func tornPromotionIsIgnoredAndThenRemoved() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline()
        try baselines.save(baseline)
        let at = EventTime(microseconds: 1_763_640_000_000_000)
        let line = Promotion(at: at, model: "support-8b", id: baseline.id).line
        for cut in 1..<line.count {
            try directory.write("promotions.jsonl", line + line[..<cut])
            let (promotions, diagnostics) = try baselines.promotions()
            #expect(promotions.count == 1)
            #expect(diagnostics.map(\.severity) == [.warning])
        }
        try baselines.promote(model: "support-8b", id: baseline.id, at: at)
        #expect(try baselines.promotions().diagnostics == [])
        #expect(try baselines.promotions().promotions.count == 2)
        try directory.write("promotions.jsonl", Array("garbage\n".utf8) + line + Array("\n{}\n".utf8))
        #expect(try baselines.promotions().diagnostics.map(\.place?.line) == [1, 3, 4])
        #expect(try baselines.current(model: "support-8b") == baseline)
    }

    @Test func editedAndMisnamedFilesAreListedAsFaults() throws {
        let directory = try TemporaryDirectory()
        let baselines = BaselineDirectory(path: directory.path)
        let baseline = try makeBaseline()
        try directory.write("copy.toml", Array(baseline.toml.utf8))
        #expect(try baselines.list().baselines == [])
        #expect(try baselines.list().diagnostics.map(\.code) == [.baselineFileName])
        #expect(throws: BaselineDirectoryError.self) { try baselines.read("copy") }
        #expect(throws: BaselineDirectoryError.self) { try BaselineDirectory(path: "/nonexistent").list() }
    }
}
