// `--json=FIELD,...`: some fields of an object, or of each object of an array.

/// The chosen names, in the order in which they are printed. It reads JSON that this program wrote itself.
struct FieldSelection {
    private let names: [[UInt8]]

    init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

    enum Outcome {
        case selected([UInt8])
        /// No object has the field; these are the ones that there are.
        case unknown(String, known: [String])
    }

    private typealias Field = (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)

    /// Of an object, or of the objects of an array. Anything else, and an empty array, stays as it is.
    func applied(to json: [UInt8]) -> Outcome {
        let isArray = json.first == UInt8(ascii: "[")
        guard isArray || json.first == UInt8(ascii: "{") else { return .selected(json) }
        let objects = isArray ? Self.members(json[...]).map { Self.members($0.value) } : [Self.members(json[...])]
        guard !objects.isEmpty else { return .selected(json) }
        for name in names where !objects.contains(where: { $0.contains { $0.name.elementsEqual(name) } }) {
            return .unknown(String(decoding: name, as: UTF8.self), known: Self.names(of: objects))
        }
        let parts = objects.map(written)
        guard isArray else { return .selected(Array(parts.joined())) }
        return .selected([UInt8(ascii: "[")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")])
    }

    /// The object without what was not chosen.
    func kept(of object: [UInt8]) -> [UInt8] { written(Self.members(object[...])) }

    private func written(_ fields: [Field]) -> [UInt8] {
        let quote = [UInt8(ascii: "\"")]
        let parts = names.compactMap { name in
            fields.first { $0.name.elementsEqual(name) }
                .map { quote + $0.name + quote + [UInt8(ascii: ":")] + $0.value }
        }
        return [UInt8(ascii: "{")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }

    private static func names(of objects: [[Field]]) -> [String] {
        var names: [String] = []
        for field in objects.joined() {
            let name = String(decoding: field.name, as: UTF8.self)
            if !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        }
        return names
    }

    /// What stands between the outermost brackets; the members of an array have no names.
    private static func members(_ json: ArraySlice<UInt8>) -> [Field] {
        guard let open = json.first, open == UInt8(ascii: "{") || open == UInt8(ascii: "[") else { return [] }
        var members: [Field] = []
        var rest = json.dropFirst()
        while let byte = rest.first, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") {
            var name: ArraySlice<UInt8> = []
            if open == UInt8(ascii: "{") {
                name = rest[..<end(of: rest)]
                rest = rest[name.endIndex...].dropFirst()
            }
            let value = rest[..<end(of: rest)]
            members.append((name.dropFirst().dropLast(), value))
            rest = rest[value.endIndex...]
            if rest.first == UInt8(ascii: ",") { rest = rest.dropFirst() }
        }
        return members
    }

    /// Where the value at the head of `json` ends: before a comma, a colon or a closing bracket that is not its own.
    private static func end(of json: ArraySlice<UInt8>) -> Int {
        var place = json.startIndex
        var depth = 0
        var isText = false
        while place < json.endIndex {
            let byte = json[place]
            place += 1
            if isText {
                if byte == UInt8(ascii: "\\") { place += 1 }
                if byte == UInt8(ascii: "\"") { isText = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place - 1 }
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return place - 1 }
            default: break
            }
        }
        return min(place, json.endIndex)
    }
}
