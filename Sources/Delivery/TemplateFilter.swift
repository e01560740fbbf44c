// What templates do to values before they are shown.

import Model

/// One word behind a bar: `percent`, `default("unknown")`.
enum TemplateFilter: Equatable, Sendable {
    case percent, duration, time, upper, json
    case round(digits: Int)
    /// What stands there when the value is missing or empty.
    case standard(String)

    static let names = ["percent", "round", "duration", "time", "upper", "default", "json"]
    static let digitsMax = 6

    /// Whether it makes something of values of this kind.
    func takes(_ kind: TemplatePath.Kind) -> Bool {
        switch (self, kind) {
        case (.percent, .share), (.percent, .number), (.round, .share), (.round, .number), (.round, .seconds): true
        case (.duration, .seconds), (.time, .time), (.upper, .text), (.json, _), (.standard, _): true
        case (.percent, _), (.round, _), (.duration, _), (.time, _), (.upper, _): false
        }
    }

    /// What it wants, in words.
    var wants: String {
        switch self {
        case .percent, .round: "a number"
        case .duration: "a number of seconds"
        case .time: "a time"
        case .upper: "a text"
        case .json, .standard: "any value"
        }
    }

    func applied(to value: JSONValue?) -> JSONValue? {
        switch self {
        case .standard(let text):
            if case .string("")? = value { return .string(text) }
            return value == nil || value == .null ? .string(text) : value
        case .percent: return value?.number.map { .string(percentText($0)) } ?? value
        case .round(let digits): return value?.number.map { .string(decimalText($0, digits: digits)) } ?? value
        case .duration: return value?.number.flatMap(durationText).map { .string($0) } ?? value
        case .time: return value?.string.flatMap(EventTime.init(rfc3339:)).map { .string(minuteText($0)) } ?? value
        case .upper: return value?.string.map { .string($0.uppercased()) } ?? value
        case .json:
            return value.map { value in
                var writer = JSONWriter()
                value.write(to: &writer)
                return .string(writer.text)
            }
        }
    }
}

/// 0.7214 as `72.1 %`; small shares keep two digits.
private func percentText(_ share: Double) -> String {
    let percent = share * 100
    var digits = 1
    while digits < TemplateFilter.digitsMax, percent != 0, abs(percent) * powerOfTen(digits - 1) < 1 { digits += 1 }
    return decimalText(percent, digits: digits) + " %"
}

/// With so many digits behind the point; numbers beyond 10^12 as they are.
private func decimalText(_ number: Double, digits: Int) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return String(number) }
    let scale = powerOfTen(digits)
    let scaled = Int64((abs(number) * Double(scale)).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let sign = number < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    let fraction = String(rest)
    return sign + String(whole) + "." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
}

private func powerOfTen(_ digits: Int) -> Double {
    var power = 1.0
    for _ in 0..<max(0, digits) { power *= 10 }
    return power
}

private func durationText(_ seconds: Double) -> String? {
    guard seconds.isFinite, 0...1e9 ~= seconds else { return nil }
    return TimeSpan(microseconds: Int64((seconds * 1000).rounded()) * 1000).durationText
}

/// `2026-11-21 14:05 UTC`.
private func minuteText(_ time: EventTime) -> String {
    let text = Array(time.rfc3339.utf8)
    guard text.count >= 16 else { return time.rfc3339 }
    return String(decoding: text[..<10], as: UTF8.self) + " " + String(decoding: text[11..<16], as: UTF8.self) + " UTC"
}
