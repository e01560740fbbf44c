// Metrics as text: Prometheus 0.0.4, or OpenMetrics 1.0.

/// One growing text. All samples of a metric come in one piece, as both formats want it.
package struct Exposition: Sendable {
    package enum Format: Sendable {
        case prometheus, openMetrics

        package var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }

        /// What a scraper that accepts this wants (RFC 9110, §12.5.1, without its weights: who names OpenMetrics
        /// prefers it).
        package init(accept: String?) {
            let isOpen = accept?.lowercased().contains("application/openmetrics-text") ?? false
            self = isOpen ? .openMetrics : .prometheus
        }
    }

    package let format: Format
    package private(set) var bytes: [UInt8] = []
    private var name: [UInt8] = []
    /// What is written before the first sample of the metric, so that one without samples is absent.
    private var head: [UInt8] = []

    package init(_ format: Format) {
        self.format = format
    }

    /// The samples that follow are of this metric.
    package mutating func begin(_ metric: MetricFamily) {
        let title = format == .openMetrics ? metric.name : metric.fullName
        name = Array(metric.fullName.utf8)
        var help = ""
        for scalar in metric.help.unicodeScalars {
            switch scalar {
            case "\\": help += "\\\\"
            case "\n": help += "\\n"
            case "\"" where format == .openMetrics: help += "\\\""
            default: help.unicodeScalars.append(scalar)
            }
        }
        head = Array("# HELP \(title) \(help)\n# TYPE \(title) \(metric.kind.rawValue)\n".utf8)
    }

    /// A value that is no number is absent.
    package mutating func sample(_ labels: LabelText = LabelText(), _ value: Double, suffix: StaticString = "") {
        guard !value.isNaN else { return }
        open(labels, suffix)
        if value.isInfinite {
            bytes.append(contentsOf: (value > 0 ? "+Inf" : "-Inf").utf8)
        } else if value == value.rounded(), abs(value) < 1e15 {
            append(Int64(value))
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
        bytes.append(0x0A)
    }

    package mutating func sample(_ labels: LabelText = LabelText(), _ value: Int64) {
        open(labels, "")
        append(value)
        bytes.append(0x0A)
    }

    /// `buckets` are upper bounds and how many were not above, rising.
    package mutating func histogram(buckets: [(bound: Double, count: Int64)], sum: Double, count: Int64) {
        for bucket in buckets {
            sample(LabelText([("le", bucket.bound.description)]), Double(bucket.count), suffix: "_bucket")
        }
        sample(LabelText([("le", "+Inf")]), Double(count), suffix: "_bucket")
        sample(LabelText(), sum, suffix: "_sum")
        sample(LabelText(), Double(count), suffix: "_count")
    }

    /// The whole text.
    package consuming func end() -> [UInt8] {
        if format == .openMetrics { bytes.append(contentsOf: "# EOF\n".utf8) }
        return bytes
    }

    private mutating func open(_ labels: LabelText, _ suffix: StaticString) {
        if !head.isEmpty {
            bytes.append(contentsOf: head)
            head = []
        }
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: "\(suffix)".utf8)
        if !labels.bytes.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes.append(contentsOf: labels.bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(0x20)
    }

    /// Small counts are most of a scrape, and a String for each is most of its time.
    private mutating func append(_ number: Int64) {
        guard number >= 0, number < 1_000_000_000 else {
            bytes.append(contentsOf: String(number).utf8)
            return
        }
        var (rest, divisor) = (number, Int64(1))
        while divisor * 10 <= rest { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
