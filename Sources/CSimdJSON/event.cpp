// One message to one event: by a known shape when there is one, in full when not.
#include "decoder.hpp"
#include "schema.hpp"
#include <new>

namespace monitord {
namespace {

/// Reads the values of a message of a known shape. False when it has another shape or a value is not sound: then nothing
/// is known, and the message is read in full.
MONITORD_HOT bool read_as(const Shape &shape, const Tokens &tokens, monitord_event &event) {
    if (shape.token_count != tokens.count) return false;
    // Inline: the call alone would cost as much as the copy.
    __builtin_memcpy_inline(&event, &shape.event, sizeof event);
    const uint8_t *glue = shape.glue;
    uint32_t end = 0;
    for (const Shape::Value *value = shape.values, *last = value + shape.value_count; value < last; ++value) {
        uint32_t start = tokens.index[value->token], next = tokens.index[value->token + 1];
        if (start - end != value->glue_size || !Shape::equal(tokens.bytes + end, glue, value->glue_size)) return false;
        glue += value->glue_size;
        end = next;
        const uint8_t *first = tokens.bytes + start, *stop = tokens.bytes + next;
        if (*first == '"') {
            if (stop - first < 2 || stop[-1] != '"') return false;
            monitord_slice text{first + 1, size_t(stop - first) - 2};
            switch (value->leaf) {
            case Leaf::kept: event.texts[value->place] = text; [[fallthrough]];
            case Leaf::text: if (text.size - value->bytes_min > value->bytes_max - value->bytes_min) return false; break;
            case Leaf::time: event.time_text = text; break;
            case Leaf::finish: if ((event.finish = EventReader::finish(text)) == monitord_finish_none) return false; break;
            default: return false;
            }
            continue;
        }
        Tokens::Number number;
        double decimal = 0;
        switch (value->leaf) {
        case Leaf::count:
            if (Tokens::read_number(first, stop, number) != stop || !number.is_integer() || !EventReader::is_count(number))
                return false;
            decimal = double(number.mantissa);
            break;
        case Leaf::refusal:
        case Leaf::signal:
            if (stop - first == 4 && memcmp(first, "true", 4) == 0) decimal = 1;
            else if (!(stop - first == 5 && memcmp(first, "false", 5) == 0)) {
                if (Tokens::read_number(first, stop, number) != stop || !EventReader::value(number, decimal)
                    || !(decimal >= 0 && decimal <= 1))
                    return false;
            }
            if (value->leaf == Leaf::refusal) event.signal = decimal >= 0.5 ? monitord_said_refused : monitord_said_complied;
            break;
        case Leaf::decimal:
            if (Tokens::read_number(first, stop, number) != stop || !EventReader::value(number, decimal)
                || !(decimal >= value->minimum && decimal <= value->maximum))
                return false;
            break;
        case Leaf::sampling:
            if (Tokens::read_number(first, stop, number) != stop || !EventReader::value(number, event.sampling_rate)
                || !(event.sampling_rate >= sampling_rate_min && event.sampling_rate <= 1))
                return false;
            break;
        default: return false;
        }
        if (value->place != unmeasured) event.values[value->place] = decimal;
    }
    return tokens.size - end == shape.tail_size && Shape::equal(tokens.bytes + end, glue, shape.tail_size);
}

constexpr size_t shapes_oldest = monitord_decoder::shapes_max - 1;

/// Tries the recent shapes, the one that fitted last first.
MONITORD_HOT bool read_known(monitord_decoder *decoder, const Tokens &tokens, monitord_event &event) {
    if (tokens.has_escapes) return false;
    for (size_t i = 0; i < monitord_decoder::shapes_max; ++i) {
        size_t place = (decoder->shape_first + i) % monitord_decoder::shapes_max;
        if (read_as(decoder->shapes[place], tokens, event)) {
            decoder->shape_first = place;
            return true;
        }
    }
    return false;
}

/// The id by value: it outlives the message when the event is kept as an example.
MONITORD_HOT void keep_id(monitord_event &event) {
    const monitord_slice &id = event.texts[monitord_text_id];
    event.id = hash(id);
    memset(event.id_words, 0, sizeof event.id_words);
    event.id_size = id.size <= sizeof event.id_words ? uint8_t(id.size) : 0;
    memcpy(event.id_words, id.bytes, event.id_size);
}

/// What follows from the texts. A shape was taken before it, so that it says nothing of this.
MONITORD_HOT void finish(monitord_decoder *decoder, monitord_event &event) {
    for (int i = 0; i < monitord_name_count; ++i)
        if (decoder->stamped >> i & 1) event.stamps[i] = decoder->recent_names.stamp(event.texts[i]);
    if (decoder->reads_user) event.user = hash(event.texts[monitord_text_user]);
    if (decoder->reads_question) event.question = hash(event.texts[monitord_text_question]);
    keep_id(event);
    if (decoder->measures.of_text) decoder->text_meter.measure(decoder->measures, event);
}

} // namespace
} // namespace monitord

using namespace monitord;

monitord_decoder *monitord_decoder_create(size_t message_bytes_max, uint8_t stamped, bool user, bool question) {
    auto *decoder = new (std::nothrow) monitord_decoder;
    if (!decoder) return nullptr;
    decoder->message_bytes_max = message_bytes_max;
    decoder->stamped = stamped;
    decoder->reads_user = user;
    decoder->reads_question = question;
    decoder->scratch.reset(new (std::nothrow) uint8_t[message_bytes_max + 1]);
    auto made = simdjson::get_active_implementation()->create_dom_parser_implementation(
        message_bytes_max, depth_max + 1, decoder->structure);
    decoder->shapes.reset(new (std::nothrow) Shape[monitord_decoder::shapes_max]);
    if (!decoder->scratch || !decoder->shapes || made != simdjson::SUCCESS) {
        delete decoder;
        return nullptr;
    }
    return decoder;
}

void monitord_decoder_destroy(monitord_decoder *decoder) { delete decoder; }

bool monitord_decoder_measure(monitord_decoder *decoder, monitord_measure_source source, monitord_slice signal) {
    return decoder->measures.add(source, signal);
}

void monitord_decoder_read_messages(monitord_decoder *decoder, bool wanted) {
    if (decoder->reads_messages == wanted) return;
    decoder->reads_messages = wanted;
    // In a shape that was taken without them messages are constant.
    for (size_t i = 0; i < monitord_decoder::shapes_max; ++i) decoder->shapes[i].token_count = 0;
}

uint64_t monitord_hash(monitord_slice text) { return hash(text); }

monitord_status monitord_decode(
    monitord_decoder *decoder, const uint8_t *bytes, size_t size, monitord_event *event, monitord_fault *fault) {
    *fault = {nullptr, 0};
    Tokens tokens;
    monitord_status opened = decoder->open(bytes, size, tokens);
    if (opened != monitord_ok) return opened;
    if (MONITORD_LIKELY(read_known(decoder, tokens, *event))) {
        finish(decoder, *event);
        return monitord_ok;
    }
    *event = monitord_event{};
    event->sampling_rate = 1;
    // An escape hides where a value ends, so such a message is read in full each time.
    Shape *shape = tokens.has_escapes ? nullptr : &decoder->shapes[(decoder->shape_first + shapes_oldest) % monitord_decoder::shapes_max];
    if (shape) shape->value_count = shape->token_count = 0;
    EventReader reader{{tokens, *event, shape, decoder->measures, decoder->reads_messages}};
    if (MONITORD_LIKELY(reader.read())) {
        if (reader.shape && shape->finish(tokens, *event)) decoder->shape_first = size_t(shape - decoder->shapes.get());
        finish(decoder, *event);
        return monitord_ok;
    }
    monitord_status status = reader.tokens.status;
    *fault = {reader.field, reader.tokens.position()};
    if (status == monitord_bad_syntax || status == monitord_too_deep) return status;
    // The pass stops at its first fault, and there may be no value at all where a type was wrong:
    // a fault of the schema is told only of a document that is sound to its end.
    if (tokens.document()) return status;
    *fault = {nullptr, tokens.position()};
    return tokens.status;
}
