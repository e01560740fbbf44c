// What a reply of the endpoint means before anybody reads the answer in it.

package import Model

/// Status, headers and body of a reply come to one of these.
package enum ChatReading: Equatable, Sendable {
    case answered(ChatReply)
    /// A filter declined the request.
    case blocked
    /// No answer of the model; whether asking again can help.
    case notMeasured(reason: String, isTransient: Bool)

    /// `header` gives a header by its name in lower case.
    package init(status: Int, body: Sealed, header: (String) -> String?) {
        if Self.isFromCache(header) {
            self = .notMeasured(reason: Self.cached, isTransient: false)
            return
        }
        switch status {
        case 200: self = Self.reading(body)
        case 408, 409, 425, 429, 500...599: self = .notMeasured(reason: "http \(status)", isTransient: true)
        case 400...499 where Self.isFiltered(body): self = .blocked
        default: self = .notMeasured(reason: "http \(status)", isTransient: false)
        }
    }

    /// The reason for an answer that is not the model's of now.
    package static let cached = "cached"

    private static func reading(_ body: Sealed) -> ChatReading {
        do throws(ChatFault) {
            return .answered(try ChatReply(parsing: body))
        } catch {
            switch error {
            case .error(.filter): return .blocked
            // A body that broke off looks like this too.
            case .notJSON, .error(.other): return .notMeasured(reason: error.words, isTransient: true)
            case .shape: return .notMeasured(reason: error.words, isTransient: false)
            }
        }
    }

    private static func isFiltered(_ body: Sealed) -> Bool {
        do throws(ChatFault) {
            _ = try ChatReply(parsing: body)
            return false
        } catch {
            return error == .error(.filter)
        }
    }

    /// Where caches and gateways say that they answered.
    private static let cacheHeaders = [
        "x-cache", "x-cache-status", "x-proxy-cache", "cf-cache-status", "x-portkey-cache-status", "helicone-cache",
        "x-litellm-cache-hit", "x-semantic-cache",
    ]

    private static func isFromCache(_ header: (String) -> String?) -> Bool {
        // RFC 9111, 5.1: Age is the time since the answer was made. Some write a zero on fresh ones.
        if let age = header("age"), age.utf8.contains(where: { 0x31...0x39 ~= $0 }) { return true }
        return cacheHeaders.contains { name in
            guard let value = header(name)?.lowercased() else { return false }
            return value == "true"
                || value.split { !$0.isLetter }.contains { $0 == "hit" }
        }
    }
}
