// The measures that a decoder was asked for, by the field that they come from.
#pragma once
#include "tokens.hpp"

namespace monitord {

/// The place of a number that nobody asked for.
constexpr uint8_t unmeasured = UINT8_MAX;

struct Measures {
    struct Signal {
        uint8_t place;
        uint8_t size;
        char bytes[monitord_signal_bytes_max];
    };

    uint8_t count = 0, signal_count = 0;
    /// Whether any of them needs the text of the response.
    bool of_text = false;
    uint8_t places[monitord_measure_signal] = {unmeasured, unmeasured, unmeasured, unmeasured, unmeasured, unmeasured, unmeasured};
    Signal signals[monitord_measures_max];

    bool add(monitord_measure_source source, const monitord_slice &signal) {
        if (count == monitord_measures_max || signal.size > monitord_signal_bytes_max) return false;
        if (source == monitord_measure_signal) {
            Signal &added = signals[signal_count++];
            added.place = count;
            added.size = uint8_t(signal.size);
            memcpy(added.bytes, signal.bytes, signal.size);
        } else {
            places[source] = count;
            of_text = of_text || source >= monitord_measure_vocabulary;
        }
        ++count;
        return true;
    }

    MONITORD_HOT uint8_t place(monitord_measure_source source) const { return places[source]; }

    MONITORD_HOT uint8_t signal_place(const monitord_slice &name) const {
        for (uint8_t i = 0; i < signal_count; ++i)
            if (is(name, signals[i].bytes, signals[i].size)) return signals[i].place;
        return unmeasured;
    }
};

} // namespace monitord
