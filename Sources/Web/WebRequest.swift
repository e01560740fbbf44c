// What is asked over HTTP.

package import Platform

/// A request that was read whole and is within all bounds.
package struct WebRequest: Sendable {
    /// GET, HEAD or POST.
    package var method: String
    /// Decoded, without the query, beginning with a slash.
    package var path: String
    /// In the order of the query string, decoded.
    package var query: [(name: String, value: String)] = []
    /// Names in lower case.
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    /// Who asks, when it is over the Unix socket.
    package var peer: LocalPeer?
    /// Whether it came by an address that others than this machine can reach.
    package var isFromOutside = false

    package init(method: String, path: String) {
        (self.method, self.path) = (method, path)
    }

    package subscript(header name: String) -> String? {
        headers.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The first value of the query's `name`.
    package subscript(query name: String) -> String? {
        query.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Every value of the query's `name`, in order.
    package func values(_ name: String) -> [String] {
        query.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
    }
}
