// Spans of time as a histogram.

import Model
import Testing

@testable import Site

@Suite struct SpanHistogramTests {
    @Test func spansAreCountedInEveryBucketThatHoldsThem() {
        let histogram = SpanHistogram(bounds: [10, 100])
        for milliseconds in [1, 10, 11, 1000] { histogram.note(.milliseconds(Int64(milliseconds))) }
        let reading = histogram.reading
        #expect(reading.buckets.map(\.count) == [2, 3])
        #expect(reading.buckets.map(\.bound) == [0.01, 0.1])
        #expect(reading.count == 4)
        #expect(abs(reading.sum - 1.022) < 1e-9)
    }
}
