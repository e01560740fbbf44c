// From an ask to the request on the wire, and from a failure to its word.

internal import Canaries
internal import HTTP
internal import Model

extension HTTPRequest {
    /// What a canary sends: what ordinary traffic sends, an opaque request id, and a mark only where it was asked for.
    init(_ ask: CanaryAsk) {
        self.init(ask.target.endpoint, body: ChatRequest(ask).body)
        if let name = ask.target.requestIDHeader { headers.append((name, Sealed(ask.requestID))) }
        if let name = ask.target.markHeader { headers.append((name, Sealed("1"))) }
    }

    init(_ endpoint: Endpoint, body: Sealed) {
        self.init(url: endpoint.completionsURL)
        self.body = body
        (timeout, connectTimeout, replyBytesMax) = (endpoint.timeout, endpoint.connectTimeout, endpoint.bodyMax)
        (allowsPrivate, allowsPlaintext) = (endpoint.allowsPrivate, endpoint.allowsPlaintext)
        authorities = endpoint.authorities
        // The configured headers win over ours of the same name.
        var ours = [
            ("Content-Type", Sealed("application/json")), ("User-Agent", Sealed("http-client")),
            ("Cache-Control", Sealed("no-cache, no-store")),
        ]
        if let key = endpoint.key { ours.append(("Authorization", Sealed(Array("Bearer ".utf8) + key.bytes))) }
        let given = Set(endpoint.headers.map { $0.name.lowercased() })
        headers = ours.filter { !given.contains($0.0.lowercased()) } + endpoint.headers.map { ($0.name, $0.value) }
    }
}

extension HTTPFailure {
    /// For `CanaryResult.reason`.
    var words: String {
        switch self {
        case .timeout: "timeout"
        case .transport(let words): "connection: \(words)"
        case .tls(let words): "tls: \(words)"
        case .tooLarge(let bytesMax): "body: longer than \(bytesMax) bytes"
        case .forbiddenAddress: "address not allowed"
        case .badURL(let reason): "url: \(reason)"
        case .badHeader(let name): "header: \(name)"
        }
    }

    /// Whether trying again can help.
    var isTransient: Bool {
        switch self {
        case .timeout, .transport: true
        case .tls, .tooLarge, .forbiddenAddress, .badURL, .badHeader: false
        }
    }
}
