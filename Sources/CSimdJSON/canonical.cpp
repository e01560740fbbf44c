// The canonical form of an accepted event, for people and for pipes. Cold path.
#include "decoder.hpp"

using namespace monitord;

namespace {

/// A field that the canonical form keeps. With members it is an object, or an array of objects, of just these.
struct Field {
    const char *name;
    const Field *members;
};

constexpr size_t fields_max = 32;
/// Stands for the time that the caller normalised.
constexpr Field normalised_time[] = {{nullptr, nullptr}};

constexpr Field request[] = {{"model"}, {"category"}, {"language"}, {"stream"}, {"text"}, {"text_hash"}, {"messages"}, {"params"}, {nullptr}};
constexpr Field response[] = {{"id"}, {"text"}, {"text_hash"}, {"refusal"}, {"finish_reason"}, {"finish_reason_raw"}, {"tool_calls"}, {nullptr}};
constexpr Field usage[] = {{"input_tokens"}, {"output_tokens"}, {"reasoning_tokens"}, {"cached_tokens"}, {nullptr}};
constexpr Field latency[] = {{"total_ms"}, {"first_token_ms"}, {nullptr}};
constexpr Field error[] = {{"type"}, {"message"}, {nullptr}};
constexpr Field evaluations[] = {{"name"}, {"score"}, {"label"}, {"explanation"}, {"evaluator"}, {"error_type"}, {nullptr}};
constexpr Field guardrails[] = {{"name"}, {"verdict"}, {"action"}, {"policy"}, {nullptr}};
constexpr Field sampling[] = {{"rate"}, {"reason"}, {nullptr}};
constexpr Field canary[] = {{"id"}, {"suite"}, {"run_id"}, {"expect"}, {nullptr}};
constexpr Field event[] = {
    {"schema"}, {"id"}, {"time", normalised_time}, {"model"}, {"deployment"}, {"environment"}, {"base_model"}, {"provider"},
    {"operation"}, {"request", request}, {"response", response}, {"usage", usage}, {"latency", latency}, {"error", error},
    {"signals"}, {"evaluations", evaluations}, {"guardrails", guardrails}, {"sampling", sampling}, {"canary", canary},
    {"conversation_id"}, {"user_hash"}, {"trace_id"}, {"span_id"}, {"labels"}, {nullptr},
};

/// Copies values from the message to `out`. Numbers keep their digits: nothing is rounded on the way.
struct Canonical {
    /// Before the first token; each walk takes a copy, and with it the whole scratch space.
    const Tokens message;
    monitord_slice time;
    std::string &out;

    Tokens tokens(uint32_t at) const {
        Tokens copy = message;
        copy.at = at;
        return copy;
    }

    bool object(uint32_t at, const Field *fields) {
        struct { uint32_t from, to; } found[fields_max] = {};
        Tokens walk = tokens(at);
        bool read = walk.object([&](const monitord_slice &key) {
            uint32_t from = walk.at;
            if (!walk.skip()) return false;
            if (message.bytes[message.index[from]] == 'n') return true;
            for (size_t i = 0; fields[i].name; ++i)
                if (is(key, fields[i].name, strlen(fields[i].name))) found[i] = {from, walk.at};
            return true;
        });
        if (!read) return false;
        out += '{';
        for (size_t i = 0; fields[i].name; ++i) {
            if (!found[i].to) continue;
            if (out.back() != '{') out += ',';
            out += '"';
            out += fields[i].name;
            out += "\":";
            if (!value(found[i].from, found[i].to, fields[i].members)) return false;
        }
        out += '}';
        return true;
    }

    bool value(uint32_t from, uint32_t to, const Field *members) {
        if (members == normalised_time) {
            quote(time);
            return true;
        }
        if (!members) return copy(from, to);
        if (message.bytes[message.index[from]] == '{') return object(from, members);
        out += '[';
        Tokens walk = tokens(from);
        bool read = walk.array([&] {
            if (out.back() != '[') out += ',';
            uint32_t element = walk.at;
            return walk.skip() && object(element, members);
        });
        out += ']';
        return read;
    }

    /// Tokens as they are, without the white space between them.
    bool copy(uint32_t from, uint32_t to) {
        for (uint32_t at = from; at < to; ++at) {
            const uint8_t *c = message.bytes + message.index[at], *end = message.bytes + message.index[at + 1];
            if (*c == '"') {
                monitord_slice text;
                if (!tokens(at).string(text)) return false;
                quote(text);
            } else {
                while (c < end && !is_space(*c)) out += char(*c++);
            }
        }
        return true;
    }

    /// The escapes of Model.JSONWriter.
    void quote(const monitord_slice &text) {
        out += '"';
        for (const uint8_t *c = text.bytes, *end = c + text.size; c < end; ++c) {
            switch (*c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (*c >= 0x20) out += char(*c);
                else (out += *c < 16 ? "\\u000" : "\\u001") += "0123456789abcdef"[*c & 15];
            }
        }
        out += '"';
    }
};

} // namespace

monitord_status monitord_canonical(
    monitord_decoder *decoder, const uint8_t *bytes, size_t size, monitord_slice time, monitord_slice *canonical) {
    Tokens tokens;
    monitord_status opened = decoder->open(bytes, size, tokens);
    if (opened != monitord_ok) return opened;
    try {
        std::string &out = decoder->canonical;
        out.clear();
        if (!Canonical{tokens, time, out}.object(0, event)) return monitord_bad_syntax;
        out.pop_back();
        *canonical = {reinterpret_cast<const uint8_t *>(out.data()), out.size()};
        return monitord_ok;
    } catch (const std::bad_alloc &) {
        return monitord_out_of_memory;
    }
}

bool monitord_dom_accepts(monitord_decoder *decoder, const uint8_t *bytes, size_t size) {
    decoder->padded.assign(reinterpret_cast<const char *>(bytes), size);
    decoder->padded.resize(size + simdjson::SIMDJSON_PADDING);
    return !decoder->dom.parse(decoder->padded.data(), size, false).error();
}

const char *monitord_simdjson_version(void) {
#define MONITORD_TEXT(words) #words
#define MONITORD_VERSION_TEXT(words) MONITORD_TEXT(words)
    return MONITORD_VERSION_TEXT(SIMDJSON_VERSION);
}
