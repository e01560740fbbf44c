// Every field of `monitord.inference/1` with the JSON types that it takes.

import Events

enum JSONKind: CaseIterable, Sendable {
    case null, bool, string, number, array, object

    var example: String {
        switch self {
        case .null: "null"
        case .bool: "true"
        case .string: "\"x\""
        case .number: "1"
        case .array: "[]"
        case .object: "{}"
        }
    }
}

struct SchemaField: Sendable {
    let path: String
    let kinds: Set<JSONKind>
    /// The answers to examples that have the right type and still are wrong.
    var exceptions: [JSONKind: RejectReason] = [:]
    /// The name in rejections, where the path holds a name of the producer.
    var reported: String?

    func answer(_ kind: JSONKind) -> Answer {
        if let reason = exceptions[kind] { return .rejected(reason, reported ?? path) }
        return kinds.contains(kind) ? .accepted : .rejected(.type, reported ?? path)
    }
}

private func fields(_ kinds: Set<JSONKind>, _ paths: String...) -> [SchemaField] {
    paths.map { SchemaField(path: $0, kinds: kinds.union([.null])) }
}

let schemaFields: [SchemaField] =
    [
        SchemaField(path: "schema", kinds: [.string], exceptions: [.null: .missing, .string: .schema]),
        SchemaField(path: "id", kinds: [.string], exceptions: [.null: .missing]),
        SchemaField(
            path: "time", kinds: [.string, .number], exceptions: [.null: .missing, .string: .time, .number: .time]),
        SchemaField(path: "model", kinds: [.string], exceptions: [.null: .missing]),
        SchemaField(path: "response.finish_reason", kinds: [.null, .string], exceptions: [.string: .value]),
        SchemaField(path: "guardrails.verdict", kinds: [.null, .string], exceptions: [.string: .value]),
        SchemaField(path: "signals.toxicity", kinds: [.null, .bool, .number], reported: "signals"),
        SchemaField(path: "labels.region", kinds: [.null, .string], reported: "labels"),
        SchemaField(path: "labels.topic", kinds: [.null, .string], reported: "labels"),
    ]
    + fields(
        [.string], "deployment", "environment", "base_model", "provider", "operation", "conversation_id", "user_hash",
        "trace_id", "span_id", "request.category", "request.model", "request.language", "request.text",
        "request.text_hash", "response.id", "response.text", "response.text_hash", "response.finish_reason_raw",
        "error.type", "error.message", "evaluations.name", "evaluations.label", "evaluations.error_type",
        "evaluations.evaluator", "evaluations.explanation", "guardrails.name", "guardrails.action", "guardrails.policy",
        "sampling.reason", "canary.id", "canary.suite", "canary.run_id", "canary.expect")
    + fields(
        [.object], "request", "request.params", "response", "usage", "latency", "error", "signals", "sampling",
        "canary",
        "labels")
    + fields([.array], "request.messages", "evaluations", "guardrails")
    + fields([.bool], "request.stream")
    + fields([.bool, .string], "response.refusal")
    + fields([.bool, .number], "signals.refusal")
    + fields(
        [.number], "usage.input_tokens", "usage.output_tokens", "usage.reasoning_tokens", "usage.cached_tokens",
        "latency.total_ms", "latency.first_token_ms", "evaluations.score", "sampling.rate")
    + fields(
        Set(JSONKind.allCases), "response.tool_calls", "unknown", "request.unknown", "usage.unknown", "canary.unknown")
