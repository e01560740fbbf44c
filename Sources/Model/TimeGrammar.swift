// The one grammar of times that people write: in TOML, on the command line and in a query.

extension TimeSpan {
    /// A duration as `250ms`, `30s`, `5m`, `2h`, `1d`, `2w` or `1h30m`: whole numbers, units from large to small.
    /// Nil for anything else, a sign and an overflow included.
    package init?(duration text: String) {
        var total: Int64 = 0
        var smallestYet = Int64.max
        var bytes = Array(text.utf8)[...]
        guard !bytes.isEmpty else { return nil }
        while !bytes.isEmpty {
            let digits = bytes.prefix { 0x30...0x39 ~= $0 }
            bytes = bytes.dropFirst(digits.count)
            let name = bytes.prefix { !(0x30...0x39 ~= $0) }
            bytes = bytes.dropFirst(name.count)
            guard let count = decimal(digits), let unit = units.first(where: { $0.name.utf8.elementsEqual(name) }),
                unit.microseconds < smallestYet
            else { return nil }
            let (part, tooLarge) = count.multipliedReportingOverflow(by: unit.microseconds)
            let (sum, tooMuch) = total.addingReportingOverflow(part)
            guard !tooLarge, !tooMuch else { return nil }
            total = sum
            smallestYet = unit.microseconds
        }
        self.init(microseconds: total)
    }

    /// The shortest text that `init(duration:)` reads back, such as `1m30s`. Weeks only when they come out even;
    /// a negative span has a minus sign, which no duration may have.
    package var durationText: String {
        guard microseconds != 0 else { return "0s" }
        var text = microseconds < 0 ? "-" : ""
        var rest = microseconds.magnitude
        for unit in units {
            let size = unit.microseconds.magnitude
            let count = rest / size
            guard count > 0, unit.name != "w" || rest % size == 0 else { continue }
            text += "\(count)\(unit.name)"
            rest %= size
        }
        return text
    }
}

extension EventTime {
    /// An instant as people write it: `now`, `-2h` or `2h` (both: ago), `today`, `yesterday 14:00`,
    /// `2025-11-20[T12:00[:00[.5]][Z or +01:00]]` (UTC without a zone), `@1763640000`. Nil for anything else.
    package init?(instant text: String, now: EventTime) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 64 else { return nil }
        if first == UInt8(ascii: "@") {
            guard let time = EventTime(secondsText: bytes.dropFirst()) else { return nil }
            self = time
        } else if let span = TimeSpan(duration: first == UInt8(ascii: "-") ? String(text.dropFirst()) : text) {
            self = now - span
        } else if text == "now" {
            self = now
        } else {
            guard let time = EventTime(calendar: bytes, now: now) else { return nil }
            self = time
        }
    }

    /// Seconds since 1970 with an optional fraction, whose digits beyond microseconds are dropped.
    private init?(secondsText text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let seconds = decimal(whole) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard decimal(parts[1]) != nil else { return nil }
            var scale: Int64 = 100_000
            for digit in parts[1] {
                fraction += Int64(digit &- 0x30) * scale
                scale /= 10
            }
        }
        let (microseconds, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooMuch) = microseconds.addingReportingOverflow(fraction)
        guard !tooLarge, !tooMuch else { return nil }
        self.init(microseconds: sum)
    }

    /// A day by date or by name, then optionally a time of day: completed to RFC 3339 and read as that.
    private init?(calendar text: [UInt8], now: EventTime) {
        let dayMicroseconds: Int64 = 86_400_000_000
        var date: [UInt8]
        var rest: ArraySlice<UInt8>
        if text.starts(with: "today".utf8) {
            date = Array(now.rfc3339.utf8.prefix(10))
            rest = text.dropFirst(5)
        } else if text.starts(with: "yesterday".utf8) {
            date = Array((now - TimeSpan(microseconds: dayMicroseconds)).rfc3339.utf8.prefix(10))
            rest = text.dropFirst(9)
        } else {
            date = Array(text.prefix(10))
            rest = text.dropFirst(10)
        }
        guard let separator = rest.first else {
            self.init(rfc3339: String(decoding: date + "T00:00:00Z".utf8, as: UTF8.self))
            return
        }
        guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: " ") else { return nil }
        rest = rest.dropFirst()
        let clock = rest.prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        let zone = rest.dropFirst(clock.count)
        date.append(UInt8(ascii: "T"))
        date += clock
        if clock.count == 5 { date += ":00".utf8 }
        date += zone.isEmpty ? Array("Z".utf8)[...] : zone
        self.init(rfc3339: String(decoding: date, as: UTF8.self))
    }
}

/// From large to small. Microseconds are not in the manual: they exist so that every span can be written.
private let units: [(name: String, microseconds: Int64)] = [
    ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1000), ("us", 1),
]

/// One to eighteen digits: what fits in 64 bits whatever they are.
private func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    var value: Int64 = 0
    for digit in digits {
        guard 0x30...0x39 ~= digit else { return nil }
        value = value * 10 + Int64(digit &- 0x30)
    }
    return value
}
