// The values of fields: checked, and kept where somebody wants them.
#pragma once
#include "measures.hpp"
#include "shape.hpp"
#include "tokens.hpp"
#include <charconv>

namespace monitord {

constexpr uint64_t count_max = uint64_t(1) << 53;

/// A cursor over one message, and the event that it fills.
struct ValueReader {
    Tokens tokens;
    monitord_event &event;
    /// Where the places of free values are noted; null when this message gives no shape.
    Shape *shape;
    const Measures &measures;
    bool reads_messages;
    const char *field = nullptr;

    MONITORD_HOT bool fail(monitord_status why, const char *name) {
        field = name;
        return tokens.fail(why);
    }

    /// A value of the wrong type is named by its field; broken JSON is named by its position.
    MONITORD_HOT bool blame(const char *name) {
        if (tokens.status != monitord_bad_syntax && tokens.status != monitord_too_deep && !field) field = name;
        return false;
    }

    MONITORD_HOT bool once(uint32_t &seen, int bit, const char *name) {
        if (seen >> bit & 1) return fail(monitord_duplicate_key, name);
        seen |= uint32_t(1) << bit;
        return true;
    }

    /// Null stands for absent.
    MONITORD_HOT bool skipped_null() { return tokens.peek() == 'n' && tokens.literal("null", 4); }

    MONITORD_HOT bool text(const char *name, size_t bytes_max, monitord_slice &out) {
        if (tokens.peek() == 'n') return tokens.literal("null", 4);
        size_t start = tokens.at;
        if (!tokens.string(out)) return blame(name);
        if (out.size > bytes_max) {
            tokens.at = uint32_t(start);
            return fail(monitord_too_long, name);
        }
        return true;
    }

    MONITORD_HOT bool text(const char *name, size_t bytes_max) {
        monitord_slice ignored;
        return text(name, bytes_max, ignored);
    }

    /// Notes that the value at `token` may differ from message to message and be read alone.
    MONITORD_HOT void free(uint32_t token, Leaf leaf, uint8_t place = unmeasured, size_t bytes_min = 0, size_t bytes_max = 0, double minimum = 0, double maximum = 0) {
        if (shape) shape = noted(shape, {token, 0, leaf, place, bytes_min, bytes_max, minimum, maximum});
    }

    MONITORD_APART static Shape *noted(Shape *shape, const Shape::Value &value) {
        if (shape->is_full()) return nullptr;
        shape->values[shape->value_count++] = value;
        return shape;
    }

    /// A text that means nothing to us but its length.
    MONITORD_HOT bool free_text(const char *name, size_t bytes_max) {
        if (tokens.peek() == '"') free(tokens.at, Leaf::text, unmeasured, 0, bytes_max);
        return text(name, bytes_max);
    }

    /// A text of the event, at its place.
    MONITORD_HOT bool kept(const char *name, size_t bytes_max, uint8_t place) {
        if (tokens.peek() == '"') free(tokens.at, Leaf::kept, place, place == monitord_name_model || place == monitord_text_id ? 1 : 0, bytes_max);
        return text(name, bytes_max, event.texts[place]);
    }

    MONITORD_HOT void measured(uint8_t place, double value) {
        if (place == unmeasured) return;
        event.values[place] = value;
        event.measured |= uint8_t(1 << place);
    }

    MONITORD_HOT bool boolean(const char *name, bool &out) {
        switch (tokens.peek()) {
        case 't': out = true; return tokens.literal("true", 4);
        case 'f': out = false; return tokens.literal("false", 5);
        case 'n': return tokens.literal("null", 4);
        default: return fail(monitord_wrong_type, name);
        }
    }

    MONITORD_HOT bool starts_number() const {
        uint8_t c = tokens.peek();
        return c == '-' || uint8_t(c - '0') < 10;
    }

    /// False when the number is too large for a double.
    MONITORD_HOT static bool value(const Tokens::Number &number, double &out) {
        static constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
        if (MONITORD_LIKELY(number.digits <= 15 && !number.has_exponent)) {
            // Both are exact in a double, so their quotient is the nearest double (Clinger's fast path).
            double magnitude = double(number.mantissa) / powers[number.scale];
            out = number.is_negative ? -magnitude : magnitude;
            return true;
        }
        const char *first = reinterpret_cast<const char *>(number.text.bytes);
        return std::from_chars(first, first + number.text.size, out).ec == std::errc();
    }

    /// A number that is checked, and measured when somebody asks.
    MONITORD_HOT bool free_decimal(const char *name, double minimum, double maximum, uint8_t place = unmeasured) {
        if (tokens.peek() == 'n') return tokens.literal("null", 4);
        double number;
        if (starts_number()) free(tokens.at, Leaf::decimal, place, 0, 0, minimum, maximum);
        if (!decimal(name, minimum, maximum, number)) return false;
        measured(place, number);
        return true;
    }

    MONITORD_HOT bool decimal(const char *name, double minimum, double maximum, double &out) {
        if (tokens.peek() == 'n') return tokens.literal("null", 4);
        if (!starts_number()) return fail(monitord_wrong_type, name);
        uint32_t start = tokens.at;
        Tokens::Number number;
        if (!tokens.number(number)) return false;
        if (!value(number, out) || !(out >= minimum && out <= maximum)) {
            tokens.at = start;
            return fail(monitord_out_of_range, name);
        }
        return true;
    }

    MONITORD_HOT static bool is_count(const Tokens::Number &number) {
        return !(number.is_negative && number.mantissa != 0) && number.digits <= 18 && number.mantissa <= count_max;
    }

    MONITORD_HOT bool count(const char *name, uint8_t place = unmeasured) {
        if (tokens.peek() == 'n') return tokens.literal("null", 4);
        if (!starts_number()) return fail(monitord_wrong_type, name);
        free(tokens.at, Leaf::count, place);
        uint32_t start = tokens.at;
        Tokens::Number number;
        if (!tokens.number(number)) return false;
        if (!number.is_integer()) {
            tokens.at = start;
            return fail(monitord_wrong_type, name);
        }
        if (!is_count(number)) {
            tokens.at = start;
            return fail(monitord_out_of_range, name);
        }
        measured(place, double(number.mantissa));
        return true;
    }

    /// A flag or a score in [0, 1]; from one half up it says yes.
    MONITORD_HOT bool signal(const char *name, Leaf leaf, uint8_t place, monitord_said &said) {
        if (skipped_null()) return true;
        free(tokens.at, leaf, place);
        double score = 0;
        if (tokens.peek() == 't' || tokens.peek() == 'f') {
            bool flag = false;
            if (!boolean(name, flag)) return false;
            score = flag;
        } else if (!decimal(name, 0, 1, score)) return false;
        said = score >= 0.5 ? monitord_said_refused : monitord_said_complied;
        measured(place, score);
        return true;
    }
};

} // namespace monitord
