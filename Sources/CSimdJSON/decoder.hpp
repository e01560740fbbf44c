// What a decoder owns.
#pragma once
#include "include/CSimdJSON.h"
#include "shape.hpp"
#include "texts.hpp"
#include "tokens.hpp"
#include <memory>
#include <simdjson.h>
#include <string>

/// The names that occurred of late. A stamp tells a caller that a name is one that it has looked up before.
struct monitord_recent_names {
    struct Slot {
        uint64_t stamp;
        size_t size;
        uint8_t bytes[64];
    };

    Slot slots[256] = {};
    uint64_t stamps = 0;

    MONITORD_HOT uint64_t stamp(const monitord_slice &name) {
        if (name.size == 0 || name.size > sizeof(Slot::bytes)) return 0;
        Slot &slot = slots[place(name)];
        if (MONITORD_LIKELY(slot.size == name.size && monitord::Shape::equal(slot.bytes, name.bytes, name.size)))
            return slot.stamp;
        memcpy(slot.bytes, name.bytes, name.size);
        slot.size = name.size;
        return slot.stamp = ++stamps << 8 | uint64_t(&slot - slots);
    }

    /// Any mixture will do: two names in one place take turns.
    static MONITORD_HOT size_t place(const monitord_slice &name) {
        uint64_t head = 0, tail = 0;
        if (name.size >= 8) {
            memcpy(&head, name.bytes, 8);
            memcpy(&tail, name.bytes + name.size - 8, 8);
        } else {
            for (size_t i = 0; i < name.size; ++i) head = head << 8 | name.bytes[i];
        }
        return ((head * 31 + tail + name.size) * UINT64_C(0x9e3779b97f4a7c15)) >> 56;
    }
};

struct monitord_decoder {
    size_t message_bytes_max = 0;
    /// Stage 1 of simdjson: UTF-8 validation and structural indexes, with the best instructions this machine has.
    std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
    std::unique_ptr<uint8_t[]> scratch;
    /// The shapes of recent messages, the one that fitted last first.
    static constexpr size_t shapes_max = 4;
    std::unique_ptr<monitord::Shape[]> shapes;
    size_t shape_first = 0;
    uint8_t stamped = 0;
    bool reads_user = false, reads_question = false, reads_messages = false;
    monitord::Measures measures;
    monitord::TextMeter text_meter;
    monitord_recent_names recent_names;
    /// Cold path only: the canonical text, and a padded copy for the full parser of the tests.
    std::string canonical;
    simdjson::dom::parser dom;
    std::string padded;

    /// Runs stage 1; on monitord_ok `tokens` stands before the first token.
    monitord_status open(const uint8_t *bytes, size_t size, monitord::Tokens &tokens) {
        if (size == 0) return monitord_empty;
        if (size > message_bytes_max) return monitord_too_large;
        switch (structure->stage1(bytes, size, simdjson::stage1_mode::regular)) {
        case simdjson::SUCCESS: break;
        case simdjson::EMPTY: return monitord_empty;
        case simdjson::UTF8_ERROR: return monitord_bad_utf8;
        default:
            // Stage 1 reports an open string or a control character before bytes that are no text at all.
            return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), size) ? monitord_bad_syntax : monitord_bad_utf8;
        }
        tokens = {bytes, size, structure->structural_indexes.get(), structure->n_structural_indexes, 0, 0,
            memchr(bytes, '\\', size) != nullptr, scratch.get()};
        return monitord_ok;
    }
};
