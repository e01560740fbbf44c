// The shapes of recent messages. A producer writes the same keys in the same order, over and over: when everything
// between the values is byte for byte as it was in a message that was read in full, only the values need reading.
#pragma once
#include "tokens.hpp"

namespace monitord {

/// How a value of a known place is read again.
enum class Leaf : uint8_t { text, kept, time, count, decimal, sampling, signal, refusal, finish };

/// One message that was accepted, as constant stretches with values between them.
struct Shape {
    static constexpr size_t values_max = 48, glue_bytes_max = 1536;

    struct Value {
        /// Index of the value's token.
        uint32_t token;
        uint32_t glue_size;
        Leaf leaf;
        /// Which text, for Leaf::kept; for a number its place among the measures, or `unmeasured`.
        uint8_t place;
        /// Bytes of a text.
        size_t bytes_min, bytes_max;
        double minimum, maximum;
    };

    Value values[values_max];
    uint32_t value_count = 0;
    /// Tokens of the whole message; zero is no shape.
    uint32_t token_count = 0;
    /// The stretches before each value and behind the last, one after the other.
    uint8_t glue[glue_bytes_max];
    uint32_t tail_size = 0;
    /// What the constant stretches say. Slices in it are stale until their values are read.
    monitord_event event;

    bool is_full() const { return value_count == values_max; }

    /// Takes the stretches from a message whose values were noted. False when it is not worth keeping.
    bool finish(const Tokens &tokens, const monitord_event &read) {
        uint32_t used = 0, end = 0;
        token_count = 0;
        for (uint32_t i = 0; i < value_count; ++i) {
            uint32_t start = tokens.index[values[i].token], next = tokens.index[values[i].token + 1];
            // White space behind a value would have to be told from the value.
            if (is_space(tokens.bytes[next - 1]) || used + (start - end) > glue_bytes_max) return false;
            values[i].glue_size = start - end;
            memcpy(glue + used, tokens.bytes + end, start - end);
            used += start - end;
            end = next;
        }
        if (used + (tokens.size - end) > glue_bytes_max) return false;
        tail_size = uint32_t(tokens.size - end);
        memcpy(glue + used, tokens.bytes + end, tail_size);
        event = read;
        token_count = tokens.count;
        return true;
    }

    static MONITORD_HOT bool equal(const uint8_t *a, const uint8_t *b, size_t size) {
        uint64_t x, y;
        if (size < 8) {
            for (size_t i = 0; i < size; ++i)
                if (a[i] != b[i]) return false;
            return true;
        }
        for (size_t i = 0; i + 8 <= size; i += 8) {
            memcpy(&x, a + i, 8);
            memcpy(&y, b + i, 8);
            if (x != y) return false;
        }
        // The last eight bytes overlap what was compared.
        memcpy(&x, a + size - 8, 8);
        memcpy(&y, b + size - 8, 8);
        return x == y;
    }
};

} // namespace monitord
