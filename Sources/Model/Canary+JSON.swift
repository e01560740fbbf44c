// Runs of canaries and their results as JSON.

extension CanaryRun {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in writeFields(to: &writer) }
    }

    /// The fields of its object, without its items.
    package func writeFields(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("suite", suite)
        writer.field("kind", kind.rawValue)
        writer.field("target", target)
        writer.field("model", model)
        if let slot { writer.field("slot", slot) }
        writer.field("suite_hash", suiteHash)
        writer.field("due_at", dueAt.rfc3339)
        writer.field("started_at", startedAt.rfc3339)
        if let endedAt { writer.field("ended_at", endedAt.rfc3339) }
        writer.field("deadline", deadline.rfc3339)
        writer.field("state", state.rawValue)
        if !reason.isEmpty { writer.field("reason", reason) }
        writer.field("planned", planned)
        writer.field("passed", passed)
        writer.field("flaky", flaky)
        writer.field("failed", failed)
        writer.field("not_measured", notMeasured)
    }
}

extension CanaryResult {
    /// The fields of its object, without its run and item.
    package func writeFields(to writer: inout JSONWriter) {
        writer.field("attempt", attempt)
        writer.field("request_id", requestID)
        writer.field("outcome", outcome.name)
        writer.field("verdict", verdict.rawValue)
        if !reason.isEmpty { writer.field("reason", reason) }
        if !judge.isEmpty { writer.field("judge", judge) }
        writer.field("at", at.rfc3339)
        writer.field("latency_ms", latency.seconds * 1000)
        if let inputTokens { writer.field("input_tokens", inputTokens) }
        if let outputTokens { writer.field("output_tokens", outputTokens) }
        writer.field("answer_bytes", answerBytes)
        if !servedModel.isEmpty { writer.field("served_model", servedModel) }
        if !fingerprint.isEmpty { writer.field("fingerprint", fingerprint) }
    }
}

extension CanaryPause {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("by", by)
            writer.field("at", at.rfc3339)
            writer.field("reason", reason)
        }
    }
}
