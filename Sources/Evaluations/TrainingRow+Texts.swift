// What a line of training data says: the texts of the fields that hold prompts.

package import Model

extension TrainingRow {
    /// Fields that are looked at unless somebody names others.
    package static let fieldsDefault = ["prompt", "messages", "text", "instruction", "input"]
    static let textsMax = 10_000

    /// The texts of one row: each field, each message by itself, and what belongs together in one. Empty when it has
    /// none of the fields; nil when the line is no JSON object.
    package static func texts(line: [UInt8], fields: [String]) -> [Sealed]? {
        guard let value = try? JSONValue(parsing: line), value.members != nil else { return nil }
        var texts: [Sealed] = []
        var whole: [[UInt8]] = []
        for field in fields {
            guard let found = value[field] else { continue }
            for text in Self.texts(found) where texts.count < textsMax {
                texts.append(Sealed(text))
                whole.append(Array(text.utf8))
            }
        }
        // An instruction and its input are one prompt in two fields, and so are the messages of a conversation.
        if whole.count > 1 { texts.append(Sealed(Array(whole.joined(separator: [0x0A])))) }
        return texts
    }

    /// A text, or messages with `content` that is a text or parts with `text`.
    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.prefix(textsMax).flatMap { message($0) }
        case .object: message(value)
        case .null, .boolean, .integer, .number: []
        }
    }

    private static func message(_ value: JSONValue) -> [String] {
        if let text = value.string { return [text] }
        // ShareGPT says `value` where others say `content`.
        guard let content = value["content"] ?? value["value"] ?? value["text"] else { return [] }
        if let text = content.string { return [text] }
        let parts = (content.array ?? []).prefix(textsMax).compactMap { $0["text"]?.string }
        return parts.isEmpty ? [] : [parts.joined(separator: "\n")]
    }
}
