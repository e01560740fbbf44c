// What is sent to ask one canary: a chat completion as everybody's. Nothing in it tells that it is one.

package import Model

/// The body of a request, in the shape of OpenAI's chat completions.
package struct ChatRequest: Equatable, Sendable {
    package var model: String
    package var messages: [ChatMessage]
    package var parameters: Target.Parameters
    /// For `parameters.hasSeed`.
    package var seed: Int64

    package init(model: String, messages: [ChatMessage], parameters: Target.Parameters, seed: Int64) {
        (self.model, self.messages, self.parameters, self.seed) = (model, messages, parameters, seed)
    }

    package init(_ ask: CanaryAsk) {
        let system = ask.target.system.map { [ChatMessage(role: .system, content: $0)] } ?? []
        self.init(
            model: ask.target.requested ?? ask.target.model, messages: system + ask.messages,
            parameters: ask.target.parameters, seed: ask.seed)
    }

    /// Keys in the order in which the common clients send them.
    package var body: Sealed {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("model", model)
            writer.key("messages")
            writer.array { writer in
                for message in messages {
                    writer.object { writer in
                        writer.field("role", message.role.rawValue)
                        writer.field("content", String(decoding: message.content.bytes, as: UTF8.self))
                    }
                }
            }
            if let temperature = parameters.temperature { writer.field("temperature", temperature) }
            if let topP = parameters.topP { writer.field("top_p", topP) }
            writer.field("max_tokens", parameters.maxTokens)
            if parameters.hasSeed { writer.field("seed", seed) }
            writer.field("stream", false)
        }
        return Sealed(writer.bytes)
    }
}

extension Endpoint {
    /// Where chat completions are asked for.
    package var completionsURL: String {
        var base = Substring(url)
        while base.utf8.last == UInt8(ascii: "/") { base = base.dropLast() }
        return base + "/chat/completions"
    }
}
