// Which URLs a request may have. Its parser is libcurl's, so both read the same.

internal import CCurl

/// Longer ones are refused.
let urlBytesMax = 8192

/// The URL if it is one: https, or http where that is allowed, a host, and nobody's name and password in it. The
/// reasons never repeat it.
func checked(url: String, allowsPlaintext: Bool) throws(HTTPFailure) -> String {
    guard url.utf8.count <= urlBytesMax else { throw .badURL("it is longer than \(urlBytesMax) bytes") }
    // libcurl would stop reading at a zero, and drops none of the others.
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        throw .badURL("it holds a space or a control character")
    }
    guard let parsed = curl_url() else { throw .transport("libcurl has no memory") }
    defer { curl_url_cleanup(parsed) }
    guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK else {
        throw .badURL("it is no URL that libcurl can read; write https://host/path")
    }
    guard part(CURLUPART_USER, of: parsed) == nil, part(CURLUPART_PASSWORD, of: parsed) == nil else {
        throw .badURL("it holds a name or a password; send them in a header")
    }
    guard let host = part(CURLUPART_HOST, of: parsed), !host.isEmpty else { throw .badURL("it names no host") }
    switch part(CURLUPART_SCHEME, of: parsed) {
    case "https": return url
    case "http" where allowsPlaintext: return url
    case "http": throw .badURL("http:// sends everything in the clear; use https://, or allow_plaintext = true")
    default: throw .badURL("only https:// is spoken here")
    }
}

private func part(_ which: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, which, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
}
