// Errors of the API, as `application/problem+json` (RFC 9457).

internal import Model
package import Web

/// Why a request was not answered with what it asked for.
struct Problem: Error, Equatable, Sendable {
    var status: Int
    /// One sentence for whoever wrote the request.
    var detail: String

    init(_ status: Int, _ detail: String) {
        (self.status, self.detail) = (status, detail)
    }
}

extension WebReply {
    /// JSON whole in memory.
    package init(status: Int = 200, json: [UInt8]) {
        self.init(status: status, type: "application/json", body: json + [0x0A])
    }
}

extension WebReply {
    init(_ problem: Problem) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("type", "about:blank")
            writer.field("title", Self.title(problem.status))
            writer.field("status", problem.status)
            writer.field("detail", problem.detail)
        }
        self.init(status: problem.status, type: "application/problem+json", body: writer.bytes + [0x0A])
        if problem.status == 401 { headers.append(("WWW-Authenticate", "Bearer realm=\"monitord\"")) }
    }

    /// Built by `body`.
    init(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        body(&writer)
        self.init(json: writer.bytes)
    }

    /// The reason phrases of RFC 9110.
    private static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 415: "Unsupported Media Type"
        case 503: "Service Unavailable"
        default: "Error"
        }
    }
}

extension Site {
    /// Whether answers to `path` are for programs.
    static func isForPrograms(_ path: String) -> Bool { path.hasPrefix("/api/") }
}
