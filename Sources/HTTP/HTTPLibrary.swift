// Which libcurl is loaded.

internal import CCurl

/// As libcurl says of itself, without the libraries that it has loaded: `7.88.1`.
package func httpLibraryVersion() -> String {
    let words = String(cString: curl_version()).split(separator: " ")
    return words.first.map { String($0.drop { $0 != "/" }.dropFirst()) } ?? "unknown"
}
