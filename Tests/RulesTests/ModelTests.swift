// What reaches the registry.

import Model
import Testing

@testable import Rules

@Suite struct ModelTests {
    @Test func everyKeyReachesTheModel() throws {
        let (set, diagnostics) = parseRules([try fixture("models.good.toml")], paneWidth: .seconds(10))
        #expect(diagnostics == [])
        let model = try #require(set.models.first)
        #expect(model.name == "acme/support-8b" && model.alias == "support" && model.id == "ft:acme:support-8b")
        #expect(model.role == .tuned && model.baseModel == "acme/base-8b")
        #expect(model.baseRevision == "sha256:1" && model.manifestBaseRevision == "sha256:1")
        #expect(model.dataset == "dialogues" && model.datasetVersion == "3.1.0")
        #expect(model.datasetHash == String(repeating: "0", count: 64))
        #expect(
            model.evaluationReport == "reports/support.json" && model.flag == "support-v7" && model.job == "train-7")
        let times = [model.trainedAt, model.evaluatedAt, model.deployedAt, model.retiredAt]
        #expect(times.map { $0?.rfc3339.prefix(10) } == ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"])
        #expect(set.models.last?.role == .base && set.models.last?.baseRevision == "sha256:1")
        #expect(["acme/support-8b", "support", "ft:acme:support-8b"].allSatisfy(model.isCalled))
        #expect(!model.isCalled("acme/base-8b") && !model.isCalled(""))
    }

    @Test func everyKeyOfAModelIsInTheHashOfTheRules() throws {
        let text = String(decoding: try fixture("models.good.toml").bytes, as: UTF8.self)
        let hash = { (text: String) in
            parseRules([SourceFile(path: "a.toml", bytes: Array(text.utf8))], paneWidth: .seconds(10)).set.hash
        }
        let whole = hash(text)
        let lines = text.split(separator: "\n").map(String.init)
        for index in 2..<18 where !lines[index].hasPrefix("role") && !lines[index].hasPrefix("trained_at") {
            #expect(hash((lines[..<index] + lines[(index + 1)...]).joined(separator: "\n")) != whole, "\(lines[index])")
        }
    }

    @Test(
        arguments: [
            ("ft:acme:x", nil, true), ("acme/x", "acme/base", true), ("acme/base", "acme/base", false),
            ("acme/base", "acme/base-2026-01", false), ("acme/base-ft", "acme/base", true), ("acme/x", nil, false),
        ] as [(String, String?, Bool)])
    func idsOfFineTunesAreKnown(id: String, base: String?, looksTuned: Bool) {
        var model = DeployedModel(name: "m", baseModel: base, trainedAt: EventTime(microseconds: 0))
        model.id = id
        #expect(model.looksTuned == looksTuned)
    }

    /// States in a store are found by the revision of their rule.
    @Test func aRuleWithoutFineTuneKeepsItsNumber() throws {
        let rule = { (more: String) in
            let text = """
                [[rule]]
                name = "r"
                metric = "events"
                by = ["model"]
                window = "1h"
                detect = "unregistered"
                warning = {}
                \(more)
                """
            let source = SourceFile(path: "a.toml", bytes: Array(text.utf8))
            return try #require(parseRules([source], paneWidth: .seconds(10)).set.rules.first)
        }
        #expect(try rule("fine_tune = true").detect.wantsFineTune)
        #expect(try rule("fine_tune = false").seriesRevision == rule("").seriesRevision)
        #expect(try rule("fine_tune = true").seriesRevision != rule("").seriesRevision)
    }
}
