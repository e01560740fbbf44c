// The JSON grammar over simdjson's structural indexes. Every read is bounded by the message, so no padding is needed.
#pragma once
#include "include/CSimdJSON.h"
#include <cstring>

// Everything on the common way is inlined by force into one function, and what is not takes the cursor by value.
// So the cursor's address never leaves that function and its fields live in registers: with `at` in memory, each token
// waited for the store of the one before, which took longer than all the rest.
#define MONITORD_HOT inline __attribute__((always_inline))
#define MONITORD_APART __attribute__((noinline))
#define MONITORD_LIKELY(condition) __builtin_expect(!!(condition), 1)

namespace monitord {

constexpr size_t depth_max = 32;

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

MONITORD_HOT bool is(const monitord_slice &text, const char *word, size_t length) {
    return text.size == length && memcmp(text.bytes, word, length) == 0;
}
template <size_t n> MONITORD_HOT bool is(const monitord_slice &text, const char (&word)[n]) { return is(text, word, n - 1); }

/// A cursor over tokens. Each method either consumes a whole value and returns true, or sets `status` and returns false.
struct Tokens {
    const uint8_t *bytes = nullptr;
    size_t size = 0;
    /// Structural indexes; the entry at `count` is `size`, which ends the last token.
    const uint32_t *index = nullptr;
    uint32_t count = 0;
    uint32_t at = 0;
    /// Containers open around the cursor.
    size_t depth = 0;
    /// Whether any string of the message may hold an escape.
    bool has_escapes = false;
    uint8_t *scratch = nullptr;
    size_t scratch_used = 0;
    monitord_status status = monitord_ok;

    /// The first byte of the current token; 0 past the end, which begins no token.
    MONITORD_HOT uint8_t peek() const { return at < count ? bytes[index[at]] : 0; }

    /// The fault lies at the current token.
    MONITORD_HOT bool fail(monitord_status why) {
        status = why;
        return false;
    }

    size_t position() const { return at < count ? index[at] : size; }

    MONITORD_HOT bool expect(uint8_t c) {
        if (peek() != c) return fail(monitord_bad_syntax);
        ++at;
        return true;
    }

    MONITORD_HOT bool enter() {
        if (depth == depth_max) return fail(monitord_too_deep);
        ++depth;
        ++at;
        return true;
    }

    /// True when only white space lies between `end` and the next token.
    MONITORD_HOT bool ends(const uint8_t *end) const {
        const uint8_t *next = bytes + index[at + 1];
        while (end < next && is_space(*end)) ++end;
        return end == next;
    }

    /// The raw bytes between the quotes of the current string token.
    bool raw_string(monitord_slice &out) {
        if (peek() != '"') return fail(monitord_wrong_type);
        const uint8_t *start = bytes + index[at] + 1;
        const uint8_t *end = bytes + index[at + 1];
        // Between a string and the next token there is only white space, so the closing quote is found from behind.
        while (end > start && is_space(end[-1])) --end;
        if (end <= start || end[-1] != '"') return fail(monitord_bad_syntax);
        out = {start, size_t(end - 1 - start)};
        return true;
    }

    /// Consumes a string token; `out` is unescaped.
    MONITORD_HOT bool string(monitord_slice &out) {
        if (MONITORD_LIKELY(!has_escapes && at < count)) {
            uint32_t start = index[at], next = index[at + 1];
            // The common case: no escape anywhere, and the next token right behind the closing quote.
            if (MONITORD_LIKELY(bytes[start] == '"' && bytes[next - 1] == '"' && next - start >= 2)) {
                out = {bytes + start + 1, next - start - 2};
                ++at;
                return true;
            }
        }
        monitord_slice text{nullptr, 0};
        *this = string_apart(*this, text);
        out = text;
        return status == monitord_ok;
    }

    MONITORD_APART static Tokens string_apart(Tokens tokens, monitord_slice &out) {
        tokens.string_any(out);
        return tokens;
    }

    /// Any string token: escapes, and white space behind it.
    bool string_any(monitord_slice &out) {
        if (!raw_string(out)) return false;
        if (has_escapes && memchr(out.bytes, '\\', out.size) && !unescape(out)) return fail(monitord_bad_syntax);
        ++at;
        return true;
    }

    MONITORD_HOT bool literal(const char *text, size_t length) {
        const uint8_t *start = bytes + index[at];
        if (size_t(bytes + size - start) < length || memcmp(start, text, length) != 0 || !ends(start + length))
            return fail(monitord_bad_syntax);
        ++at;
        return true;
    }

    /// A number as written, and what its digits say.
    struct Number {
        monitord_slice text;
        /// All digits without the point; of use only when `digits` is at most 18.
        uint64_t mantissa;
        int digits;
        /// Digits behind the point.
        int scale;
        bool is_negative;
        bool has_point;
        bool has_exponent;

        bool is_integer() const { return !has_point && !has_exponent; }
    };

    /// Reads a number that begins at `start`; returns its end, or null when the grammar is broken.
    static MONITORD_HOT const uint8_t *read_number(const uint8_t *start, const uint8_t *end, Number &out) {
        const uint8_t *c = start;
        out.is_negative = *c == '-';
        c += out.is_negative;
        uint64_t mantissa = 0;
        const uint8_t *first = c;
        while (c < end && uint8_t(*c - '0') < 10) mantissa = mantissa * 10 + uint8_t(*c++ - '0');
        long whole = c - first, behind = 0;
        if (whole == 0 || (whole > 1 && *first == '0')) return nullptr;
        out.has_point = c < end && *c == '.';
        if (out.has_point) {
            const uint8_t *point = c++;
            while (c < end && uint8_t(*c - '0') < 10) mantissa = mantissa * 10 + uint8_t(*c++ - '0');
            behind = c - point - 1;
            if (behind == 0) return nullptr;
        }
        out.has_exponent = c < end && (*c | 0x20) == 'e';
        if (out.has_exponent) {
            ++c;
            if (c < end && (*c == '+' || *c == '-')) ++c;
            const uint8_t *digits = c;
            while (c < end && uint8_t(*c - '0') < 10) ++c;
            if (c == digits) return nullptr;
        }
        out.text = {start, size_t(c - start)};
        out.mantissa = mantissa;
        // A length beyond int is beyond every limit that it is compared with.
        out.digits = whole + behind > 1000 ? 1000 : int(whole + behind);
        out.scale = behind > 1000 ? 1000 : int(behind);
        return c;
    }

    /// Consumes a number token.
    MONITORD_HOT bool number(Number &out) {
        const uint8_t *end = bytes + index[at + 1], *stop = read_number(bytes + index[at], end, out);
        if (!stop || (stop != end && !ends(stop))) return fail(monitord_bad_syntax);
        ++at;
        return true;
    }

    /// Consumes any value and checks its grammar.
    MONITORD_HOT bool skip() {
        *this = skip_apart(*this);
        return status == monitord_ok;
    }

    MONITORD_APART static Tokens skip_apart(Tokens tokens) {
        tokens.skip_any();
        return tokens;
    }

    /// Iterative: depth costs no stack.
    bool skip_any() {
        size_t floor = depth;
        uint64_t in_object = 0;
        while (true) {
            monitord_slice ignored;
            switch (peek()) {
            case '{':
                if (!enter()) return false;
                in_object |= uint64_t(1) << depth;
                if (peek() == '}') { ++at; --depth; break; }
                if (!key(ignored)) return false;
                continue;
            case '[':
                if (!enter()) return false;
                in_object &= ~(uint64_t(1) << depth);
                if (peek() == ']') { ++at; --depth; break; }
                continue;
            case '"': if (!string(ignored)) return false; break;
            case 't': if (!literal("true", 4)) return false; break;
            case 'f': if (!literal("false", 5)) return false; break;
            case 'n': if (!literal("null", 4)) return false; break;
            case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': {
                Number ignored_number;
                if (!number(ignored_number)) return false;
                break;
            }
            default: return fail(monitord_bad_syntax);
            }
            while (depth > floor) {
                bool object = in_object >> depth & 1;
                if (peek() == ',') {
                    ++at;
                    if (object && !key(ignored)) return false;
                    break;
                }
                if (!expect(object ? '}' : ']')) return false;
                --depth;
            }
            if (depth == floor) return true;
        }
    }

    /// Consumes the one value that a message is.
    bool document() { return skip() && (at == count || fail(monitord_bad_syntax)); }

    /// Consumes `"name":`.
    MONITORD_HOT bool key(monitord_slice &name) {
        if (peek() != '"') return fail(monitord_bad_syntax);
        return string(name) && expect(':');
    }

    /// Consumes an object: `member(name)` consumes each value.
    template <typename Member> MONITORD_HOT bool object(Member member) {
        if (peek() != '{') return fail(monitord_wrong_type);
        if (!enter()) return false;
        if (peek() == '}') { ++at; --depth; return true; }
        while (true) {
            monitord_slice name;
            if (!key(name) || !member(name)) return false;
            if (peek() == ',') { ++at; continue; }
            if (!expect('}')) return false;
            --depth;
            return true;
        }
    }

    /// Consumes an array: `element()` consumes each value.
    template <typename Element> MONITORD_HOT bool array(Element element) {
        if (peek() != '[') return fail(monitord_wrong_type);
        if (!enter()) return false;
        if (peek() == ']') { ++at; --depth; return true; }
        while (true) {
            if (!element()) return false;
            if (peek() == ',') { ++at; continue; }
            if (!expect(']')) return false;
            --depth;
            return true;
        }
    }

    /// Replaces `text` by its unescaped form in the scratch space, which is as large as the message:
    /// an escape never grows and each byte of the message is unescaped at most once.
    bool unescape(monitord_slice &text) {
        const uint8_t *c = text.bytes, *end = c + text.size;
        uint8_t *start = scratch + scratch_used, *to = start;
        while (c < end) {
            if (*c != '\\') { *to++ = *c++; continue; }
            if (++c == end) return false;
            switch (*c++) {
            case '"': *to++ = '"'; break;
            case '\\': *to++ = '\\'; break;
            case '/': *to++ = '/'; break;
            case 'b': *to++ = '\b'; break;
            case 'f': *to++ = '\f'; break;
            case 'n': *to++ = '\n'; break;
            case 'r': *to++ = '\r'; break;
            case 't': *to++ = '\t'; break;
            case 'u': if (!unicode(c, end, to)) return false; break;
            default: return false;
            }
        }
        scratch_used += size_t(to - start);
        text = {start, size_t(to - start)};
        return true;
    }

    static bool hex4(const uint8_t *&c, const uint8_t *end, uint32_t &value) {
        if (end - c < 4) return false;
        value = 0;
        for (int i = 0; i < 4; ++i) {
            uint8_t d = *c++, low = d | 0x20;
            uint32_t digit;
            if (uint8_t(d - '0') < 10) digit = d - '0';
            else if (low >= 'a' && low <= 'f') digit = low - 'a' + 10;
            else return false;
            value = value << 4 | digit;
        }
        return true;
    }

    /// `c` stands behind `\u`. A lone surrogate is no character and is refused.
    static bool unicode(const uint8_t *&c, const uint8_t *end, uint8_t *&to) {
        uint32_t code;
        if (!hex4(c, end, code)) return false;
        if (code >= 0xDC00 && code < 0xE000) return false;
        if (code >= 0xD800 && code < 0xDC00) {
            uint32_t low;
            if (end - c < 6 || c[0] != '\\' || c[1] != 'u') return false;
            c += 2;
            if (!hex4(c, end, low) || low < 0xDC00 || low >= 0xE000) return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        if (code < 0x80) *to++ = uint8_t(code);
        else if (code < 0x800) { *to++ = uint8_t(0xC0 | code >> 6); *to++ = uint8_t(0x80 | (code & 63)); }
        else if (code < 0x10000) {
            *to++ = uint8_t(0xE0 | code >> 12);
            *to++ = uint8_t(0x80 | (code >> 6 & 63));
            *to++ = uint8_t(0x80 | (code & 63));
        } else {
            *to++ = uint8_t(0xF0 | code >> 18);
            *to++ = uint8_t(0x80 | (code >> 12 & 63));
            *to++ = uint8_t(0x80 | (code >> 6 & 63));
            *to++ = uint8_t(0x80 | (code & 63));
        }
        return true;
    }
};

} // namespace monitord
