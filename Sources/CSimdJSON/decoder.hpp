// What a decoder owns.
#pragma once
#include "include/CSimdJSON.h"
#include "tokens.hpp"
#include <memory>
#include <simdjson.h>
#include <string>

struct monitord_decoder {
    size_t message_bytes_max = 0;
    /// Stage 1 of simdjson: UTF-8 validation and structural indexes, with the best instructions this machine has.
    std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
    std::unique_ptr<uint8_t[]> scratch;
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
