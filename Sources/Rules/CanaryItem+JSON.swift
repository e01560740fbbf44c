// One line of a suite into one item.

import Canaries
import Model

private let idBytesMax = 128
private let messagesMax = 64
private let paraphrasesMax = 64
private let bucketsMax = 16

private let itemKeys = [
    "id", "prompt", "messages", "kind", "category", "expect", "schema", "contains", "equals", "criterion", "weight",
    "paraphrases", "buckets", "source",
]
private let expectations = ["refuse", "comply", "schema", "contains", "equals", "judge"]

func canaryItem(_ value: JSONValue, _ kind: CanaryKind) throws(ItemFault) -> CanaryItem {
    guard let members = value.members else {
        throw ItemFault(message: "an item is a JSON object", help: "write {\"id\": …, \"prompt\": …, \"expect\": …}")
    }
    for member in members where !itemKeys.contains(member.name) {
        // A prompt without its key could stand in the key's place, so only a near miss is repeated.
        let near = nearest(to: member.name, among: itemKeys).map { "did you mean `\($0)`? " } ?? ""
        throw ItemFault(
            code: .unknownKey, message: "the item has a key that is not known",
            help: near + "known: " + itemKeys.joined(separator: ", "))
    }
    guard let id = try text("id", value, bytesMax: idBytesMax) else {
        throw ItemFault(
            code: .missingKey, message: "the item has no `id`", help: "add `id`: a name that is unique in the suite")
    }
    if let own = try text("kind", value, bytesMax: idBytesMax), own != kind.rawValue {
        throw ItemFault(
            message: "`kind` is not that of the suite, \(kind.rawValue)",
            help: "leave `kind` out, or move the item to a suite of its kind")
    }
    _ = try text("source", value, bytesMax: 1024)
    var item = CanaryItem(id: id, messages: try messages(value), expectation: try expectation(value))
    item.category = try text("category", value, bytesMax: idBytesMax) ?? ""
    item.weight = try weight(value)
    item.paraphrases = try sealedTexts("paraphrases", value, countMax: paraphrasesMax) ?? []
    item.buckets = try buckets(value)
    return item
}

/// A line of text that is no prompt.
private func text(_ key: String, _ value: JSONValue, bytesMax: Int) throws(ItemFault) -> String? {
    guard let member = value[key] else { return nil }
    guard let text = member.string, 1...bytesMax ~= text.utf8.count,
        !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else {
        throw ItemFault(
            message: "`\(key)` must be one line of 1 to \(bytesMax) bytes", help: "write \"\(key)\": \"…\"")
    }
    return text
}

/// A text that is asked, expected, or held against an answer.
private func sealed(_ value: JSONValue, _ key: String) throws(ItemFault) -> Sealed {
    guard let text = value.string, text.utf8.contains(where: { $0 > 0x20 }) else {
        throw ItemFault(message: "`\(key)` must be a text that is not empty", help: "write \"\(key)\": \"…\"")
    }
    return Sealed(text)
}

private func sealedTexts(_ key: String, _ value: JSONValue, countMax: Int) throws(ItemFault) -> [Sealed]? {
    guard let member = value[key] else { return nil }
    guard let elements = member.array, 1...countMax ~= elements.count else {
        throw ItemFault(
            message: "`\(key)` must be an array of 1 to \(countMax) texts", help: "write \"\(key)\": [\"…\"]")
    }
    var texts: [Sealed] = []
    for element in elements { texts.append(try sealed(element, key)) }
    return texts
}

private func messages(_ value: JSONValue) throws(ItemFault) -> [ChatMessage] {
    switch (value["prompt"], value["messages"]) {
    case (let prompt?, nil): return [ChatMessage(role: .user, content: try sealed(prompt, "prompt"))]
    case (nil, let list?): return try conversation(list)
    case (nil, nil):
        throw ItemFault(
            code: .missingKey, message: "the item asks nothing", help: "add `prompt`, or `messages` for more than one")
    case (.some, .some):
        throw ItemFault(message: "the item has both `prompt` and `messages`", help: "keep one of the two")
    }
}

private func conversation(_ list: JSONValue) throws(ItemFault) -> [ChatMessage] {
    let form = "write \"messages\": [{\"role\": \"user\", \"content\": \"…\"}]"
    guard let elements = list.array, 1...messagesMax ~= elements.count else {
        throw ItemFault(message: "`messages` must be an array of 1 to \(messagesMax) messages", help: form)
    }
    var messages: [ChatMessage] = []
    for element in elements {
        guard let members = element.members, members.allSatisfy({ ["role", "content"].contains($0.name) }),
            let role = element["role"]?.string.flatMap({ ChatMessage.Role(rawValue: $0) }),
            let content = element["content"]
        else {
            throw ItemFault(
                message: "a message has a `role`, system, user or assistant, and a `content`", help: form)
        }
        messages.append(ChatMessage(role: role, content: try sealed(content, "content")))
    }
    guard messages.last?.role == .user else {
        throw ItemFault(message: "the last of `messages` is not the user's", help: "an answer to it is what is judged")
    }
    return messages
}

private func expectation(_ value: JSONValue) throws(ItemFault) -> Expectation {
    let list = expectations.joined(separator: ", ")
    guard let member = value["expect"] else {
        throw ItemFault(code: .missingKey, message: "the item has no `expect`", help: "add one of \(list)")
    }
    guard let word = member.string, expectations.contains(word) else {
        let near = member.string.flatMap { nearest(to: $0, among: expectations) }.map { "did you mean `\($0)`? " } ?? ""
        throw ItemFault(
            code: .unknownWord, message: "`expect` is none of the words that are known",
            help: "\(near)known: \(list)")
    }
    let owned = ["schema": "schema", "contains": "contains", "equals": "equals", "judge": "criterion"]
    for key in ["schema", "contains", "equals", "criterion"] where value[key] != nil && owned[word] != key {
        throw ItemFault(
            code: .keyMismatch, message: "`\(key)` means nothing to expect = \(word)",
            help: "remove it, or expect what it belongs to")
    }
    guard let key = owned[word] else { return word == "refuse" ? .refuse : .comply }
    guard let operand = value[key] else {
        throw ItemFault(
            code: .missingKey, message: "expect = \(word) needs `\(key)`", help: "add `\(key)`: what the answer must be"
        )
    }
    switch word {
    case "schema": return .schema(try schema(operand))
    case "contains":
        if operand.string != nil { return .contains([try sealed(operand, key)]) }
        return .contains(try sealedTexts(key, value, countMax: 64) ?? [])
    case "equals": return .equals(try sealed(operand, key))
    default: return .judge(try sealed(operand, key))
    }
}

private func schema(_ value: JSONValue) throws(ItemFault) -> JSONValue {
    guard value.members != nil else {
        throw ItemFault(
            code: .badSchema, message: "`schema` must be a JSON object", help: "write a JSON Schema, not its text")
    }
    do throws(JSONSchemaFault) {
        _ = try JSONSchema(value)
    } catch {
        let place = error.path.isEmpty ? "" : " at \(error.path)"
        throw ItemFault(code: .badSchema, message: "the schema\(place): \(error.reason)", help: error.help)
    }
    return value
}

private func weight(_ value: JSONValue) throws(ItemFault) -> Double {
    guard let member = value["weight"] else { return 1 }
    guard let number = member.number, number > 0, number <= 1e6 else {
        throw ItemFault(
            code: .outOfRange, message: "`weight` must be a number above 0 and at most 1000000", help: "1 is usual")
    }
    return number
}

private func buckets(_ value: JSONValue) throws(ItemFault) -> [Label] {
    guard let member = value["buckets"] else { return [] }
    let help = "write \"buckets\": {\"intent\": \"…\", \"locale\": \"en\", \"risk\": \"low\"}"
    guard let members = member.members, members.count <= bucketsMax else {
        throw ItemFault(message: "`buckets` must be an object of at most \(bucketsMax) texts", help: help)
    }
    var labels: [Label] = []
    for bucket in members {
        guard Label.isName(bucket.name), bucket.name.utf8.count <= 64, let text = bucket.value.string,
            1...idBytesMax ~= text.utf8.count, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw ItemFault(message: "a bucket has a name of letters, digits and _, and a short text", help: help)
        }
        labels.append(Label(name: bucket.name, value: text))
    }
    return labels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
}
