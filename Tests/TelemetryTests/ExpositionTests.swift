// Both text formats of metrics, to the byte.

import Telemetry
import Testing

@Suite struct ExpositionTests {
    private let counter = MetricFamily("a_things", .counter, "Things \"so\" \\ far\nand on.")

    private func text(_ format: Exposition.Format, _ body: (inout Exposition) -> Void) -> String {
        var exposition = Exposition(format)
        body(&exposition)
        return String(decoding: exposition.end(), as: UTF8.self)
    }

    @Test func prometheusTextNamesTheCounterWithItsTotal() {
        let text = text(.prometheus) { exposition in
            exposition.begin(counter)
            exposition.sample(LabelText([("k", "v")]), 1)
        }
        #expect(
            text == """
                # HELP a_things_total Things "so" \\\\ far\\nand on.
                # TYPE a_things_total counter
                a_things_total{k="v"} 1

                """)
    }

    @Test func openMetricsNamesTheFamilyWithoutItAndEnds() {
        let text = text(.openMetrics) { exposition in
            exposition.begin(counter)
            exposition.sample(LabelText(), Int64(3))
        }
        #expect(
            text == """
                # HELP a_things Things \\"so\\" \\\\ far\\nand on.
                # TYPE a_things counter
                a_things_total 3
                # EOF

                """)
    }

    @Test func aMetricWithoutSamplesIsAbsent() {
        #expect(text(.prometheus) { $0.begin(counter) } == "")
        let nothing = text(.prometheus) { exposition in
            exposition.begin(counter)
            exposition.sample(LabelText(), Double.nan)
        }
        #expect(nothing == "")
    }

    @Test func valuesOfLabelsAreEscapedAndCut() {
        #expect(String(decoding: LabelText([("a", "x\"y\\z\n")]).bytes, as: UTF8.self) == "a=\"x\\\"y\\\\z\\n\"")
        let long = LabelText([("a", String(repeating: "é", count: 100))])
        #expect(long.bytes.count == 4 + 128)
        let odd = LabelText([("a", "x" + String(repeating: "é", count: 100))])
        #expect(odd.bytes.count == 4 + 127)
        #expect(String(validating: odd.bytes, as: UTF8.self) != nil)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.5, "-0.5"), (1e20, "1e+20"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (12345, "12345"),
        (-7, "-7"), (1e14, "100000000000000"), (0.1, "0.1"),
    ])
    func numbersReadBack(value: Double, expected: String) {
        let line = text(.prometheus) { exposition in
            exposition.begin(counter)
            exposition.sample(LabelText(), value)
        }
        #expect(line.hasSuffix("a_things_total \(expected)\n"))
    }

    @Test func histogramsHaveEveryBucketAndTheirEnd() {
        let text = text(.prometheus) { exposition in
            exposition.begin(MetricFamily("a_seconds", .histogram, "A."))
            exposition.histogram(buckets: [(0.5, 1), (1, 3)], sum: 2.5, count: 4)
        }
        #expect(
            text.hasSuffix(
                """
                a_seconds_bucket{le="0.5"} 1
                a_seconds_bucket{le="1.0"} 3
                a_seconds_bucket{le="+Inf"} 4
                a_seconds_sum 2.5
                a_seconds_count 4

                """))
    }

    @Test func aScraperGetsTheFormatThatItNames() {
        #expect(Exposition.Format(accept: nil) == .prometheus)
        #expect(Exposition.Format(accept: "text/plain;version=0.0.4") == .prometheus)
        let prometheus = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
        #expect(Exposition.Format(accept: prometheus) == .openMetrics)
    }
}
