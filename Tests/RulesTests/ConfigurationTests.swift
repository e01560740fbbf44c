// Defaults and values of monitord.toml.

import Model
import Testing

@testable import Rules

@Suite struct ConfigurationTests {
    @Test func emptyFileIsAllDefaults() throws {
        #expect(parseConfiguration(try fixture("config-empty.good.toml")).configuration == Configuration())
    }

    @Test func everyKeyReachesTheConfiguration() throws {
        let text = try fixture("config-full.good.toml").bytes
        let source = SourceFile(path: "/etc/monitord/monitord.toml", bytes: text, isWorldReadable: true)
        let (parsed, diagnostics) = parseConfiguration(source)
        let configuration = try #require(parsed)
        #expect(diagnostics.map(\.code) == [.exposedSecret])
        #expect(diagnostics.allSatisfy { !$0.text().contains("hunter2") })
        #expect(configuration.kafka.brokers == ["k1:9093", "[2001:db8::1]:9092"])
        #expect(configuration.kafka.topics == ["llm.inference"])
        #expect(configuration.kafka.group == "monitord-prod")
        #expect(configuration.kafka.start == .time(try #require(EventTime(rfc3339: "2025-11-20T12:00:00Z"))))
        #expect(configuration.kafka.onGap == .halt)
        #expect(
            configuration.kafka.properties.map { "\($0.name)=\($0.value)" } == [
                "security.protocol=sasl_ssl", "sasl.password=hunter2", "fetch.wait.max.ms=50",
                "enable.ssl.certificate.verification=true",
            ])
        #expect(configuration.kafka.properties.first?.place == Place(line: 9, column: 1, length: 19))
        #expect(configuration.store.path == "/etc/monitord/state")
        #expect(configuration.rules.files == ["/etc/monitord/rules/*.toml", "/usr/share/monitord/rules"])
        #expect(configuration.baselines.directory == "/etc/monitord/baselines")
        #expect(configuration.panes.width == .seconds(30))
        #expect(configuration.panes.lateness == .zero)
        #expect(configuration.panes.idle == .seconds(60))
        #expect(configuration.panes.maxFuture == .seconds(600))
        #expect(configuration.limits.messageBytes == 2_097_152)
        #expect(configuration.limits.series == 500)
        #expect(configuration.log.level == .debug)
    }

    @Test func pathsWithoutADirectoryStayAsTheyAre() throws {
        let source = SourceFile(path: "monitord.toml", bytes: Array("[store]\npath = \"a.db\"".utf8))
        #expect(parseConfiguration(source).configuration?.store.path == "a.db")
    }

    @Test(arguments: ["llm.inference", "A_b-9", ".hidden", String(repeating: "t", count: 249)])
    func topicThatKafkaAllowsIsTaken(name: String) {
        let source = SourceFile(path: "monitord.toml", bytes: Array("kafka.topics = [\"\(name)\"]".utf8))
        #expect(parseConfiguration(source).configuration?.kafka.topics == [name])
    }

    @Test(arguments: ["", "^llm.*", ".", "a b", "a\u{E9}", String(repeating: "t", count: 250)])
    func topicThatKafkaRefusesIsRefusedAtItsPlace(name: String) {
        let source = SourceFile(path: "monitord.toml", bytes: Array("kafka.topics = [\"a\", \"\(name)\"]".utf8))
        let (configuration, diagnostics) = parseConfiguration(source)
        #expect(configuration == nil)
        #expect(diagnostics.map(\.place?.column) == [22])
        #expect(diagnostics.map(\.code) == [name.isEmpty ? .badText : .badTopic])
    }

    @Test func theServerListensWhereItIsTold() throws {
        let text = """
            [http]
            listen = ["127.0.0.1:80", "[::1]:7464", "0.0.0.0:7464"]
            socket = "run/api.sock"
            hosts = ["monitor.example.org"]
            token = "credential:http"
            series = 500
            """
        let source = SourceFile(path: "/etc/monitord/monitord.toml", bytes: Array(text.utf8))
        let http = try #require(parseConfiguration(source).configuration).http
        #expect(http.listen.map(\.text) == ["127.0.0.1:80", "[::1]:7464", "0.0.0.0:7464"])
        #expect(http.socket == "/etc/monitord/run/api.sock")
        #expect(http.hosts == ["monitor.example.org"])
        #expect(http.token?.value == .credential("http"))
        #expect(http.series == 500)
    }

    @Test func anEmptyListOfAddressesListensNowhere() throws {
        let source = SourceFile(path: "monitord.toml", bytes: Array("http.listen = []".utf8))
        let configuration = try #require(parseConfiguration(source).configuration)
        #expect(configuration.http.listen == [])
        #expect(configuration.httpSocketPath(store: "state") == "state/api.sock")
    }
}
