import Telemetry
import Testing

@Suite struct MetricTests {
    @Test func samplesAreEqualByLabelsAndValue() {
        #expect(MetricFamily.Sample([("a", "b")], 1) == MetricFamily.Sample([("a", "b")], 1))
        #expect(MetricFamily.Sample([("a", "b")], 1) != MetricFamily.Sample([("a", "c")], 1))
    }
}
