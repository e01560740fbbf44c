// The keys of `[[target]]` and `[judge]` that say where to send to.

import Canaries
import Model

/// Endpoints have at most so many headers of their own.
private let headersMax = 32
private let headerBytesMax = 1024

/// `url`, `key`, `headers` and how long to wait. Nil without an address that can be used.
func endpoint(
    _ table: inout TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> Configuration.EndpointSettings? {
    table.require("url", &log)
    let allowsPlaintext = table.flag("allow_plaintext", &log) ?? false
    let url = endpointURL(&table, allowsPlaintext, &log)
    let key = secret("key", &table, directory, &log)
    let headers = headers(&table, directory, hasKey: key != nil, &log)
    var endpoint = Endpoint(url: url ?? "")
    endpoint.allowsPlaintext = allowsPlaintext
    endpoint.allowsPrivate = table.flag("allow_private", &log) ?? false
    let limit = TimeSpan.seconds(600)
    endpoint.timeout = table.duration("timeout", in: .seconds(1)...limit, &log)?.value ?? endpoint.timeout
    let connect = table.duration("connect_timeout", in: TimeSpan(microseconds: 100_000) ... .seconds(60), &log)
    endpoint.connectTimeout = connect?.value ?? endpoint.connectTimeout
    if let path = table.line("authorities", bytesMax: 1024, &log) {
        endpoint.authorities = joined(directory, path.value)
    }
    return url == nil ? nil : .init(endpoint: endpoint, key: key, headers: headers)
}

/// The address before `/chat/completions`, without a slash at its end.
private func endpointURL(
    _ table: inout TableReader, _ allowsPlaintext: Bool, _ log: inout DiagnosticLog
) -> String? {
    guard let text = table.line("url", bytesMax: 2048, &log) else { return nil }
    guard let fault = urlFault(text.value, allowsPlaintext: allowsPlaintext) else {
        return text.value.hasSuffix("/") ? String(text.value.dropLast()) : text.value
    }
    log.error(.badEndpoint, fault.message, at: text.place, help: [fault.help])
    return nil
}

/// What is wrong with the base of an endpoint. Nil when nothing is.
package func urlFault(_ url: String, allowsPlaintext: Bool) -> (message: String, help: String)? {
    let lower = url.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else {
        return ("`url` is not an http address", "write \"https://gateway.example.org/v1\"")
    }
    guard scheme == "https://" || allowsPlaintext else {
        return (
            "`url` sends prompts and keys in the clear",
            "write https://, or add allow_plaintext = true where nobody else can listen"
        )
    }
    guard url.utf8.allSatisfy({ 0x21...0x7E ~= $0 && !"\"<>\\^`{|}".utf8.contains($0) }) else {
        return ("`url` has characters that no address has", "only ASCII, without spaces and quotes")
    }
    let rest = url.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
        return ("`url` has a user name", "put the key into a file: key = \"file:/etc/monitord/NAME.key\"")
    }
    guard !rest.contains("?"), !rest.contains("#") else {
        return ("`url` has a query or a fragment", "it is the part before /chat/completions")
    }
    guard isHost(String(authority)) else {
        return ("`url` has no host, or a port that is none", "write \"https://gateway.example.org/v1\"")
    }
    guard !lower.hasSuffix("/chat/completions"), !lower.hasSuffix("/chat/completions/") else {
        return ("`url` has /chat/completions in it", "write the part before it: it is added to every request")
    }
    return nil
}

/// A host with or without a port; an IPv6 address in brackets.
func isHost(_ authority: String) -> Bool {
    var host = authority[...]
    let isBracketed = host.hasPrefix("[")
    let end = isBracketed ? host.firstIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":")
    if let end, end < host.endIndex {
        let port = host[end...].dropFirst()
        guard host[end] == ":", 1...5 ~= port.utf8.count, port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int(port), 1...65535 ~= number
        else { return false }
        host = host[..<end]
    }
    if isBracketed {
        let inner = host.dropFirst().dropLast()
        return host.hasSuffix("]") && inner.contains(":")
            && inner.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 | 0x20 || ":.".utf8.contains($0) }
    }
    return 1...253 ~= host.utf8.count
        && host.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "-._".utf8.contains($0) }
}

/// A reference to a secret, never the secret.
func secret(
    _ key: String, _ table: inout TableReader, _ directory: String, _ log: inout DiagnosticLog
) -> Located<SecretReference>? {
    guard let text = table.line(key, bytesMax: 4096, &log) else { return nil }
    guard let reference = SecretReference(text.value, from: directory) else {
        log.error(
            .literalSecret, "`\(key)` must say where the secret is, not what it is", at: text.place,
            help: literalHelp(key))
        return nil
    }
    return Located(value: reference, place: text.place)
}

private func literalHelp(_ key: String) -> [String] {
    [
        "move it into a file with mode 0640 and write \(key) = \"file:/etc/monitord/NAME.key\", or \"credential:NAME\""
            + " or \"env:NAME\"",
        "what stood in a file that others read is no secret any more: replace it",
    ]
}

/// `headers` of a table that `topic` of the manual explains.
func headers(
    _ table: inout TableReader, _ directory: String, hasKey: Bool, topic: String = "config.target",
    _ log: inout DiagnosticLog
) -> [Configuration.HeaderSetting] {
    guard let inner = table.table("headers", title: "`headers`", topic: topic, &log) else { return [] }
    guard inner.table.entries.count <= headersMax else {
        log.error(.outOfRange, "`headers` has more than \(headersMax) headers", at: inner.place)
        return []
    }
    var found: [Configuration.HeaderSetting] = []
    for entry in inner.table.entries {
        let name = entry.key
        if let fault = headerFault(name) ?? (hasKey && isAuthorization(name) ? "`key` makes this header" : nil) {
            log.error(.badHeader, "a request cannot have this header", at: entry.keyPlace, help: [fault])
            continue
        }
        guard case .string(let text) = entry.node.value else {
            log.error(
                .wrongType, "a header must be a string in quotes, not \(entry.node.kindName)", at: entry.node.place)
            continue
        }
        if let reference = SecretReference(text, from: directory) {
            found.append(.init(name: name, value: .secret(reference), place: entry.node.place))
        } else if isSecretName(name) {
            log.error(
                .literalSecret, "a header must say where its secret is, not what it is", at: entry.node.place,
                help: literalHelp(name))
        } else if 1...headerBytesMax ~= text.utf8.count, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) {
            found.append(.init(name: name, value: .text(text), place: entry.node.place))
        } else {
            log.error(
                .badHeader, "a header must be one line of 1 to \(headerBytesMax) bytes of ASCII", at: entry.node.place)
        }
    }
    return found
}

private func isAuthorization(_ name: String) -> Bool { name.lowercased() == "authorization" }

/// What RFC 9110 has against a field name, or what we set ourselves.
func headerFault(_ name: String) -> String? {
    let isToken =
        1...64 ~= name.utf8.count
        && name.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "-_.".utf8.contains($0) }
    guard isToken else { return "a name has 1 to 64 of a-z, A-Z, 0-9 and -" }
    let own = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "accept-encoding",
        "upgrade", "te", "trailer", "cache-control",
    ]
    return own.contains(name.lowercased()) ? "monitord sets it itself" : nil
}
