// What is said of a text without keeping it: a hash, and measures of an answer.
#pragma once
#include "measures.hpp"

namespace monitord {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "hashes are kept in stores: every machine must load the same words");

/// Both halves of the whole product, so that each bit of one side reaches each bit of the result.
MONITORD_HOT uint64_t folded(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return uint64_t(product) ^ uint64_t(product >> 64);
}

/// Eight bytes at a time. Zero only for no bytes. The seed is no secret: it spreads, it does not resist an enemy.
MONITORD_HOT uint64_t hash(const monitord_slice &text) {
    constexpr uint64_t seed = UINT64_C(0x8bb84b93962eacc9), step = UINT64_C(0x9e3779b97f4a7c15), last = UINT64_C(0xd6e8feb86659fd93);
    if (text.size == 0) return 0;
    uint64_t state = seed ^ text.size * step, word = 0;
    size_t at = 0;
    for (; at + 8 < text.size; at += 8) {
        memcpy(&word, text.bytes + at, 8);
        // The old state stays in, so that no word can wipe out the words before it.
        state ^= folded(state ^ word, step);
    }
    if (text.size >= 8) {
        memcpy(&word, text.bytes + text.size - 8, 8);
    } else {
        word = 0;
        for (size_t i = 0; i < text.size; ++i) word |= uint64_t(text.bytes[i]) << 8 * i;
    }
    state = folded(folded(state ^ word, step) ^ state, last);
    return state ? state : 1;
}

/// Of each byte of a word its lower case, of others zero. Letters beyond ASCII are not told from signs beyond ASCII.
struct LowerBytes {
    uint8_t of[256] = {};

    constexpr LowerBytes() {
        for (int c = 0; c < 256; ++c) {
            if (c >= 'A' && c <= 'Z') of[c] = uint8_t(c | 0x20);
            else if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'') of[c] = uint8_t(c);
        }
    }
};
constexpr LowerBytes lower_bytes;

/// Measures the text of a response.
struct TextMeter {
    /// Only so much of a text is read for its words, and fewer words say nothing of a vocabulary.
    static constexpr size_t vocabulary_bytes_max = 4096, words_min = 10;
    /// One bit for each of 2^16 hashes of words. Two words share one with probability 2^-16, so of n distinct words at most
    /// n(n - 1) / 2^17 are expected to go uncounted: 0.15 % of 200 words, 1.6 % of the 2,048 that fit at all.
    uint64_t seen[1024];

    MONITORD_APART void measure(const Measures &measures, monitord_event &event) {
        const monitord_slice &text = event.texts[monitord_text_response];
        if (text.size == 0) return;
        double share;
        if (measures.place(monitord_measure_vocabulary) != unmeasured && vocabulary(text, share))
            set(event, measures.place(monitord_measure_vocabulary), share);
        uint8_t code = measures.place(monitord_measure_code), list = measures.place(monitord_measure_list),
                heading = measures.place(monitord_measure_heading);
        if ((code & list & heading) == unmeasured) return;
        Layout layout = read_layout(text);
        set(event, code, layout.has_code);
        set(event, list, layout.has_list);
        set(event, heading, layout.has_heading);
    }

private:
    static void set(monitord_event &event, uint8_t place, double value) {
        if (place == unmeasured) return;
        event.values[place] = value;
        event.measured |= uint8_t(1 << place);
    }

    static uint8_t lowered(uint8_t c) { return lower_bytes.of[c]; }

    bool vocabulary(const monitord_slice &text, double &share) {
        const uint8_t *c = text.bytes, *whole = c + text.size;
        const uint8_t *end = text.size > vocabulary_bytes_max ? c + vocabulary_bytes_max : whole;
        size_t words = 0, distinct = 0;
        memset(seen, 0, sizeof seen);
        while (c < end) {
            uint64_t word = 0;
            const uint8_t *start = c;
            for (uint8_t low; c < end && (low = lowered(*c)); ++c) word = (word << 7 | word >> 57) ^ low;
            // A word that the bound cuts in two is none.
            if (c == end && end < whole && lowered(*end)) break;
            if (c > start) {
                word *= UINT64_C(0x9e3779b97f4a7c15);
                uint64_t bit = uint64_t(1) << (word >> 48 & 63), &place = seen[word >> 54];
                ++words;
                distinct += !(place & bit);
                place |= bit;
            } else ++c;
        }
        if (words < words_min) return false;
        share = double(distinct) / double(words);
        return true;
    }

    struct Layout {
        bool has_code = false, has_list = false, has_heading = false;
    };

    /// Lines inside a fence are code, whatever they begin with.
    static Layout read_layout(const monitord_slice &text) {
        Layout layout;
        bool in_fence = false;
        const uint8_t *end = text.bytes + text.size;
        for (const uint8_t *line = text.bytes; line < end;) {
            auto *stop = static_cast<const uint8_t *>(memchr(line, '\n', size_t(end - line)));
            if (!stop) stop = end;
            while (line < stop && (*line == ' ' || *line == '\t')) ++line;
            if (is_fence(line, stop)) {
                in_fence = !in_fence;
                layout.has_code = true;
            } else if (!in_fence) {
                layout.has_list = layout.has_list || is_item(line, stop);
                layout.has_heading = layout.has_heading || is_heading(line, stop);
            }
            line = stop + 1;
        }
        return layout;
    }

    static const uint8_t *skip(const uint8_t *c, const uint8_t *end, uint8_t low, uint8_t high) {
        while (c < end && *c >= low && *c <= high) ++c;
        return c;
    }

    /// Three backticks or more, and none behind them: else it is a word in backticks.
    static bool is_fence(const uint8_t *c, const uint8_t *end) {
        const uint8_t *run = skip(c, end, '`', '`');
        return run - c >= 3 && !memchr(run, '`', size_t(end - run));
    }

    static bool is_item(const uint8_t *c, const uint8_t *end) {
        const uint8_t *digits = skip(c, end, '0', '9');
        if (end - digits < 2 || digits[1] != ' ' || digits - c > 9) return false;
        return digits > c ? *digits == '.' || *digits == ')' : *c == '-' || *c == '*' || *c == '+';
    }

    static bool is_heading(const uint8_t *c, const uint8_t *end) {
        const uint8_t *marks = skip(c, end, '#', '#');
        return marks > c && marks - c <= 6 && marks < end && *marks == ' ';
    }
};

} // namespace monitord
