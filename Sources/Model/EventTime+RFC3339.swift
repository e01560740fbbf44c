// RFC 3339 text to and from event time, and the epoch numbers that producers send instead.

extension EventTime {
    /// Accepted event times: 2001-09-09T01:46:40Z up to 2286-11-20T17:46:40Z, exclusive.
    /// Within it, seconds, milliseconds, microseconds and nanoseconds since 1970 never share a magnitude.
    package static let accepted =
        EventTime(microseconds: 1_000_000_000_000_000)..<EventTime(microseconds: 10_000_000_000_000_000)
    private static var acceptedMicroseconds: Range<Int64> { 1_000_000_000_000_000..<10_000_000_000_000_000 }

    /// Written out, because a generic `contains` costs more than the comparison in code that runs for each event.
    package var isAccepted: Bool {
        microseconds >= EventTime.acceptedMicroseconds.lowerBound
            && microseconds < EventTime.acceptedMicroseconds.upperBound
    }

    /// A whole epoch number in s, ms, us or ns, told apart by magnitude. Nil when it is none of them.
    package init?(epoch number: Int64) {
        switch number {
        case 1_000_000_000..<10_000_000_000: self.init(microseconds: number * 1_000_000)
        case 1_000_000_000_000..<10_000_000_000_000: self.init(microseconds: number * 1000)
        case 1_000_000_000_000_000..<10_000_000_000_000_000: self.init(microseconds: number)
        case 1_000_000_000_000_000_000...Int64.max: self.init(microseconds: number / 1000)
        default: return nil
        }
    }

    /// An epoch number with a fraction, as `1763640000.25`, to the nearest microsecond: the double may lie on either
    /// side of the decimal that was written. Nil outside the accepted range.
    package init?(epoch number: Double) {
        guard number >= 1e9, number < 1e19 else { return nil }
        let microseconds: Double =
            number < 1e10 ? number * 1e6 : number < 1e13 ? number * 1e3 : number < 1e16 ? number : number / 1e3
        guard microseconds >= 1e15, microseconds < 1e16 else { return nil }
        self.init(microseconds: Int64(microseconds.rounded()))
    }

    /// `2026-11-21T01:17:53[.123456789](Z|±hh:mm)`. A leap second counts as the second after it.
    /// Nil for anything else: a missing zone is not guessed.
    package init?(rfc3339 text: Span<UInt8>) {
        guard let midnight = EventTime.midnight(rfc3339: text) else { return nil }
        self.init(midnight: midnight, rfc3339: text)
    }

    /// The bytes of the date and the separator behind it, which `midnight` reads and `init(midnight:rfc3339:)` skips.
    package static let rfc3339DateBytes = 11

    /// The beginning of the day that the text names, at offset zero: the same for all texts with these first 11 bytes.
    package static func midnight(rfc3339 text: Span<UInt8>) -> EventTime? {
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D, text[10] | 0x20 == 0x74 || text[10] == 0x20,
            let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
            1...12 ~= month, day >= 1, day <= daysInMonth(year: year, month: month)
        else { return nil }
        return EventTime(microseconds: daysSinceEpoch(year: year, month: month, day: day) * 86_400_000_000)
    }

    /// The rest of the text, behind the date.
    package init?(midnight: EventTime, rfc3339 text: Span<UInt8>) {
        guard text.count >= 20, text[13] == 0x3A, text[16] == 0x3A, let hour = digits(text, 11, 2),
            let minute = digits(text, 14, 2), let second = digits(text, 17, 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        var cursor = 19
        var fraction: Int64 = 0
        if text[cursor] == 0x2E {
            cursor += 1
            let start = cursor
            var scale: Int64 = 100_000
            while cursor < text.count, 0x30...0x39 ~= text[cursor] {
                fraction += Int64(text[cursor] &- 0x30) * scale
                scale /= 10
                cursor += 1
            }
            guard cursor > start else { return nil }
        }
        guard cursor < text.count, let offset = zoneOffsetSeconds(text, cursor) else { return nil }
        let seconds = hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: midnight.microseconds + seconds * 1_000_000 + fraction)
    }

    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        self.init(rfc3339: bytes.span)
    }

    /// UTC, with as many of three or six fraction digits as the value needs.
    package var rfc3339: String {
        let second = microseconds.dividedFloor(by: 1_000_000)
        // Wraps and comes back: the floor of the earliest moments lies before the first microsecond.
        let fraction = microseconds &- second &* 1_000_000
        let day = second.dividedFloor(by: 86400)
        let clock = second - day * 86400
        let (year, month, dayOfMonth) = civilDate(daysSinceEpoch: day)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
        text += "\(padded(clock / 3600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
        if fraction != 0 {
            text += fraction % 1000 == 0 ? ".\(padded(fraction / 1000, 3))" : ".\(padded(fraction, 6))"
        }
        return text + "Z"
    }
}

@inline(__always)
private func digits(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int64? {
    var value: Int64 = 0
    for index in start..<start + count {
        guard 0x30...0x39 ~= text[index] else { return nil }
        value = value * 10 + Int64(text[index] &- 0x30)
    }
    return value
}

/// Seconds east of UTC for `Z` or `±hh:mm` that ends the text.
private func zoneOffsetSeconds(_ text: Span<UInt8>, _ cursor: Int) -> Int64? {
    if text[cursor] | 0x20 == 0x7A { return cursor + 1 == text.count ? 0 : nil }
    guard text[cursor] == 0x2B || text[cursor] == 0x2D, cursor + 6 == text.count, text[cursor + 3] == 0x3A,
        let hour = digits(text, cursor + 1, 2), let minute = digits(text, cursor + 4, 2), hour < 24, minute < 60
    else { return nil }
    return (hour * 3600 + minute * 60) * (text[cursor] == 0x2D ? -1 : 1)
}

private func daysInMonth(year: Int64, month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that start in March.
@inline(__always)
private func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.dividedFloor(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

private func civilDate(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.dividedFloor(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
}

extension Int64 {
    /// Division that rounds towards minus infinity. The divisor is positive.
    package func dividedFloor(by divisor: Int64) -> Int64 {
        precondition(divisor > 0, "floor division needs a positive divisor")
        return self >= 0 ? self / divisor : -((-(self + 1)) / divisor) - 1
    }
}
