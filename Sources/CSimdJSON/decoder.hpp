// What a decoder owns.
#pragma once
#include "include/CSimdJSON.h"
#include <memory>
#include <simdjson.h>
#include <string>

struct monitord_decoder {
    size_t message_bytes_max = 0;
    /// Stage 1 of simdjson: UTF-8 validation and structural indexes, with the best instructions this machine has.
    std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
    std::unique_ptr<uint8_t[]> scratch;
    /// Cold path only: the full parser, a padded copy and the canonical text.
    simdjson::dom::parser dom;
    std::string padded;
    std::string canonical;
};
