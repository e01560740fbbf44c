// What is answered over HTTP.

/// An answer: its bytes at once, or a stream of them.
package struct WebReply: Sendable {
    package var status: Int
    /// One that is named here replaces the server's own of that name: `Content-Security-Policy`, `Cache-Control`.
    /// An `ETag` is compared with the request's `If-None-Match`.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Instead of a body.
    package var stream: WebStream?

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

    /// Server-sent events.
    package init(stream: WebStream) {
        self.init(type: "text/event-stream", body: [])
        self.stream = stream
    }

    /// The value of a header, by its name in any case.
    package subscript(header name: String) -> String? {
        headers.first { $0.name.lowercased().utf8.elementsEqual(name.lowercased().utf8) }?.value
    }
}
