// Where receivers are reached.

/// What is wrong with the address of a receiver. Nil when nothing is. `allowsQuery`: nobody sees the address.
func addressFault(
    _ url: String, allowsPlaintext: Bool, allowsQuery: Bool = false
) -> (message: String, help: String)? {
    let lower = url.lowercased()
    let example = "write \"https://hooks.example.org/monitord\""
    guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else {
        return ("it is not an http address", example)
    }
    guard scheme == "https://" || allowsPlaintext else {
        return (
            "it sends alerts and keys in the clear",
            "write https://, or add allow_plaintext = true where nobody else can listen"
        )
    }
    guard url.utf8.allSatisfy({ 0x21...0x7E ~= $0 && !"\"<>\\^`{|}".utf8.contains($0) }) else {
        return ("it has characters that no address has", "only ASCII, without spaces and quotes")
    }
    let rest = url.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
        return ("it has a user name", "put the whole address into a file: url = \"file:/etc/monitord/NAME.url\"")
    }
    guard !rest.contains("#") else { return ("it has a fragment", example) }
    guard allowsQuery || !rest.contains("?") else {
        return (
            "it has a query, which may be a password",
            "put the whole address into a file: url = \"file:/etc/monitord/NAME.url\""
        )
    }
    return isHost(String(authority)) ? nil : ("it has no host, or a port that is none", example)
}

/// What alerts are pushed to; `url` may be Alertmanager's own address.
func pushAddress(_ url: String) -> String {
    let path = "/api/v2/alerts"
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    return base.hasSuffix(path) ? base : base + path
}

/// Where PagerDuty takes events.
let pagerDutyURL = "https://events.pagerduty.com/v2/enqueue"
/// Addresses there are passwords.
let slackHost = "hooks.slack.com/"
