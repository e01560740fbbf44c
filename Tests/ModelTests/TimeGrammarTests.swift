// The grammar of times that people write.

import Model
import Testing

@Suite struct TimeGrammarTests {
    @Test(arguments: [
        ("250ms", 250_000), ("30s", 30_000_000), ("5m", 300_000_000), ("2h", 7_200_000_000), ("1d", 86_400_000_000),
        ("2w", 1_209_600_000_000), ("1h30m", 5_400_000_000), ("0s", 0), ("90s", 90_000_000),
        ("9223372036854775us", 9_223_372_036_854_775),
    ])
    func durationReads(text: String, microseconds: Int64) {
        #expect(TimeSpan(duration: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "5", "m", "5 m", " 5m", "-5m", "+5m", "5M", "5m5m", "30m1h", "1.5h", "5min", "５m", "5m ", "1h30",
        "999999999999999999w", "99999999999999999999s", "1h\u{0}", "NaN", "1e3s",
    ])
    func durationIsRefused(text: String) {
        #expect(TimeSpan(duration: text) == nil)
    }

    @Test(arguments: [
        (90_000_000, "1m30s"), (3_600_000_000, "1h"), (0, "0s"), (1_209_600_000_000, "2w"), (864_000_000_000, "10d"),
        (-90_000_000, "-1m30s"), (250_000, "250ms"), (1, "1us"),
    ])
    func durationIsShortest(microseconds: Int64, text: String) {
        #expect(TimeSpan(microseconds: microseconds).durationText == text)
    }

    @Test func everyDurationReadsBack() {
        var state: UInt64 = 42
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let span = TimeSpan(microseconds: Int64(state >> (1 + state % 60)))
            #expect(TimeSpan(duration: span.durationText) == span)
        }
        #expect(TimeSpan(duration: TimeSpan(microseconds: .max).durationText)?.microseconds == .max)
        #expect(TimeSpan(microseconds: .min).durationText.hasPrefix("-"))
    }

    private static let now = "2025-11-20T15:30:45.5Z"

    @Test(arguments: [
        ("now", now), ("-2h", "2025-11-20T13:30:45.5Z"), ("2h", "2025-11-20T13:30:45.5Z"),
        ("today", "2025-11-20T00:00:00Z"), ("yesterday", "2025-11-19T00:00:00Z"),
        ("yesterday 14:00", "2025-11-19T14:00:00Z"), ("today 14:00:01.25", "2025-11-20T14:00:01.25Z"),
        ("2025-11-20", "2025-11-20T00:00:00Z"), ("2025-11-20T12:00", "2025-11-20T12:00:00Z"),
        ("2025-11-20 12:00:00", "2025-11-20T12:00:00Z"), ("2025-11-20T12:00:00.5", "2025-11-20T12:00:00.5Z"),
        ("2025-11-20T12:00:00+01:00", "2025-11-20T11:00:00Z"), ("2025-11-20T12:00Z", "2025-11-20T12:00:00Z"),
        ("2025-11-20T12:00+01:00", "2025-11-20T11:00:00Z"), ("@1763640000", "2025-11-20T12:00:00Z"),
        ("@1763640000.25", "2025-11-20T12:00:00.25Z"),
    ])
    func instantReads(text: String, expected: String) throws {
        let now = try #require(EventTime(rfc3339: Self.now))
        #expect(EventTime(instant: text, now: now) == EventTime(rfc3339: expected))
    }

    @Test(arguments: [
        "", "tomorrow", "-", "--2h", "@", "@-1", "@1.", "@.5", "@999999999999999999", "2025", "2025-11", "2025-11-31",
        "2025-11-20T", "2025-11-20T1", "2025-11-20T25:00", "2025-11-20X12:00", "todayish", "yesterday14:00", "é",
        "2025-11-20T12:00:00+1", "2025-11-20T12:00 +01:00", "now ", "2025-11-20é12:00", "-today",
    ])
    func instantIsRefused(text: String) throws {
        let now = try #require(EventTime(rfc3339: Self.now))
        #expect(EventTime(instant: text, now: now) == nil)
    }

    @Test func instantSaturatesAtTheEndsOfTime() {
        #expect(EventTime(instant: "2w", now: EventTime(microseconds: .min)) == EventTime(microseconds: .min))
        _ = EventTime(instant: "yesterday", now: EventTime(microseconds: .min))
        _ = EventTime(instant: "today", now: EventTime(microseconds: .max))
    }
}
