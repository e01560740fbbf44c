// The schema `monitord.inference/1`: which fields are read, their types, limits and meaning.
#pragma once
#include "values.hpp"

namespace monitord {

constexpr size_t id_bytes_max = 128, model_bytes_max = 256, name_bytes_max = 128, text_hash_bytes_max = 128;
constexpr size_t labels_max = 32;
constexpr double sampling_rate_min = 0.0001;

/// One pass over one message.
struct EventReader : ValueReader {
    MONITORD_HOT bool time() {
        if (tokens.peek() == 'n') return fail(monitord_missing, "time");
        if (tokens.peek() == '"') {
            free(tokens.at, Leaf::time);
            event.time_kind = monitord_time_text;
            return tokens.string(event.time_text);
        }
        if (!starts_number()) return fail(monitord_wrong_type, "time");
        Tokens::Number number;
        if (!tokens.number(number)) return false;
        const char *first = reinterpret_cast<const char *>(number.text.bytes);
        if (number.is_integer() && std::from_chars(first, first + number.text.size, event.time_integer).ec == std::errc()) {
            event.time_kind = monitord_time_integer;
            return true;
        }
        // A fraction, an exponent or too many digits. What fits no double either stays 0, which is no event time.
        event.time_kind = monitord_time_decimal;
        if (!value(number, event.time_decimal)) event.time_decimal = 0;
        return true;
    }

    MONITORD_HOT bool finish_reason() {
        const char *name = "response.finish_reason";
        uint32_t start = tokens.at;
        monitord_slice word{nullptr, 0};
        if (!text(name, name_bytes_max, word)) return false;
        if (!word.bytes) return true;
        free(start, Leaf::finish);
        event.finish = finish(word);
        if (event.finish != monitord_finish_none) return true;
        tokens.at = start;
        return fail(monitord_bad_value, name);
    }

    /// monitord_finish_none for a word that is none of ours.
    MONITORD_HOT static monitord_finish finish(const monitord_slice &word) {
        if (is(word, "stop")) return monitord_finish_stop;
        if (is(word, "length")) return monitord_finish_length;
        if (is(word, "tool_call")) return monitord_finish_tool_call;
        if (is(word, "content_filter")) return monitord_finish_content_filter;
        if (is(word, "refusal")) return monitord_finish_refusal;
        if (is(word, "error")) return monitord_finish_error;
        if (is(word, "other")) return monitord_finish_other;
        return monitord_finish_none;
    }

    MONITORD_HOT bool request() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            bool ignored;
            if (is(key, "category"))
                return once(seen, 0, "request.category") && kept("request.category", name_bytes_max, monitord_name_category);
            if (is(key, "model")) return once(seen, 1, "request.model") && free_text("request.model", model_bytes_max);
            if (is(key, "language")) return once(seen, 2, "request.language") && free_text("request.language", name_bytes_max);
            if (is(key, "text")) return once(seen, 3, "request.text") && kept("request.text", SIZE_MAX, monitord_text_prompt);
            if (is(key, "text_hash"))
                return once(seen, 4, "request.text_hash") && kept("request.text_hash", text_hash_bytes_max, monitord_text_question);
            if (is(key, "stream")) return once(seen, 5, "request.stream") && boolean("request.stream", ignored);
            if (is(key, "messages")) return once(seen, 6, "request.messages") && messages();
            if (is(key, "params")) return once(seen, 7, "request.params") && container("request.params", '{');
            return tokens.skip();
        });
        return read || blame("request");
    }

    MONITORD_HOT bool container(const char *name, uint8_t open) {
        if (skipped_null()) return true;
        if (tokens.peek() != open) return fail(monitord_wrong_type, name);
        return tokens.skip();
    }

    /// Any array of anything; of messages as chat completions have them, the last of a user is kept.
    MONITORD_HOT bool messages() {
        Tokens before = tokens;
        if (!container("request.messages", '[')) return false;
        if (!reads_messages || before.peek() != '[') return true;
        monitord_slice text{nullptr, 0};
        uint32_t token = last_message(before, text);
        if (token == 0) return true;
        free(token, Leaf::kept, monitord_text_message, 0, SIZE_MAX);
        event.texts[monitord_text_message] = text;
        return true;
    }

    /// The token and the text of the last user's message, of one in parts the last text; 0 when there is none. The array
    /// was skipped already, so the grammar holds, and nobody else uses the scratch space that skipping it filled.
    MONITORD_APART static uint32_t last_message(Tokens tokens, monitord_slice &text) {
        uint32_t found = 0;
        tokens.array([&]() {
            if (tokens.peek() != '{') return tokens.skip();
            uint32_t content = 0;
            monitord_slice role{nullptr, 0}, words{nullptr, 0};
            bool read = tokens.object([&](const monitord_slice &key) {
                if (is(key, "role") && tokens.peek() == '"') return tokens.string(role);
                if (!is(key, "content")) return tokens.skip();
                if (tokens.peek() == '[') return parts(tokens, content, words);
                if (tokens.peek() != '"') return tokens.skip();
                content = tokens.at;
                return tokens.string(words);
            });
            if (content != 0 && is(role, "user")) {
                found = content;
                text = words;
            }
            return read;
        });
        return found;
    }

    /// The last `{"type":"text","text":…}` of a list of parts.
    static bool parts(Tokens &tokens, uint32_t &content, monitord_slice &words) {
        return tokens.array([&]() {
            if (tokens.peek() != '{') return tokens.skip();
            return tokens.object([&](const monitord_slice &key) {
                if (!is(key, "text") || tokens.peek() != '"') return tokens.skip();
                content = tokens.at;
                return tokens.string(words);
            });
        });
    }

    MONITORD_HOT bool response() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "finish_reason")) return once(seen, 0, "response.finish_reason") && finish_reason();
            if (is(key, "refusal")) return once(seen, 1, "response.refusal") && refusal();
            if (is(key, "text")) return once(seen, 2, "response.text") && kept("response.text", SIZE_MAX, monitord_text_response);
            if (is(key, "text_hash")) return once(seen, 3, "response.text_hash") && free_text("response.text_hash", text_hash_bytes_max);
            if (is(key, "id")) return once(seen, 4, "response.id") && kept("response.id", id_bytes_max, monitord_text_response_id);
            if (is(key, "finish_reason_raw"))
                return once(seen, 5, "response.finish_reason_raw") && free_text("response.finish_reason_raw", name_bytes_max);
            if (is(key, "tool_calls")) return once(seen, 6, "response.tool_calls") && tokens.skip();
            return tokens.skip();
        });
        return read || blame("response");
    }

    /// The provider's refusal field: a flag, or the words of the refusal.
    MONITORD_HOT bool refusal() {
        if (tokens.peek() == 't' || tokens.peek() == 'f') {
            bool flag = false;
            if (!boolean("response.refusal", flag)) return false;
            event.provider_refusal = flag ? monitord_said_refused : monitord_said_complied;
            return true;
        }
        monitord_slice words{nullptr, 0};
        if (!text("response.refusal", SIZE_MAX, words)) return false;
        if (words.size > 0) event.provider_refusal = monitord_said_refused;
        return true;
    }

    MONITORD_HOT bool usage() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "input_tokens"))
                return once(seen, 0, "usage.input_tokens") && count("usage.input_tokens", measures.place(monitord_measure_input_tokens));
            if (is(key, "output_tokens"))
                return once(seen, 1, "usage.output_tokens") && count("usage.output_tokens", measures.place(monitord_measure_output_tokens));
            if (is(key, "reasoning_tokens")) return once(seen, 2, "usage.reasoning_tokens") && count("usage.reasoning_tokens");
            if (is(key, "cached_tokens")) return once(seen, 3, "usage.cached_tokens") && count("usage.cached_tokens");
            return tokens.skip();
        });
        return read || blame("usage");
    }

    MONITORD_HOT bool latency() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "total_ms"))
                return once(seen, 0, "latency.total_ms") && free_decimal("latency.total_ms", 0, 1e12, measures.place(monitord_measure_latency));
            if (is(key, "first_token_ms"))
                return once(seen, 1, "latency.first_token_ms") && free_decimal("latency.first_token_ms", 0, 1e12);
            return tokens.skip();
        });
        return read || blame("latency");
    }

    MONITORD_HOT bool error() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        event.has_error = true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "type")) return once(seen, 0, "error.type") && text("error.type", name_bytes_max);
            if (is(key, "message")) return once(seen, 1, "error.message") && text("error.message", SIZE_MAX);
            return tokens.skip();
        });
        return read || blame("error");
    }

    MONITORD_HOT bool signals() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (key.size > name_bytes_max) return fail(monitord_too_long, "signals");
            uint8_t place = measures.signal_place(key);
            if (is(key, "refusal"))
                return once(seen, 0, "signals.refusal") && signal("signals.refusal", Leaf::refusal, place, event.signal);
            monitord_said ignored;
            return signal("signals", Leaf::signal, place, ignored);
        });
        return read || blame("signals");
    }

    MONITORD_HOT bool evaluation() {
        uint32_t seen = 0;
        double score = -1;
        monitord_slice name{nullptr, 0}, label{nullptr, 0}, failure{nullptr, 0};
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "name")) return once(seen, 0, "evaluations.name") && text("evaluations.name", name_bytes_max, name);
            if (is(key, "label")) return once(seen, 1, "evaluations.label") && text("evaluations.label", name_bytes_max, label);
            if (is(key, "score")) return once(seen, 2, "evaluations.score") && decimal("evaluations.score", -1e300, 1e300, score);
            if (is(key, "error_type"))
                return once(seen, 3, "evaluations.error_type") && text("evaluations.error_type", name_bytes_max, failure);
            if (is(key, "evaluator")) return once(seen, 4, "evaluations.evaluator") && text("evaluations.evaluator", name_bytes_max);
            if (is(key, "explanation")) return once(seen, 5, "evaluations.explanation") && text("evaluations.explanation", SIZE_MAX);
            return tokens.skip();
        });
        if (!read) return blame("evaluations");
        // An evaluator that failed has said nothing.
        if (!is(name, "refusal") || failure.size > 0) return true;
        if (is(label, "refused")) event.evaluation = monitord_said_refused;
        else if (is(label, "partial")) event.evaluation = monitord_said_partial;
        else if (is(label, "complied")) event.evaluation = monitord_said_complied;
        else if (score >= 0 && score <= 1) event.evaluation = score >= 0.5 ? monitord_said_refused : monitord_said_complied;
        return true;
    }

    MONITORD_HOT bool guardrail() {
        uint32_t seen = 0;
        monitord_slice action{nullptr, 0}, verdict{nullptr, 0};
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "name")) return once(seen, 0, "guardrails.name") && text("guardrails.name", name_bytes_max);
            if (is(key, "action")) return once(seen, 1, "guardrails.action") && text("guardrails.action", name_bytes_max, action);
            if (is(key, "policy")) return once(seen, 2, "guardrails.policy") && text("guardrails.policy", name_bytes_max);
            if (is(key, "verdict")) return once(seen, 3, "guardrails.verdict") && text("guardrails.verdict", name_bytes_max, verdict);
            return tokens.skip();
        });
        if (!read) return blame("guardrails");
        if (verdict.bytes && !is(verdict, "pass") && !is(verdict, "flag") && !is(verdict, "block") && !is(verdict, "error"))
            return fail(monitord_bad_value, "guardrails.verdict");
        if (is(verdict, "block") || is(action, "block")) event.guardrail_blocked = true;
        return true;
    }

    template <typename Element> MONITORD_HOT bool list(const char *name, Element element) {
        if (skipped_null()) return true;
        return tokens.array(element) || blame(name);
    }

    MONITORD_HOT bool sampling() {
        uint32_t seen = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "rate") && starts_number()) free(tokens.at, Leaf::sampling);
            if (is(key, "rate"))
                return once(seen, 0, "sampling.rate") && decimal("sampling.rate", sampling_rate_min, 1, event.sampling_rate);
            if (is(key, "reason")) return once(seen, 1, "sampling.reason") && text("sampling.reason", name_bytes_max);
            return tokens.skip();
        });
        return read || blame("sampling");
    }

    MONITORD_HOT bool canary() {
        if (skipped_null()) return true;
        event.is_canary = true;
        uint32_t seen = 0;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (is(key, "id")) return once(seen, 0, "canary.id") && text("canary.id", id_bytes_max);
            if (is(key, "suite")) return once(seen, 1, "canary.suite") && text("canary.suite", name_bytes_max);
            if (is(key, "run_id")) return once(seen, 2, "canary.run_id") && text("canary.run_id", id_bytes_max);
            if (is(key, "expect")) return once(seen, 3, "canary.expect") && text("canary.expect", name_bytes_max);
            return tokens.skip();
        });
        return read || blame("canary");
    }

    MONITORD_HOT bool labels() {
        size_t count = 0;
        if (skipped_null()) return true;
        bool read = tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) {
            if (++count > labels_max) return fail(monitord_too_long, "labels");
            if (key.size > name_bytes_max) return fail(monitord_too_long, "labels");
            if (is(key, "topic")) return kept("labels", name_bytes_max, monitord_name_response_topic);
            return text("labels", name_bytes_max);
        });
        return read || blame("labels");
    }

    MONITORD_HOT bool schema() {
        monitord_slice name{nullptr, 0};
        uint32_t start = tokens.at;
        if (!text("schema", name_bytes_max, name)) return false;
        if (is(name, "monitord.inference/1")) return true;
        tokens.at = start;
        return fail(name.bytes ? monitord_wrong_schema : monitord_missing, "schema");
    }

    enum Field {
        f_schema, f_id, f_time, f_model, f_request, f_response, f_usage, f_latency, f_error, f_signals, f_evaluations,
        f_guardrails, f_sampling, f_canary, f_labels, f_environment, f_deployment, f_base_model, f_provider, f_operation,
        f_conversation_id, f_user_hash, f_trace_id, f_span_id,
    };

    MONITORD_HOT bool member(uint32_t &seen, const monitord_slice &key) {
        switch (key.size) {
        case 2:
            if (!is(key, "id")) break;
            if (!once(seen, f_id, "id")) return false;
            if (!kept("id", id_bytes_max, monitord_text_id)) return false;
            return event.texts[monitord_text_id].size > 0 || fail(monitord_missing, "id");
        case 4:
            if (is(key, "time")) return once(seen, f_time, "time") && time();
            break;
        case 5:
            if (is(key, "model")) return once(seen, f_model, "model") && kept("model", model_bytes_max, monitord_name_model);
            if (is(key, "usage")) return once(seen, f_usage, "usage") && usage();
            if (is(key, "error")) return once(seen, f_error, "error") && error();
            break;
        case 6:
            if (is(key, "schema")) return once(seen, f_schema, "schema") && schema();
            if (is(key, "labels")) return once(seen, f_labels, "labels") && labels();
            if (is(key, "canary")) return once(seen, f_canary, "canary") && canary();
            break;
        case 7:
            if (is(key, "request")) return once(seen, f_request, "request") && request();
            if (is(key, "latency")) return once(seen, f_latency, "latency") && latency();
            if (is(key, "signals")) return once(seen, f_signals, "signals") && signals();
            if (is(key, "span_id")) return once(seen, f_span_id, "span_id") && free_text("span_id", id_bytes_max);
            break;
        case 8:
            if (is(key, "response")) return once(seen, f_response, "response") && response();
            if (is(key, "sampling")) return once(seen, f_sampling, "sampling") && sampling();
            if (is(key, "provider")) return once(seen, f_provider, "provider") && kept("provider", name_bytes_max, monitord_name_provider);
            if (is(key, "trace_id")) return once(seen, f_trace_id, "trace_id") && kept("trace_id", id_bytes_max, monitord_text_trace);
            break;
        case 9:
            if (is(key, "user_hash")) return once(seen, f_user_hash, "user_hash") && kept("user_hash", id_bytes_max, monitord_text_user);
            if (is(key, "operation")) return once(seen, f_operation, "operation") && kept("operation", name_bytes_max, monitord_name_operation);
            break;
        case 10:
            if (is(key, "deployment")) return once(seen, f_deployment, "deployment") && kept("deployment", name_bytes_max, monitord_name_deployment);
            if (is(key, "base_model")) return once(seen, f_base_model, "base_model") && kept("base_model", model_bytes_max, monitord_name_base_model);
            if (is(key, "guardrails")) return once(seen, f_guardrails, "guardrails") && list("guardrails", [&]() __attribute__((always_inline)) { return guardrail(); });
            break;
        case 11:
            if (is(key, "environment")) return once(seen, f_environment, "environment") && kept("environment", name_bytes_max, monitord_name_environment);
            if (is(key, "evaluations")) return once(seen, f_evaluations, "evaluations") && list("evaluations", [&]() __attribute__((always_inline)) { return evaluation(); });
            break;
        case 15:
            if (is(key, "conversation_id"))
                return once(seen, f_conversation_id, "conversation_id") && free_text("conversation_id", id_bytes_max);
            break;
        }
        return tokens.skip();
    }

    MONITORD_HOT bool read() {
        if (tokens.peek() != '{') return tokens.fail(monitord_not_object);
        uint32_t seen = 0;
        if (!tokens.object([&](const monitord_slice &key) __attribute__((always_inline)) { return member(seen, key); })) return false;
        if (tokens.at != tokens.count) return tokens.fail(monitord_bad_syntax);
        if (!(seen >> f_schema & 1)) return fail(monitord_missing, "schema");
        if (!(seen >> f_id & 1)) return fail(monitord_missing, "id");
        if (!(seen >> f_time & 1)) return fail(monitord_missing, "time");
        if (event.texts[monitord_name_model].size == 0) return fail(monitord_missing, "model");
        return true;
    }
};

} // namespace monitord
