// How long a server asks to be left alone.

import HTTP
import Model
import Testing

@Suite struct RetryAfterTests {
    static let now = EventTime(rfc3339: "2026-11-21T10:00:00Z")

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("3600", 3600), ("3601", 3600), ("99999999999999999999", 3600),
            ("Sat, 21 Nov 2026 10:00:30 GMT", 30), ("Sat, 21 Nov 2026 09:00:00 GMT", 0),
            ("Sun, 22 Nov 2026 10:00:00 GMT", 3600),
            ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil), ("Sat, 21 Nov 2026 10:00:30 CET", nil),
            ("Sat, 31 Feb 2026 10:00:30 GMT", nil), ("2026-11-21T10:00:30Z", nil),
            ("Sat, 21 Not 2026 10:00:30 GMT", nil),
            (" , 2é Nov 2026 10:00:30 GMT", nil),
        ] as [(String, Int64?)])
    func secondsAndDatesAreRead(value: String, seconds: Int64?) throws {
        let reply = HTTPReply(status: 429, headers: [("retry-after", value)], body: Sealed(""), duration: .zero)
        let now = try #require(Self.now)
        #expect(reply.retryAfter(now: now) == seconds.map(TimeSpan.seconds))
    }

    @Test func withoutTheHeaderNothingIsAsked() throws {
        let now = try #require(Self.now)
        #expect(HTTPReply(status: 429, headers: [], body: Sealed(""), duration: .zero).retryAfter(now: now) == nil)
    }
}
