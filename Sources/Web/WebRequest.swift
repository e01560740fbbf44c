// What is asked over HTTP, and what is answered.

package import Platform

/// A request that was read whole and is within all bounds.
package struct WebRequest: Sendable {
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
}

package struct WebReply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int = 200, type: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = [("Content-Type", type)] + headers
        self.body = body
    }

    package init(status: Int = 200, text: String) {
        self.init(status: status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    package init(status: Int = 200, html: String) {
        self.init(status: status, type: "text/html; charset=utf-8", body: Array(html.utf8))
    }
}
