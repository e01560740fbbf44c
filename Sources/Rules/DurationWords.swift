// Durations as people write them, to say how monitord does.

internal import Model

private let units: [(words: [String], microseconds: Double)] = [
    (["ms", "msec", "msecs", "millisecond", "milliseconds"], 1e3),
    (["s", "sec", "secs", "second", "seconds"], 1e6),
    (["m", "min", "mins", "minute", "minutes"], 60e6),
    (["h", "hr", "hrs", "hour", "hours"], 3600e6),
    (["d", "day", "days"], 86_400e6),
    (["w", "wk", "week", "weeks"], 604_800e6),
]

/// `"5m"` of `5min`, `5 minutes`, `PT5M`, `1.5h` and `1 hour 30 min`. Nil of what is no duration.
func nearestDuration(_ text: String) -> String? {
    var rest = text.lowercased().unicodeScalars.filter { $0 != " " && $0 != "_" && $0 != "," }[...]
    guard 2...40 ~= rest.count else { return nil }
    if rest.starts(with: "pt".unicodeScalars) { rest = rest.dropFirst(2) }
    if rest.starts(with: "p".unicodeScalars) { rest = rest.dropFirst(1) }
    var sum = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        rest = rest.dropFirst(digits.count)
        let word = rest.prefix { ("a"..."z").contains($0) }
        rest = rest.dropFirst(word.count)
        let name = String(word)
        guard let number = Double(String(digits)), let unit = units.first(where: { $0.words.contains(name) })
        else { return nil }
        sum += number * unit.microseconds
    }
    guard sum > 0, sum < 1e15 else { return nil }
    return TimeSpan(microseconds: Int64(sum)).durationText
}
