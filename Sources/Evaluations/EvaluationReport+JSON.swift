// A report as bytes: one row on each line, so that version control shows what moved.

package import Model

extension EvaluationReport {
    /// Equal reports give equal bytes.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writeHead(to: &writer)
            writer.key("cases")
            writer.raw(Array("[".utf8))
        }
        // The last byte ends the object, whose array has only begun.
        var bytes = Array(writer.bytes.dropLast())
        for (place, row) in cases.enumerated() {
            var line = JSONWriter()
            row.write(to: &line)
            bytes += Array(place == 0 ? "\n".utf8 : ",\n".utf8) + line.bytes
        }
        return bytes + Array("\n]}\n".utf8)
    }

    /// Everything but the rows.
    package func writeHead(to writer: inout JSONWriter) {
        writer.field("schema", Self.schema)
        writer.key("suite")
        writer.object { suite.write(to: &$0) }
        writer.field("target", target)
        writer.field("role", role)
        writer.field("model", model)
        writer.field("requested_model", requestedModel)
        write("served_models", servedModels, to: &writer)
        write("fingerprints", fingerprints, to: &writer)
        writer.key("parameters")
        writer.object { parameters.write(to: &$0) }
        writer.field("monitord", version)
        write("judges", judges, to: &writer)
        writer.field("started_at", startedAt.rfc3339)
        writer.field("ended_at", endedAt.rfc3339)
        writer.field("passed", passed)
        writer.field("failed", failed)
        writer.field("not_measured", unmeasured)
    }

    private func write(_ name: String, _ texts: [String], to writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in for text in texts { writer.value(text) } }
    }
}

extension SuiteMark {
    func write(to writer: inout JSONWriter) {
        writer.field("name", name)
        writer.field("kind", kind.rawValue)
        writer.field("hash", hash)
        writer.field("items", items)
        writer.field("zero_tolerance", isZeroTolerance)
    }
}

extension AskingParameters {
    func write(to writer: inout JSONWriter) {
        writer.key("temperature")
        writer.optional(temperature)
        writer.key("top_p")
        writer.optional(topP)
        writer.field("max_tokens", maxTokens)
        writer.field("seed", hasSeed)
        writer.field("system_hash", systemHash)
        writer.field("repeats", repeats)
    }
}

extension EvaluationCase {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("attempt", attempt)
            writer.field("category", category)
            writer.key("buckets")
            writer.object { writer in for bucket in buckets { writer.field(bucket.name, bucket.value) } }
            writer.field("weight", weight)
            writer.field("expect", expectation)
            writer.field("outcome", outcome.name)
            writer.field("verdict", verdict.rawValue)
            writer.key("score")
            writer.optional(score)
            if let formatValid { writer.field("format_valid", formatValid) }
            if let hedgingAbsent { writer.field("hedging_absent", hedgingAbsent) }
            writer.field("answer_bytes", answerBytes)
            writer.field("latency_ms", Double(latency.microseconds) / 1000)
            if let inputTokens { writer.field("input_tokens", inputTokens) }
            if let outputTokens { writer.field("output_tokens", outputTokens) }
            writer.field("answer_hash", answerHash)
            writer.field("reason", reason)
        }
    }
}

extension JSONWriter {
    mutating func optional(_ number: Double?) {
        if let number { value(number) } else { null() }
    }
}
