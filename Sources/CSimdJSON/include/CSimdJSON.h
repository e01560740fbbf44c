// Reads one JSON inference event. simdjson finds the structure and checks UTF-8; this target checks the grammar
// and the schema in the same pass. Nothing here throws, and after creation nothing here allocates per event.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct monitord_decoder monitord_decoder;

typedef enum __attribute__((enum_extensibility(closed))) : int {
    monitord_ok = 0,
    monitord_empty,
    monitord_too_large,
    monitord_bad_utf8,
    monitord_bad_syntax,
    monitord_too_deep,
    monitord_not_object,
    monitord_duplicate_key,
    monitord_missing,
    monitord_wrong_type,
    monitord_out_of_range,
    monitord_too_long,
    monitord_bad_value,
    monitord_wrong_schema,
    monitord_out_of_memory,
} monitord_status;

/// Bytes inside the message, or inside the decoder when the text had escapes. Valid until the next call.
typedef struct {
    const uint8_t *bytes;
    size_t size;
} monitord_slice;

typedef enum __attribute__((enum_extensibility(closed))) : int {
    monitord_time_text,
    monitord_time_integer,
    monitord_time_decimal,
} monitord_time_kind;

typedef enum __attribute__((enum_extensibility(closed))) : int {
    monitord_finish_none,
    monitord_finish_stop,
    monitord_finish_length,
    monitord_finish_tool_call,
    monitord_finish_content_filter,
    monitord_finish_refusal,
    monitord_finish_error,
    monitord_finish_other,
} monitord_finish;

/// What somebody said of the refusal. Absent unless they did.
typedef enum __attribute__((enum_extensibility(closed))) : int {
    monitord_said_nothing,
    monitord_said_refused,
    monitord_said_partial,
    monitord_said_complied,
} monitord_said;

/// The texts that are kept: the names of an event, then those that are hashed or measured.
enum {
    monitord_name_model,
    monitord_name_category,
    monitord_name_environment,
    monitord_name_deployment,
    monitord_name_base_model,
    monitord_name_provider,
    monitord_name_operation,
    monitord_name_response_topic,
    monitord_name_count,
    monitord_text_user = monitord_name_count,
    monitord_text_question,
    monitord_text_response,
    monitord_text_id,
    monitord_text_response_id,
    monitord_text_trace,
    monitord_text_prompt,
    monitord_text_message,
    monitord_text_count,
};

/// Where a measure comes from, in the order of Model.Measure.Source.
typedef enum __attribute__((enum_extensibility(closed))) : int {
    monitord_measure_latency,
    monitord_measure_input_tokens,
    monitord_measure_output_tokens,
    monitord_measure_vocabulary,
    monitord_measure_code,
    monitord_measure_list,
    monitord_measure_heading,
    monitord_measure_signal,
} monitord_measure_source;

enum { monitord_measures_max = 8, monitord_signal_bytes_max = 64, monitord_id_words = 8 };

typedef struct {
    monitord_time_kind time_kind;
    monitord_slice time_text;
    int64_t time_integer;
    double time_decimal;
    /// By monitord_text: names come first, by Model.Dimension.place.
    monitord_slice texts[monitord_text_count];
    /// For the names that the decoder was asked to stamp: equal stamps of one decoder stand for equal bytes, and the lowest
    /// eight bits are the same as long as the stamp is. Zero says nothing.
    uint64_t stamps[monitord_name_count];
    /// Hashes of the user and the question, for a decoder that was asked for them. Zero is nobody and nothing.
    uint64_t user;
    uint64_t question;
    /// A hash of the event's id, and its bytes behind each other, then zeros; a size of 0 stands for an id that is longer.
    uint64_t id;
    uint64_t id_words[monitord_id_words];
    uint8_t id_size;
    /// By place of the measure. A place without its bit in `measured` holds zero.
    double values[monitord_measures_max];
    uint8_t measured;
    /// Inclusion probability; 1 when the event does not say.
    double sampling_rate;
    monitord_finish finish;
    monitord_said signal;
    monitord_said evaluation;
    monitord_said provider_refusal;
    bool guardrail_blocked;
    bool has_error;
    bool is_canary;
} monitord_event;

/// Where a message went wrong: a field of the schema when `field` is not null, and a byte position.
typedef struct {
    const char *field;
    size_t position;
} monitord_fault;

/// `stamped` has a bit for each name that gets a stamp; users and questions are hashed on demand. Null when out of memory.
monitord_decoder *monitord_decoder_create(size_t message_bytes_max, uint8_t stamped, bool user, bool question);
/// Asks for one more measure, which takes the next place. `signal` is the name of a signal, else empty.
/// False when there are monitord_measures_max already or the name is longer than monitord_signal_bytes_max.
bool monitord_decoder_measure(monitord_decoder *decoder, monitord_measure_source source, monitord_slice signal);
/// Whether the last message of a user in `request.messages` is read: nobody else looks into them.
void monitord_decoder_read_messages(monitord_decoder *decoder, bool wanted);
/// The hash of a text that stands in `user`, `question` and `id`. Zero only for no bytes.
uint64_t monitord_hash(monitord_slice text);
void monitord_decoder_destroy(monitord_decoder *decoder);

/// Decodes one message. On any status but monitord_ok, `fault` says where and `event` holds nothing of use.
monitord_status monitord_decode(
    monitord_decoder *decoder, const uint8_t *bytes, size_t size, monitord_event *event, monitord_fault *fault);

/// Writes the canonical form of a message that monitord_decode accepted, with its time replaced by `time` (RFC 3339).
/// The object is left open (no closing brace), so the caller can add fields. Valid until the next call. Cold path.
monitord_status monitord_canonical(
    monitord_decoder *decoder, const uint8_t *bytes, size_t size, monitord_slice time, monitord_slice *canonical);

/// Whether simdjson's own full parser accepts the text: the second opinion that tests compare with.
bool monitord_dom_accepts(monitord_decoder *decoder, const uint8_t *bytes, size_t size);

/// The simdjson that this was built with, such as "3.0.1".
const char *monitord_simdjson_version(void);

#ifdef __cplusplus
}
#endif
