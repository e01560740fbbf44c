// Bytes to event. The only importer of CSimdJSON.

internal import CSimdJSON
package import Model

/// Decodes `monitord.inference/1`. Owns the parser's memory; one per thread of decoding.
package struct EventDecoder: ~Copyable {
    private let decoder: OpaquePointer
    /// Whether a dimension is interned, by `Dimension.place`.
    private let isInterned: InlineArray<8, Bool>
    private let futureMax: TimeSpan
    private var scratch = monitord_event()
    private var day = DayCache()

    /// `dimensions` are interned, others are only checked. `measures` fill `Event.values` in their order; users and
    /// questions are hashed when asked for. Nil when there is no memory for a message of that size.
    package init?(
        messageBytesMax: Int, dimensions: DimensionSet, measures: [Measure] = [], isUserRead: Bool = false,
        isQuestionRead: Bool = false, futureMax: TimeSpan
    ) {
        precondition(measures.count <= Measure.countMax, "an event has places for \(Measure.countMax) measures")
        precondition(Set(measures).count == measures.count, "a measure has one place")
        var stamped: UInt8 = 0
        for dimension in Dimension.ofEvents where dimensions.contains(dimension) { stamped |= 1 << dimension.place }
        guard messageBytesMax > 0,
            let decoder = monitord_decoder_create(messageBytesMax, stamped, isUserRead, isQuestionRead)
        else { return nil }
        self.decoder = decoder
        for measure in measures { Self.ask(decoder, for: measure) }
        isInterned = InlineArray { index in
            dimensions.contains(Dimension.ofEvents[index])
        }
        self.futureMax = futureMax
    }

    deinit { monitord_decoder_destroy(decoder) }

    /// `now` bounds the future only. A name that does not fit into `names` becomes `overflow`.
    package mutating func decode(
        _ bytes: UnsafeRawBufferPointer, now: EventTime, names: inout NameTable, overflow: NameID
    ) throws(Rejection) -> Event {
        try read(bytes)
        let time = try eventTime()
        guard time.microseconds <= (now + futureMax).microseconds else {
            throw Rejection(reason: .future, field: "time")
        }
        var ids = InlineArray<8, NameID>(repeating: .absent)
        intern(scratch.texts.0, scratch.stamps.0, .model, &ids, &names, overflow)
        intern(scratch.texts.1, scratch.stamps.1, .category, &ids, &names, overflow)
        intern(scratch.texts.2, scratch.stamps.2, .environment, &ids, &names, overflow)
        intern(scratch.texts.3, scratch.stamps.3, .deployment, &ids, &names, overflow)
        intern(scratch.texts.4, scratch.stamps.4, .baseModel, &ids, &names, overflow)
        intern(scratch.texts.5, scratch.stamps.5, .provider, &ids, &names, overflow)
        intern(scratch.texts.6, scratch.stamps.6, .operation, &ids, &names, overflow)
        intern(scratch.texts.7, scratch.stamps.7, .responseTopic, &ids, &names, overflow)
        let (outcome, source) = judgedOutcome()
        let rate = scratch.sampling_rate
        var event = Event(
            time: time, names: ids, outcome: outcome, source: source,
            weight: rate == 1 ? 256 : Int64((256 / rate).rounded()), isCanary: scratch.is_canary)
        event.user = scratch.user
        event.question = scratch.question
        event.id = EventID(
            hash: scratch.id, words: unsafeBitCast(scratch.id_words, to: InlineArray<8, UInt64>.self),
            count: scratch.id_size)
        event.measured = scratch.measured
        // A C array comes as a tuple, which lies in memory as the same eight numbers.
        event.values = unsafeBitCast(scratch.values, to: InlineArray<8, Double>.self)
        return event
    }

    /// Whether `withPrompts` gets the last message of a user too; to look for it costs time.
    package mutating func readMessages(_ isWanted: Bool) { monitord_decoder_read_messages(decoder, isWanted) }

    /// Hashes, as of an `EventID`, of the last event's `response.id` and `trace_id` where they have this many bytes;
    /// zero where they do not. For as long as its bytes are on loan.
    package func hashesOfOtherIDs(bytes count: Int) -> (response: UInt64, trace: UInt64) {
        let (response, trace) = (scratch.texts.12, scratch.texts.13)
        return (
            response.size == count ? monitord_hash(response) : 0, trace.size == count ? monitord_hash(trace) : 0
        )
    }

    /// Lends what the last event's user asked, `request.text` and then the last message, for as long as its bytes are
    /// on loan, until one is what the caller looks for.
    package func withPrompts<Found>(_ body: (Span<UInt8>) -> Found?) -> Found? {
        for slice in [scratch.texts.14, scratch.texts.15] where slice.size > 0 {
            let bytes = Span(_unsafeElements: UnsafeBufferPointer(start: slice.bytes, count: slice.size))
            if let found = body(bytes) { return found }
        }
        return nil
    }

    /// The canonical JSON object with the outcome and its source as last fields. Cold path.
    package mutating func canonical(
        _ bytes: UnsafeRawBufferPointer, now: EventTime
    ) throws(Rejection) -> [UInt8] {
        var names = NameTable(capacity: 8)
        let event = try decode(bytes, now: now, names: &names, overflow: .absent)
        var time = Array(event.time.rfc3339.utf8)
        var result: [UInt8] = []
        var status = monitord_status.ok
        time.withUnsafeMutableBufferPointer { time in
            var canonical = monitord_slice()
            status = monitord_canonical(
                decoder, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
                monitord_slice(bytes: time.baseAddress, size: time.count), &canonical)
            result = Array(UnsafeBufferPointer(start: canonical.bytes, count: canonical.size))
        }
        guard status == .ok else { throw Self.rejection(status, monitord_fault()) }
        var verdict = JSONWriter()
        verdict.object { writer in
            writer.field("outcome", event.outcome.name)
            writer.field("outcome_source", event.source.name)
        }
        return result + [UInt8(ascii: ",")] + verdict.bytes.dropFirst()
    }

    private static func ask(_ decoder: OpaquePointer, for measure: Measure) {
        let source: monitord_measure_source =
            switch measure.source {
            case .latency: .latency
            case .inputTokens: .input_tokens
            case .outputTokens: .output_tokens
            case .vocabulary: .vocabulary
            case .code: .code
            case .list: .list
            case .heading: .heading
            case .signal: .signal
            }
        let isTaken = Array(measure.signal.utf8).withUnsafeBufferPointer { name in
            monitord_decoder_measure(decoder, source, monitord_slice(bytes: name.baseAddress, size: name.count))
        }
        precondition(isTaken, "the name of a signal is too long for a measure")
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Rejection) {
        var fault = monitord_fault()
        let status = monitord_decode(
            decoder, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &scratch, &fault)
        if status == .ok { return }
        throw Self.rejection(status, fault)
    }

    /// Precedence: an error and a filter tell that the model's answer was not the outcome; then the producer's signal,
    /// an evaluation, the finish reason and the provider's refusal field.
    private func judgedOutcome() -> (Outcome, OutcomeSource) {
        if scratch.has_error || scratch.finish == .error { return (.error, .error) }
        if scratch.guardrail_blocked { return (.blocked, .guardrail) }
        if scratch.finish == .content_filter { return (.blocked, .finishReason) }
        if let outcome = Self.outcome(scratch.signal) { return (outcome, .signal) }
        if let outcome = Self.outcome(scratch.evaluation) { return (outcome, .evaluation) }
        if scratch.finish == .refusal { return (.refused, .finishReason) }
        if let outcome = Self.outcome(scratch.provider_refusal) { return (outcome, .providerRefusal) }
        return (.unknown, .none)
    }

    private static func outcome(_ said: monitord_said) -> Outcome? {
        switch said {
        case .refused: .refused
        case .partial: .partial
        case .complied: .complied
        case .nothing: nil
        }
    }

    private mutating func eventTime() throws(Rejection) -> EventTime {
        let time: EventTime? =
            switch scratch.time_kind {
            case .integer: EventTime(epoch: scratch.time_integer)
            case .decimal: EventTime(epoch: scratch.time_decimal)
            case .text: day.time(scratch.time_text)
            }
        guard let time, time.isAccepted else { throw Rejection(reason: .time, field: "time") }
        return time
    }

    @inline(__always)
    private func intern(
        _ slice: monitord_slice, _ stamp: UInt64, _ dimension: Dimension, _ ids: inout InlineArray<8, NameID>,
        _ names: inout NameTable, _ overflow: NameID
    ) {
        let place = dimension.place
        guard isInterned[place] else { return }
        let bytes = Span(_unsafeElements: UnsafeBufferPointer(start: slice.bytes, count: slice.size))
        ids[place] = names.intern(bytes, stamp: stamp) ?? overflow
    }

    private static func rejection(_ status: monitord_status, _ fault: monitord_fault) -> Rejection {
        let reason: RejectReason =
            switch status {
            case .empty: .empty
            case .too_large: .tooLarge
            case .bad_utf8: .utf8
            case .too_deep: .jsonDepth
            case .not_object: .notObject
            case .duplicate_key: .duplicateKey
            case .missing: .missing
            case .wrong_type: .type
            case .out_of_range: .range
            case .too_long: .tooLong
            case .bad_value: .value
            case .wrong_schema: .schema
            case .out_of_memory: .outOfMemory
            case .bad_syntax, .ok: .jsonSyntax
            }
        // The shim's field names are string literals of ours.
        let field = fault.field.map { String(cString: $0) }
        return Rejection(reason: reason, field: field, position: fault.position > 0 ? fault.position : nil)
    }
}

/// The date of the last time: most events are of the same day.
private struct DayCache {
    private var head: UInt64 = 0
    private var tail: UInt32 = 0
    private var midnight: EventTime?

    mutating func time(_ text: monitord_slice) -> EventTime? {
        guard text.size >= EventTime.rfc3339DateBytes, let start = UnsafeRawPointer(text.bytes) else { return nil }
        let span = Span(_unsafeElements: UnsafeBufferPointer(start: text.bytes, count: text.size))
        // Bytes 0...7 and 7...10: the date and the separator.
        let head = start.loadUnaligned(as: UInt64.self)
        let tail = start.loadUnaligned(fromByteOffset: 7, as: UInt32.self)
        if midnight == nil || head != self.head || tail != self.tail {
            midnight = EventTime.midnight(rfc3339: span)
            self.head = head
            self.tail = tail
        }
        return midnight.flatMap { EventTime(midnight: $0, rfc3339: span) }
    }
}

/// The simdjson that this was built with, such as `3.0.1`.
package func jsonLibraryVersion() -> String { String(cString: monitord_simdjson_version()) }
