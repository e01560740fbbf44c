// What a chat endpoint answered, read strictly: a shape that is not understood is a fault, never a guess.

package import Model

/// The parts of a chat completion that decide.
package struct ChatReply: Equatable, Sendable {
    /// Without text: empty.
    package var text = Sealed([])
    /// The provider's own field for a refusal; nil when it is absent, null or empty.
    package var refusal: Sealed?
    package var finish = Finish.none
    package var callsTools = false
    package var id = ""
    /// Seconds since 1970, as the endpoint says.
    package var created: Int64?
    package var model = ""
    package var fingerprint = ""
    package var inputTokens: Int64?
    package var outputTokens: Int64?

    /// Why the model stopped.
    package enum Finish: Equatable, Sendable {
        case none, stop, length, filter, refusal, tools, other

        init(_ word: String) {
            switch word {
            case "": self = .none
            case "stop", "end_turn", "eos", "stop_sequence": self = .stop
            case "length", "max_tokens", "model_length": self = .length
            case "content_filter", "content_filtered", "safety": self = .filter
            case "refusal": self = .refusal
            case "tool_calls", "function_call", "tool_use": self = .tools
            default: self = .other
            }
        }
    }

    package init() {}

    /// Of names that go on record: id, model, fingerprint.
    package static let nameBytesMax = 256
    package static let partsMax = 1024
    /// Larger counts of tokens are not believed.
    package static let tokensMax: Int64 = 1_000_000_000
    /// Replies are flat; a deeper one is not read.
    package static let depthMax = 32

    package init(parsing body: Sealed) throws(ChatFault) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: body.bytes, depthMax: Self.depthMax)
        } catch {
            throw .notJSON
        }
        try self.init(value)
    }

    private init(_ value: JSONValue) throws(ChatFault) {
        guard value.members != nil else { throw .shape("no object") }
        if let error = value["error"], !error.isNull { throw .error(ErrorWord(error)) }
        guard let choice = value["choices"]?[0] else { throw .shape("no choices") }
        guard let message = choice["message"], message.members != nil else { throw .shape("no message") }
        finish = Finish(try Self.text(choice["finish_reason"], "odd finish_reason"))
        text = try Self.content(message["content"])
        let refusal = try Self.text(message["refusal"], "odd refusal")
        self.refusal = refusal.isEmpty ? nil : Sealed(refusal)
        callsTools = try Self.hasTools(message)
        id = try Self.name(value["id"], "odd id")
        model = try Self.name(value["model"], "odd model")
        fingerprint = try Self.name(value["system_fingerprint"], "odd fingerprint")
        created = value["created"]?.integer
        inputTokens = Self.tokens(value["usage"]?["prompt_tokens"])
        outputTokens = Self.tokens(value["usage"]?["completion_tokens"])
    }

    /// A string, a list of parts, or nothing.
    private static func content(_ value: JSONValue?) throws(ChatFault) -> Sealed {
        guard let value, !value.isNull else { return Sealed([]) }
        if let text = value.string { return Sealed(text) }
        guard let parts = value.array, parts.count <= partsMax else { throw .shape("odd content") }
        var bytes: [UInt8] = []
        for part in parts {
            // A refusal may come as a part as well; it is text that somebody reads.
            guard let text = part["text"]?.string ?? part["refusal"]?.string else { throw .shape("odd content") }
            bytes += text.utf8
        }
        return Sealed(bytes)
    }

    private static func hasTools(_ message: JSONValue) throws(ChatFault) -> Bool {
        if let call = message["function_call"], !call.isNull { return true }
        guard let calls = message["tool_calls"], !calls.isNull else { return false }
        guard let list = calls.array else { throw .shape("odd tool_calls") }
        return !list.isEmpty
    }

    private static func text(_ value: JSONValue?, _ fault: StaticString) throws(ChatFault) -> String {
        guard let value, !value.isNull else { return "" }
        guard let text = value.string else { throw .shape(fault) }
        return text
    }

    /// Goes on record and before people's eyes, so it is short and without control characters.
    private static func name(_ value: JSONValue?, _ fault: StaticString) throws(ChatFault) -> String {
        let name = try text(value, fault)
        guard name.utf8.count <= nameBytesMax, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .shape(fault)
        }
        return name
    }

    private static func tokens(_ value: JSONValue?) -> Int64? {
        guard let count = value?.integer, 0...tokensMax ~= count else { return nil }
        return count
    }
}

/// Why a body is no completion.
package enum ChatFault: Error, Equatable, Sendable {
    case notJSON
    /// JSON of another shape: which part is missing or odd.
    case shape(StaticString)
    /// An error object instead of a completion.
    case error(ErrorWord)

    package static func == (left: ChatFault, right: ChatFault) -> Bool { left.words == right.words }

    /// For `CanaryResult.reason`: our words, never the endpoint's.
    package var words: String {
        switch self {
        case .notJSON: "body: not JSON"
        case .shape(let part): "body: \(part)"
        case .error(.filter): "body: filtered"
        case .error(.other): "body: error"
        }
    }
}

/// What an error object comes to.
package enum ErrorWord: Equatable, Sendable {
    /// A filter declined the request: an answer, though not the model's.
    case filter
    case other

    private static let filters: Set<String> = [
        "content_filter", "content_policy_violation", "content_policy", "responsibleaipolicyviolation",
        "moderation_blocked", "content_blocked", "guardrail_intervened", "guardrails_violation",
    ]

    init(_ error: JSONValue) {
        let words = [error["code"], error["type"], error["innererror"]?["code"], error["status"]]
        let isFilter = words.contains { word in word?.string.map { Self.filters.contains($0.lowercased()) } ?? false }
        self = isFilter ? .filter : .other
    }
}
