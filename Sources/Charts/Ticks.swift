// Round numbers and round times for the axes of a picture.

internal import Model

enum Ticks {
    /// Round values inside of a range, at most `count` and at least one where there is one.
    static func values(in range: ClosedRange<Double>, count: Int) -> [Double] {
        let span = range.upperBound - range.lowerBound
        guard span > 0, span.isFinite, count > 0 else { return [] }
        var (step, exponent) = (1.0, 0)
        while step > span, exponent > -300 { (step, exponent) = (step / 10, exponent - 1) }
        while step * 10 <= span, exponent < 300 { (step, exponent) = (step * 10, exponent + 1) }
        // Now 1 to 10 steps fit.
        let sizes = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10].map { $0 * step }
        guard let size = sizes.first(where: { span / $0 <= Double(count) }) else { return [] }
        var values: [Double] = []
        var place = (range.lowerBound / size).rounded(.up)
        // Very large numbers have no room for steps.
        while place * size <= range.upperBound, values.count < count, place + 1 > place {
            values.append(place * size)
            place += 1
        }
        return values
    }

    private static let minute: Int64 = 60_000_000
    private static let day = 1440 * minute
    private static let spans: [Int64] =
        [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200].map { $0 * minute }

    /// Round moments of UTC inside of [from, until), at most `count`.
    static func times(from: EventTime, until: EventTime, count: Int) -> [EventTime] {
        let whole = (until - from).microseconds
        guard whole > 0, count > 0 else { return [] }
        let span = spans.first { whole / $0 <= Int64(count) } ?? max(spans[spans.count - 1], whole / Int64(count))
        var times: [EventTime] = []
        var time = from.microseconds.dividedFloor(by: span) * span
        if time < from.microseconds { time += span }
        while time < until.microseconds, times.count < count {
            times.append(EventTime(microseconds: time))
            let (next, isOver) = time.addingReportingOverflow(span)
            if isOver { break }
            time = next
        }
        return times
    }

    /// `14:05`, or the day at midnight.
    static func word(_ time: EventTime) -> String {
        let text = time.rfc3339
        let isDay = time.microseconds.dividedFloor(by: day) * day == time.microseconds
        return isDay ? String(text.prefix(10).dropFirst(5)) : String(text.dropFirst(11).prefix(5))
    }
}
