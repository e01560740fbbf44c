// What is sent, what comes back, and how it fails.

package import Model

/// One request. Nothing in it is ever printed.
package struct HTTPRequest: Sendable {
    package var method = "POST"
    package var url: String
    package var headers: [(name: String, value: Sealed)] = []
    package var body = Sealed([])
    package var timeout = TimeSpan.seconds(15)
    package var connectTimeout = TimeSpan.seconds(5)
    /// Of the reply; a longer one is a failure.
    package var replyBytesMax = 64 * 1024
    /// Addresses of loopback and private networks are refused without this. Link-local and metadata addresses always.
    package var allowsPrivate = false
    /// `http://` is refused without this.
    package var allowsPlaintext = false
    /// A file of certificates; nil: the system's.
    package var authorities: String?

    package init(url: String) {
        self.url = url
    }
}

package struct HTTPReply: Sendable {
    package var status: Int
    /// Names in lower case, in the order in which they came.
    package var headers: [(name: String, value: String)]
    package var body: Sealed
    package var duration: TimeSpan

    package init(status: Int, headers: [(name: String, value: String)], body: Sealed, duration: TimeSpan) {
        (self.status, self.headers, self.body, self.duration) = (status, headers, body, duration)
    }

    package subscript(header name: String) -> String? {
        headers.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// Why there is no reply.
package enum HTTPFailure: Error, Equatable, Sendable {
    case timeout
    /// Name resolution, connection, or an answer that broke off; libcurl's words.
    case transport(String)
    case tls(String)
    case tooLarge(bytesMax: Int)
    /// The address is one that this request may not be sent to.
    case forbiddenAddress
    case badURL(String)
    /// A header's name that is no name, or whose value holds a line break.
    case badHeader(String)
}
