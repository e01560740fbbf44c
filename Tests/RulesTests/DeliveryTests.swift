// Receivers and routes of monitord.toml, with their secrets.

import Delivery
import Foundation
import Model
import Testing

@testable import Rules

private struct Cabinet: ~Copyable {
    let path = NSTemporaryDirectory() + "monitord-\(UUID())"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        chmod("\(path)/\(name)", 0o640)
    }

    func configuration(_ text: String) throws -> Configuration {
        let source = SourceFile(path: "\(path)/m.toml", bytes: Array(text.utf8))
        let (found, diagnostics) = parseConfiguration(source)
        #expect(!diagnostics.hasErrors, "\(diagnostics.map { $0.text() })")
        return try #require(found)
    }
}

private let newKey = "whsec_" + base64([UInt8](repeating: 1, count: 32))

@Suite struct DeliveryTests {
    @Test func everyKeyReachesThePlan() throws {
        let source = SourceFile(path: "/etc/monitord/m.toml", bytes: try fixture("config-delivery.good.toml").bytes)
        let found = try #require(parseConfiguration(source).configuration)
        #expect(found.stdoutFormat == .cloudevents)
        #expect(found.rollback.mode == .receiver)
        let plan = found.deliveryOutline
        #expect(plan.instance == "monitord-eu" && plan.externalURL == "https://monitord.example.org")
        #expect(plan.rollbackReceiver == "deployer")
        #expect(
            plan.receivers.map(\.name)
                == ["deployer", "events", "hook", "am", "am#2", "am#3", "am-hook", "pager", "chat"])
        #expect(plan.receiver("events")?.kind == .kafka(topic: "llm.alerts"))
        let hook = try #require(plan.receiver("hook"))
        #expect(hook.allowsPrivate && hook.allowsPlaintext && !hook.tellsResolved)
        #expect(hook.authorities == "/etc/monitord/ca.pem")
        #expect(hook.timeout == .seconds(5) && hook.connectTimeout == .seconds(2) && hook.ageMax == .seconds(7200))
        #expect(hook.signature == .github && plan.receiver("deployer")?.signature == .standard)
        #expect(plan.receiver("am#2")?.resend == .seconds(30))
        #expect(plan.receiver("chat")?.text?.text.hasPrefix("{{ alert.summary }}\n") == true)
        #expect(plan.routes.map(\.receivers)[0] == ["events", "am", "am#2", "am#3"])
        #expect(plan.routes.map(\.goesOn) == [true, false, false])
        #expect(plan.routes[1].groupBy == ["model", "team"] && plan.routes[2].groupBy == [])
        #expect(plan.routes[1].groupWait == .seconds(30) && plan.routes[1].repeatEvery == .seconds(14_400))
        #expect(found.delivery.backoffMin == .milliseconds(500) && found.delivery.backoffMax == .seconds(300))
    }

    @Test func secretsAreReadAndSealed() throws {
        let cabinet = try Cabinet()
        try cabinet.write("a.key", newKey + "\n")
        try cabinet.write("am.url", "https://am.example.org/?token=hunter2\n")
        try cabinet.write("pager.key", "hunter2\n")
        let found = try cabinet.configuration(
            """
            [[receiver]]
            name = "hook"
            type = "webhook"
            url = "https://hooks.example.org/x"
            signing_keys = ["file:a.key"]
            [[receiver]]
            name = "am-hook"
            type = "alertmanager-webhook"
            url = "file:am.url"
            headers = { x-key = "file:pager.key" }
            [[receiver]]
            name = "pager"
            type = "pagerduty"
            key = "file:pager.key"
            [[receiver]]
            name = "am"
            type = "alertmanager"
            urls = ["https://a.example.org/", "https://b.example.org"]
            [[route]]
            receivers = ["hook", "am-hook", "pager", "am"]
            """)
        #expect(found.secretFindings(path: "m.toml") == [])
        let plan = try found.deliveryPlan()
        #expect(plan.receiver("hook")?.signingKeys == [Sealed([UInt8](repeating: 1, count: 32))])
        #expect(plan.receiver("am-hook")?.url == Sealed("https://am.example.org/?token=hunter2"))
        #expect(plan.receiver("am-hook")?.headers.first?.value == Sealed("hunter2"))
        #expect(plan.receiver("am-hook")?.origin == "https://am.example.org")
        #expect(plan.receiver("pager")?.key == Sealed("hunter2"))
        #expect(plan.receiver("pager")?.origin == "https://events.pagerduty.com")
        #expect(plan.receiver("am")?.url == Sealed("https://a.example.org/api/v2/alerts"))
        #expect(plan.receiver("am#2")?.url == Sealed("https://b.example.org/api/v2/alerts"))
        #expect(plan.routes[0].receivers == ["hook", "am-hook", "pager", "am", "am#2"])
        var shown = ""
        dump(plan, to: &shown)
        #expect(!"\(plan) \(shown)".contains("hunter2"))
    }

    @Test(arguments: [
        ("standard", "whsec_" + base64([UInt8](repeating: 1, count: 16)), "it is no signing key"),
        ("standard", "hunter2 hunter2 hunter2 hunter2", "it is no signing key"),
        ("github", "hunter2", "it is too weak to sign with"),
    ])
    func weakKeysAreRefused(signature: String, key: String, reason: String) throws {
        let cabinet = try Cabinet()
        try cabinet.write("a.key", key)
        let found = try cabinet.configuration(
            """
            [[receiver]]
            name = "hook"
            type = "webhook"
            url = "https://hooks.example.org/x"
            signature = "\(signature)"
            signing_keys = ["file:a.key"]
            [[route]]
            receivers = ["hook"]
            """)
        let failure = #expect(throws: SecretFailure.self) { try found.deliveryPlan() }
        #expect(failure?.reason.hasPrefix(reason) == true)
        #expect(failure?.help.isEmpty == false)
        let findings = found.secretFindings(path: "m.toml")
        #expect(findings.map(\.code) == [.badSecret])
        #expect(findings.first?.place?.line == 6)
        #expect(!"\(String(describing: failure)) \(findings)".contains("hunter2"))
    }

    @Test func anAddressOfAFileIsLookedAtToo() throws {
        let cabinet = try Cabinet()
        try cabinet.write("chat.url", "http://hooks.slack.com/hunter2")
        let found = try cabinet.configuration(
            """
            [[receiver]]
            name = "chat"
            type = "slack"
            url = "file:chat.url"
            [[route]]
            receivers = ["chat"]
            """)
        let failure = #expect(throws: SecretFailure.self) { try found.deliveryPlan() }
        #expect(failure?.reason == "the address in it cannot be used: it sends alerts and keys in the clear")
        #expect(!String(describing: failure).contains("hunter2"))
    }

    @Test(arguments: [
        ("https://a", true), ("https://a/b", true), ("https://[::1]:8080/x", true), ("https://a?b", false),
        ("https://a#b", false), ("https://u@a", false), ("https://", false), ("ftp://a", false), ("a", false),
        ("http://a", false), ("https://a b", false), ("https://a:99999", false), ("https://é", false),
    ])
    func addressesAreHTTPAndNothingElse(url: String, isGood: Bool) {
        #expect((addressFault(url, allowsPlaintext: false) == nil) == isGood)
    }

    @Test func warningsAreNoErrors() throws {
        let (found, diagnostics) = parseConfiguration(try fixture("config-unreached.bad.toml"))
        #expect(found != nil)
        #expect(
            diagnostics.map(\.code).sorted { $0.rawValue < $1.rawValue } == [
                .badRoute, .unreachedRoute, .unroutedReceiver,
            ])
    }

    /// What stands in the shipped file behind `# ` is a configuration as well.
    @Test func theShippedExamplesAreGood() throws {
        let root = fixtures.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("packaging/monitord.toml"), encoding: .utf8)
        var isExample = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            if line.hasPrefix("# [") { isExample = true }
            if !line.hasPrefix("# ") { isExample = false }
            let inner = line.dropFirst(2)
            let isCode = inner.hasPrefix("[") || inner.contains(" = ") || inner.contains("\"") && inner.hasPrefix("  ")
            return isExample && isCode ? String(inner) : String(line)
        }
        let source = SourceFile(path: "/etc/monitord/monitord.toml", bytes: Array(lines.joined(separator: "\n").utf8))
        let (found, diagnostics) = parseConfiguration(source)
        #expect(diagnostics.map { $0.text() } == [])
        #expect(Set(found?.receivers.map(\.receiver.name) ?? []) == ["hook", "pager", "chat", "am", "events"])
        #expect(found?.routes.count == 3)
        #expect(found?.targets.count == 2)
    }
}
