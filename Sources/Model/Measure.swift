// The numbers that an event may carry and a rule may watch.

/// A number of one event, by its word in TOML: `latency_ms`, `output_tokens`, `signals.toxicity`, `text.vocabulary`.
package struct Measure: Hashable, Comparable, Sendable {
    package enum Source: UInt8, Sendable {
        case latency, inputTokens, outputTokens
        /// Distinct words over words of the response.
        case vocabulary
        /// 1 when the response has a fenced code block, a list, a heading; else 0.
        case code, list, heading
        /// A number in [0, 1] or a flag that the producer sent, by name.
        case signal
    }

    package let source: Source
    /// The name behind `signals.`; empty for other sources.
    package let signal: String

    package init(signal: String) {
        source = .signal
        self.signal = signal
    }

    package init(_ source: Source) {
        precondition(source != .signal, "a signal has a name")
        self.source = source
        signal = ""
    }

    package static let fixed: [(name: String, source: Source)] = [
        ("latency_ms", .latency), ("input_tokens", .inputTokens), ("output_tokens", .outputTokens),
        ("text.vocabulary", .vocabulary), ("text.code", .code), ("text.list", .list), ("text.heading", .heading),
    ]

    /// Nil for a word that names no measure. A signal's name has 1 to 64 of a-z, 0-9, `_`, `-` and `.`.
    package init?(name: String) {
        if let known = Measure.fixed.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            self.init(known.source)
            return
        }
        guard name.hasPrefix("signals.") else { return nil }
        let signal = name.dropFirst("signals.".count)
        let isGood = signal.utf8.allSatisfy {
            0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || "_-.".utf8.contains($0)
        }
        guard isGood, 1...64 ~= signal.utf8.count else { return nil }
        self.init(signal: String(signal))
    }

    package var name: String {
        source == .signal ? "signals." + signal : Measure.fixed.first { $0.source == source }?.name ?? ""
    }

    /// Whether every value lies in [0, 1].
    package var isShare: Bool {
        switch source {
        case .latency, .inputTokens, .outputTokens: false
        case .vocabulary, .code, .list, .heading, .signal: true
        }
    }

    package static func < (left: Measure, right: Measure) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    /// As many as an event has places for.
    package static let countMax = 8
}
