// What monitord.toml says of the HTTP server: where it listens, and who may change things through it.

package import Model

extension Configuration {
    /// `[http]`: metrics, health, API and the status page.
    package struct HTTP: Equatable, Sendable {
        /// Empty: at no port.
        package var listen = [ListenAddress(host: "127.0.0.1", port: 7464)]
        /// Nil: `api.sock` in the state directory.
        package var socket: String?
        /// Names besides `localhost` and addresses in numbers by which a request may call the server.
        package var hosts: [String] = []
        /// Who has it may do by a port what others may do by the socket. Nil: a port only reads.
        package var token: Located<SecretReference>?
        /// Series of one scrape.
        package var series: Int64 = 10_000

        package init() {}

        private static let tokenBytesMin = 16

        /// The token itself; nil when there is none.
        package func resolvedToken() throws(SecretFailure) -> Sealed? {
            guard let reference = token?.value else { return nil }
            let token = try reference.read()
            guard token.bytes.count >= Self.tokenBytesMin else {
                throw reference.failure(
                    "a token has at least \(Self.tokenBytesMin) bytes", "head -c 24 /dev/urandom | base64 makes one")
            }
            return token
        }
    }

    /// Where a run with the state in `store` answers over HTTP.
    package func httpSocketPath(store: String) -> String { http.socket ?? joined(store, "api.sock") }
}

func readHTTP(
    _ table: inout TableReader, _ http: inout Configuration.HTTP, _ directory: String, _ log: inout DiagnosticLog
) {
    let listen = table.lines("listen", allowsNone: true, &log) ?? []
    if table.node("listen") != nil { http.listen = [] }
    for text in listen {
        guard let address = ListenAddress(text.value) else {
            log.error(
                .badAddress, "an address to listen at has numbers and a port", at: text.place,
                help: ["write \"127.0.0.1:7464\", or \"[::1]:7464\"; names are not looked up"])
            continue
        }
        http.listen.append(address)
    }
    http.token = secret("token", &table, directory, &log)
    if http.token == nil, table.node("token") == nil {
        for text in listen where ListenAddress(text.value)?.isLoopback == false {
            log.error(
                .openAddress, "others than this machine can reach `\(text.value)`, and there is no `token`",
                at: text.place,
                help: [
                    "add token = \"file:/etc/monitord/http.token\", which then is asked of everybody there,",
                    "or listen at 127.0.0.1, behind a proxy that knows its people",
                ])
        }
    }
    if let path = table.line("socket", bytesMax: 1024, &log) {
        http.socket = joined(directory, path.value)
        checkSocket(path, "socket", &log)
    }
    http.hosts = table.lines("hosts", allowsNone: true, &log)?.map(\.value) ?? []
    http.series = table.integer("series", in: 100...1_000_000, &log) ?? http.series
}

/// sockaddr_un's path without its NUL (unix(7)).
private let socketBytesMax = 107

/// The system allows no longer path.
func checkSocket(_ path: Located<String>, _ key: String, _ log: inout DiagnosticLog) {
    guard path.value.utf8.count > socketBytesMax else { return }
    log.error(
        .outOfRange, "`\(key)` must have at most \(socketBytesMax) bytes", at: path.place,
        help: ["the system allows no longer path for a socket"])
}
