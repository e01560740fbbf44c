// How long a server asks to be left alone (RFC 9110, 10.2.3).

package import Model

extension HTTPReply {
    /// Longer times are cut to this.
    package static let retryAfterMax = TimeSpan.seconds(3600)

    /// Seconds, or a date that is held against `now`. Nil: it asks for nothing, or for nothing that can be read.
    package func retryAfter(now: EventTime) -> TimeSpan? {
        guard let value = self[header: "retry-after"] else { return nil }
        let bytes = Array(value.utf8)
        let span: TimeSpan
        if !bytes.isEmpty, bytes.allSatisfy({ 0x30...0x39 ~= $0 }) {
            // More digits than an hour has are an hour.
            guard bytes.count <= 9, let seconds = Int64(value) else { return Self.retryAfterMax }
            span = .seconds(seconds)
        } else if let date = EventTime(httpDate: value) {
            span = date - now
        } else {
            return nil
        }
        return min(max(span, .zero), Self.retryAfterMax)
    }
}

extension EventTime {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may still write.
    init?(httpDate text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].utf8.count == 4, words[5] == "GMT", words[1].utf8.count == 2,
            let month = Self.months.firstIndex(of: String(words[2])), words[3].utf8.count == 4, words[4].utf8.count == 8
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        self.init(rfc3339: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
