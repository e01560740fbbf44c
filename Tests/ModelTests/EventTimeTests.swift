// Times in and out.

import Model
import Testing

@Suite struct EventTimeTests {
    /// SplitMix64, so that a failure can be repeated from its round.
    private func draw(_ state: inout UInt64, below bound: Int64) -> Int64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int64((word ^ (word >> 31)) >> 1) % bound
    }

    @Test(arguments: [UInt64(1), 2, 3]) func textReadsBack(seed: UInt64) {
        var state = seed
        let (first, last) = (EventTime.accepted.lowerBound.microseconds, EventTime.accepted.upperBound.microseconds)
        let borders = [first, first + 1, last - 1, last]
        for round in 0..<5000 {
            var microseconds = round < borders.count ? borders[round] : first + draw(&state, below: last - first)
            if round % 3 == 1 { microseconds -= microseconds % 1000 }
            if round % 3 == 2 { microseconds -= microseconds % 1_000_000 }
            let time = EventTime(microseconds: microseconds)
            let text = time.rfc3339
            #expect(EventTime(rfc3339: text) == time, "seed \(seed) round \(round)")
            #expect(
                text.hasSuffix("Z") && [20, 24, 27].contains(text.utf8.count), "seed \(seed) round \(round): \(text)")
        }
    }

    @Test(arguments: [UInt64(4), 5]) func epochNumberReadsBackInEveryUnit(seed: UInt64) {
        var state = seed
        for round in 0..<2000 {
            let second = 1_000_000_000 + draw(&state, below: 8_000_000_000)
            let time = EventTime(microseconds: second * 1_000_000)
            for unit: Int64 in [1, 1000, 1_000_000, 1_000_000_000] {
                #expect(EventTime(epoch: second * unit) == time, "seed \(seed) round \(round) unit \(unit)")
            }
        }
    }

    /// A double near 1.7e9 is exact to 0.2 us: the nearest microsecond is the one that was written.
    @Test(arguments: [UInt64(6), 7]) func epochFractionKeepsItsMicroseconds(seed: UInt64) {
        var state = seed
        for round in 0..<2000 {
            let time = EventTime(microseconds: 1_000_000_000_000_000 + draw(&state, below: 3_000_000_000_000_000))
            let seconds = Double(time.microseconds) / 1_000_000
            #expect(EventTime(epoch: seconds) == time, "seed \(seed) round \(round)")
        }
    }

    @Test func epochFractionIsRefusedOutsideTheRange() {
        for number: Double in [
            0, -1, 999_999_999.999, 1e10, 5e11, 1e13, 5e14, 1e16, 5e17, 1e19, 1e300, .infinity, -.infinity, .nan,
        ] {
            #expect(EventTime(epoch: number) == nil, "\(number)")
        }
        #expect(EventTime(epoch: 9_999_999_999.999).map(EventTime.accepted.contains) == true)
    }

    /// Each date of four centuries by its weekday-free successor: a day is always 86,400 seconds on.
    @Test func everyDayFollowsTheOneBefore() {
        let start = EventTime(rfc3339: "1999-12-31T00:00:00Z")?.microseconds ?? 0
        #expect(start == 946_598_400_000_000)
        var previous = ""
        for day in 0..<Int64(146_097) {
            let time = EventTime(microseconds: start + day * 86_400_000_000)
            let text = time.rfc3339
            #expect(text > previous && text.hasSuffix("T00:00:00Z"))
            if day % 97 == 0 { #expect(EventTime(rfc3339: text) == time) }
            previous = text
        }
        #expect(previous == "2399-12-30T00:00:00Z")
    }

    @Test func extremesPrintWithoutTraps() {
        #expect(EventTime(microseconds: 0).rfc3339 == "1970-01-01T00:00:00Z")
        #expect(EventTime(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
        #expect(EventTime(microseconds: .max).rfc3339 == "294247-01-10T04:00:54.775807Z")
        #expect(EventTime(microseconds: .min).rfc3339.hasSuffix("Z"))
    }

    @Test func arithmeticSaturates() {
        let latest = EventTime(microseconds: .max), earliest = EventTime(microseconds: .min)
        #expect(latest + .seconds(1) == latest)
        #expect(earliest + TimeSpan(microseconds: -1) == earliest)
        #expect(earliest - .seconds(1) == earliest)
        #expect(latest - TimeSpan(microseconds: -1) == latest)
        #expect(latest - earliest == TimeSpan(microseconds: .max))
        #expect(earliest - latest == TimeSpan(microseconds: .min))
    }
}
