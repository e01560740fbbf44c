// A number that somebody scrapes.

/// Samples of one name, as Prometheus knows them.
package struct MetricFamily: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package struct Sample: Equatable, Sendable {
        package var labels: [(name: String, value: String)]
        package var value: Double
        /// `_bucket`, `_sum`, `_count` of a histogram; empty otherwise.
        package var suffix = ""

        package init(_ labels: [(name: String, value: String)] = [], _ value: Double, suffix: String = "") {
            (self.labels, self.value, self.suffix) = (labels, value, suffix)
        }

        package static func == (left: Sample, right: Sample) -> Bool {
            left.value == right.value && left.suffix == right.suffix
                && left.labels.elementsEqual(right.labels) { $0 == $1 }
        }
    }

    /// Without `_total`, which counters get when they are written.
    package var name: String
    package var kind: Kind
    package var help: String
    package var samples: [Sample] = []

    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample] = []) {
        (self.name, self.kind, self.help, self.samples) = (name, kind, help, samples)
    }
}
