// The canonical form of an accepted event, for people and for pipes. Cold path: simdjson's full parser.
#include "decoder.hpp"

using simdjson::dom::element;
using simdjson::dom::object;

namespace {

const char *const request_fields[] = {"model", "category", "language", "stream", "text", "text_hash", "messages", "params", nullptr};
const char *const response_fields[] = {"id", "text", "text_hash", "refusal", "finish_reason", "finish_reason_raw", "tool_calls", nullptr};
const char *const usage_fields[] = {"input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", nullptr};
const char *const latency_fields[] = {"total_ms", "first_token_ms", nullptr};
const char *const error_fields[] = {"type", "message", nullptr};
const char *const sampling_fields[] = {"rate", "reason", nullptr};
const char *const canary_fields[] = {"id", "suite", "run_id", "expect", nullptr};

/// Top-level fields in canonical order; those with members keep only the members of the schema.
const struct { const char *name; const char *const *members; } fields[] = {
    {"model", nullptr}, {"deployment", nullptr}, {"environment", nullptr}, {"base_model", nullptr}, {"provider", nullptr},
    {"operation", nullptr}, {"request", request_fields}, {"response", response_fields}, {"usage", usage_fields},
    {"latency", latency_fields}, {"error", error_fields}, {"signals", nullptr}, {"evaluations", nullptr},
    {"guardrails", nullptr}, {"sampling", sampling_fields}, {"canary", canary_fields}, {"conversation_id", nullptr},
    {"user_hash", nullptr}, {"trace_id", nullptr}, {"span_id", nullptr}, {"labels", nullptr},
};

void append(std::string &out, const char *name, const element &value) {
    if (out.back() != '{') out += ',';
    out += '"';
    out += name;
    out += "\":";
    out += simdjson::minify(value);
}

bool load(monitord_decoder *decoder, const uint8_t *bytes, size_t size, element &root) {
    decoder->padded.assign(reinterpret_cast<const char *>(bytes), size);
    decoder->padded.resize(size + simdjson::SIMDJSON_PADDING);
    return !decoder->dom.parse(decoder->padded.data(), size, false).get(root);
}

} // namespace

monitord_status monitord_canonical(
    monitord_decoder *decoder, const uint8_t *bytes, size_t size, monitord_slice time, monitord_slice *canonical) {
    element root;
    object event;
    if (!load(decoder, bytes, size, root) || root.get(event)) return monitord_bad_syntax;
    std::string &out = decoder->canonical;
    out = "{";
    element value;
    if (!event["schema"].get(value)) append(out, "schema", value);
    if (!event["id"].get(value)) append(out, "id", value);
    out += ",\"time\":\"";
    out.append(reinterpret_cast<const char *>(time.bytes), time.size);
    out += '"';
    for (const auto &field : fields) {
        if (event[field.name].get(value) || value.is_null()) continue;
        object members;
        if (!field.members || value.get(members)) {
            append(out, field.name, value);
            continue;
        }
        out += std::string(",\"") + field.name + "\":{";
        for (const char *const *name = field.members; *name; ++name)
            if (!members[*name].get(value) && !value.is_null()) append(out, *name, value);
        out += '}';
    }
    *canonical = {reinterpret_cast<const uint8_t *>(out.data()), out.size()};
    return monitord_ok;
}

bool monitord_dom_accepts(monitord_decoder *decoder, const uint8_t *bytes, size_t size) {
    element root;
    return load(decoder, bytes, size, root);
}
