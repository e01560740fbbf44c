// Where secrets are found, who else may read them, and that none is ever said.

import Canaries
import Foundation
import Model
import Testing

@testable import Rules

private struct Place: ~Copyable {
    let path = NSTemporaryDirectory() + "monitord-\(UUID())"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o640) throws -> String {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        chmod("\(path)/\(name)", mode)
        return "\(path)/\(name)"
    }
}

private func configuration(_ text: String, path: String = "/etc/monitord/monitord.toml") throws -> Configuration {
    let (found, diagnostics) = parseConfiguration(SourceFile(path: path, bytes: Array(text.utf8)))
    #expect(diagnostics.map { $0.text() } == [])
    return try #require(found)
}

@Suite struct SecretTests {
    @Test func everyKeyReachesTheTargets() throws {
        let source = SourceFile(path: "/etc/monitord/m.toml", bytes: try fixture("config-canaries.good.toml").bytes)
        let found = try #require(parseConfiguration(source).configuration)
        #expect(found.canaries.suites == ["/etc/monitord/suites"])
        #expect(found.canaries.key?.value == .credential("canary"))
        #expect(found.canaries.limits.requestsPerMinute == 120 && found.canaries.limits.concurrency == 8)
        #expect(found.canaries.limits.costPerHour == 2.5)
        #expect(found.pauseFile(store: "/var/lib/monitord") == "/etc/monitord/stop")
        #expect(Configuration().pauseFile(store: "/var/lib/monitord") == "/var/lib/monitord/canaries.paused")
        #expect(found.canaries.textHash == .sha256 && !found.canaries.recognisesText)
        let tuned = try #require(found.targets.first)
        #expect(tuned.target.name == "support" && tuned.target.model == "acme/support-8b")
        #expect(tuned.target.requested == "support" && tuned.target.served == "ft:support-8b:v7")
        #expect(tuned.target.role == .tuned && tuned.target.base == "support-base")
        let endpoint = tuned.endpoint.endpoint
        #expect(endpoint.url == "https://gateway.example.org:8443/v1" && tuned.target.endpoint == endpoint)
        #expect(endpoint.timeout == .seconds(30) && endpoint.connectTimeout == .seconds(2))
        #expect(endpoint.allowsPrivate && !endpoint.allowsPlaintext && endpoint.authorities == "/etc/monitord/ca.pem")
        #expect(tuned.endpoint.key?.value == .file("/etc/monitord/support.key"))
        #expect(tuned.endpoint.headers.map(\.name) == ["x-team", "api-key"])
        #expect(tuned.endpoint.headers.map(\.value) == [.text("safety"), .secret(.environment("GATEWAY_KEY"))])
        #expect(tuned.target.parameters.temperature == 0.2 && tuned.target.parameters.topP == 1)
        #expect(tuned.target.parameters.maxTokens == 256 && !tuned.target.parameters.hasSeed)
        #expect(tuned.systemFile?.value == "/etc/monitord/system.txt")
        #expect(tuned.target.requestIDHeader == nil && tuned.target.markHeader == "X-Probe")
        #expect(tuned.target.inputPrice == 0.5 && tuned.target.outputPrice == 1.5)
        #expect(
            found.targets.last?.target.role == .base && found.targets.last?.endpoint.endpoint.allowsPlaintext == true)
        #expect(found.targets.last?.target.requestIDHeader == "X-Request-Id")
        #expect(found.judge?.model == "judge" && found.judge?.endpoint.key?.value == .environment("JUDGE_KEY"))
    }

    @Test func secretsAreReadFromWhereTheyAre() throws {
        let place = try Place()
        let file = try place.write("a.key", "hunter2\n")
        #expect(try SecretReference.file(file).read() == Sealed("hunter2"))
        setenv("MONITORD_TEST_KEY", "hunter2", 1)
        #expect(try SecretReference.environment("MONITORD_TEST_KEY").read() == Sealed("hunter2"))
        #expect(throws: SecretFailure.self) { try SecretReference.environment("MONITORD_TEST_NO_KEY").read() }
        setenv("CREDENTIALS_DIRECTORY", place.path, 1)
        #expect(try SecretReference.credential("a.key").read() == Sealed("hunter2"))
        #expect(SecretReference.credential("b.key").fault != nil)
        unsetenv("CREDENTIALS_DIRECTORY")
        #expect(throws: SecretFailure.self) { try SecretReference.credential("a.key").read() }
        #expect(SecretReference.credential("a.key").fault == nil)
    }

    @Test(arguments: ["", "\n", "two\nlines", "nul\0", "caf\u{E9}", String(repeating: "x", count: 9000)])
    func whatIsNoSecretIsRefusedWithoutAWordOfIt(text: String) throws {
        let place = try Place()
        let reference = SecretReference.file(try place.write("a.key", text))
        let failure = #expect(throws: SecretFailure.self) { try reference.read() }
        let said = failure.map { $0.reason + $0.help } ?? ""
        #expect(text.count < 3 || !said.contains(text.prefix(3)))
    }

    @Test(arguments: [0o644, 0o642, 0o641] as [mode_t]) func secretsThatOthersReadAreRefused(mode: mode_t) throws {
        let place = try Place()
        let reference = SecretReference.file(try place.write("a.key", "hunter2", mode: mode))
        #expect(reference.fault?.help.hasPrefix("chmod 0640") == true)
        #expect(throws: SecretFailure.self) { try reference.read() }
    }

    @Test func aLinkToElsewhereIsRefusedAndOneBesideIsNot() throws {
        let place = try Place()
        let other = try Place()
        let away = try other.write("a.key", "hunter2")
        _ = try place.write("real", "hunter2")
        try FileManager.default.createSymbolicLink(atPath: place.path + "/away", withDestinationPath: away)
        try FileManager.default.createSymbolicLink(atPath: place.path + "/near", withDestinationPath: "real")
        #expect(SecretReference.file(place.path + "/away").fault?.reason == "it is a link that leads elsewhere")
        #expect(try SecretReference.file(place.path + "/near").read() == Sealed("hunter2"))
        #expect(SecretReference.file(place.path).fault?.reason == "it is not a regular file")
        #expect(SecretReference.file(place.path + "/none").fault?.reason == "No such file or directory")
    }

    @Test(arguments: ["hunter2", "file:", "env:", "env:A B", "credential:../x", "credential:.x", "FILE:/x"])
    func whatIsNoReferenceIsNone(text: String) {
        #expect(SecretReference(text, from: "/etc") == nil)
    }

    @Test func targetsGetTheirSecrets() throws {
        let place = try Place()
        _ = try place.write("a.key", "hunter2\n")
        _ = try place.write("system.txt", "You are a clerk.\n")
        let found = try configuration(
            """
            [[target]]
            name = "a"
            model = "m"
            url = "https://gateway.example.org/v1"
            key = "file:a.key"
            headers = { api-key = "file:a.key", x-team = "safety" }
            system_file = "system.txt"
            """, path: place.path + "/monitord.toml")
        #expect(found.secretFindings(path: "m.toml") == [])
        let target = try #require(try found.targets.first?.resolved())
        #expect(target.endpoint.key == Sealed("hunter2") && target.system == Sealed("You are a clerk."))
        #expect(target.endpoint.headers.map(\.value) == [Sealed("hunter2"), Sealed("safety")])
        #expect(!"\(target)".contains("hunter2") && !"\(found)".contains("hunter2"))
        chmod(place.path + "/a.key", 0o644)
        let findings = found.secretFindings(path: "m.toml")
        #expect(findings.map(\.code) == [.badSecret, .badSecret])
        #expect(findings.map(\.place?.line) == [5, 6])
    }

    @Test func keyIsMadeOnceAndKept() throws {
        let place = try Place()
        let store = place.path + "/state"
        #expect(throws: SecretFailure.self) { try canaryKey(nil, store: store, makes: false) }
        let key = try canaryKey(nil, store: store, makes: true)
        #expect(key.bytes.count == 32)
        #expect(try canaryKey(nil, store: store, makes: true) == key)
        #expect(try canaryKey(nil, store: store, makes: false) == key)
        let found = try FileManager.default.attributesOfItem(atPath: store + "/canary.key")
        #expect(found[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store) == ["canary.key"])
        let other = try canaryKey(nil, store: place.path, makes: true)
        #expect(other != key)
        let short = SecretReference.file(try place.write("short", "hunter2"))
        #expect(throws: SecretFailure.self) { try canaryKey(short, store: store, makes: true) }
    }

    @Test(arguments: [
        ("https://a", true), ("https://a.example.org:8443/v1", true), ("https://[2001:db8::1]:1/v1", true),
        ("HTTPS://A", true), ("http://a", false), ("https://", false), ("https://:443", false),
        ("https://a:0", false), ("https://a:65536", false), ("https://a:x", false), ("https://[::1", false),
        ("https://[x]", false), ("https://a/v1?x=1", false), ("https://a/v1#x", false), ("https://u@a/", false),
        ("https://u:p@a/", false), ("ftp://a", false), ("https://a b", false), ("https://\u{E9}", false),
        ("https://a/v1/chat/completions", false), ("file:///etc/passwd", false),
    ])
    func endpointsAreHTTPAndNothingElse(url: String, isGood: Bool) {
        #expect((urlFault(url, allowsPlaintext: false) == nil) == isGood)
    }

    @Test(arguments: [
        ("key = \"hunter2\"", "key = \"…\""), ("key = \"file:/a\"", "key = \"file:/a\""),
        ("api-key='hunter2'", "api-key= \"…\""),
        ("headers = { Authorization = \"x\" }", "headers = { Authorization = \"…\""),
        ("max_tokens = 5", "max_tokens = 5"), ("keep = \"5m\"", "keep = \"5m\""),
        ("url = \"https://u:p@h/\"", "url = \"https://…"), ("password = hunter2", "password = \"…\""),
        ("\"subscription-key\" = \"hunter2\"", "\"subscription-key\" = \"…\""),
        ("signing_keys = [\"file:/a\", \"credential:b\"]", "signing_keys = [\"file:/a\", \"credential:b\"]"),
        ("signing_keys = [\"file:/a\", \"hunter2\"]", "signing_keys = \"…\""),
        ("url = \"https://hooks.slack.com/services/hunter2\"", "url = \"…\""), ("\"whsec_hunter2\"", "\" \"…\""),
        ("x = { a = \"whsec_hunter2\" }", "x = { a = \"…\""), ("keys = 5", "keys = \"…\""),
    ])
    func linesWithSecretsAreCutOff(line: String, shown: String) {
        #expect(withoutSecrets(line) == shown)
    }
}
