// Why a record is not an event.

/// The closed set of reasons; their names are counter keys and part of the documentation.
package enum RejectReason: UInt8, CaseIterable, Sendable {
    case null, empty, tooLarge, utf8, jsonSyntax, jsonDepth, notObject, duplicateKey, missing, type, range, tooLong
    case value, schema, time, future, outOfMemory

    package var name: StaticString {
        switch self {
        case .null: "null"
        case .empty: "empty"
        case .tooLarge: "too_large"
        case .utf8: "utf8"
        case .jsonSyntax: "json_syntax"
        case .jsonDepth: "json_depth"
        case .notObject: "not_object"
        case .duplicateKey: "duplicate_key"
        case .missing: "missing"
        case .type: "type"
        case .range: "range"
        case .tooLong: "too_long"
        case .value: "value"
        case .schema: "schema"
        case .time: "time"
        case .future: "future"
        case .outOfMemory: "out_of_memory"
        }
    }

    package var explanation: StaticString {
        switch self {
        case .null: "the record has no value (a tombstone)"
        case .empty: "the value is empty or white space"
        case .tooLarge: "the value is longer than limits.message_bytes"
        case .utf8: "the value is not UTF-8"
        case .jsonSyntax: "the value is not one JSON document"
        case .jsonDepth: "arrays and objects nest deeper than 32"
        case .notObject: "the JSON document is not an object"
        case .duplicateKey: "a field stands twice, so its value is ambiguous"
        case .missing: "a required field is missing"
        case .type: "a field has the wrong JSON type"
        case .range: "a number is outside its range"
        case .tooLong: "a text or map is longer than its limit"
        case .value: "a word is not one of the field's words"
        case .schema: "the schema is not monitord.inference/1"
        case .time: "the time is neither RFC 3339 with a zone nor an epoch number between 2001 and 2286"
        case .future: "the time is further ahead of the clock than panes.max_future"
        case .outOfMemory: "there was no memory to read the value"
        }
    }
}

/// One rejected record.
package struct Rejection: Error, Equatable, Sendable {
    package var reason: RejectReason
    /// The field at fault, such as `usage.input_tokens`. Names of our schema only, never bytes of the record.
    package var field: String?
    /// The byte at which the fault was seen, where one was.
    package var position: Int?

    package init(reason: RejectReason, field: String? = nil, position: Int? = nil) {
        self.reason = reason
        self.field = field
        self.position = position
    }

    /// The field and position in a few words, for stores and screens.
    package var detail: String {
        switch (field, position) {
        case (let field?, let position?): "\(field) at byte \(position)"
        case (let field?, nil): field
        case (nil, let position?): "at byte \(position)"
        case (nil, nil): ""
        }
    }
}
