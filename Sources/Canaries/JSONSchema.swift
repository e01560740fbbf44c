// What a JSON Schema asks of a value: the part of it that canaries use.

package import Model

/// A schema that was understood whole: a keyword that would restrict and is not known is refused at load.
package struct JSONSchema: Equatable, Sendable {
    /// Deeper schemas are refused.
    package static let depthMax = 32
    /// Longer strings fit no pattern: a match costs states times code points.
    package static let patternedBytesMax = 64 * 1024

    package enum Kind: String, CaseIterable, Sendable {
        case object, array, string, number, integer, boolean, null

        func contains(_ value: JSONValue) -> Bool {
            switch (self, value) {
            case (.object, .object), (.array, .array), (.string, .string), (.boolean, .boolean), (.null, .null): true
            case (.number, .integer), (.number, .number), (.integer, .integer): true
            case (.integer, .number(let number)): number == number.rounded()
            default: false
            }
        }
    }

    struct Property: Equatable, Sendable {
        var name: String
        var schema: JSONSchema
    }

    /// A pattern of the schema; equal when the text is.
    struct Text: Equatable, Sendable {
        var source: String
        var pattern: Pattern

        static func == (left: Text, right: Text) -> Bool { left.source == right.source }
    }

    /// A limit of a number.
    struct Limit: Equatable, Sendable {
        var number: Double
        var isExclusive = false
    }

    /// `false` as a schema: nothing fits.
    var acceptsNothing = false
    var kinds: [Kind]?
    var allowed: [JSONValue]?
    var required: [String] = []
    var properties: [Property] = []
    /// Of members that `properties` does not name; an element at most.
    var others: [JSONSchema] = []
    /// Of elements of an array; one at most.
    var items: [JSONSchema] = []
    var minima: [Limit] = []
    var maxima: [Limit] = []
    /// Code points of strings, elements of arrays, members of objects.
    var lengths = Bounds()
    var counts = Bounds()
    var sizes = Bounds()
    var patterns: [Text] = []
    var all: [JSONSchema] = []
    var any: [[JSONSchema]] = []
    var one: [[JSONSchema]] = []
    var none: [JSONSchema] = []

    struct Bounds: Equatable, Sendable {
        var least: Int64 = 0
        var most = Int64.max

        func contains(_ count: Int) -> Bool { least <= Int64(count) && Int64(count) <= most }
    }

    init() {}
}

extension JSONSchema {
    /// What is wrong with a value, in words of the schema alone: `/name is missing`. Nil: it fits.
    package func fault(in value: JSONValue) -> String? { fault(in: value, at: "") }

    private func fault(in value: JSONValue, at path: String) -> String? {
        let place = path.isEmpty ? "/" : path
        if acceptsNothing { return "\(place) may not be there" }
        if let kinds, !kinds.contains(where: { $0.contains(value) }) {
            return "\(place) is no \(kinds.map(\.rawValue).joined(separator: " or "))"
        }
        if let allowed, !allowed.contains(where: { $0.means(value) }) { return "\(place) is another value" }
        let fault: String? =
            switch value {
            case .null, .boolean: nil
            case .integer(let number): numberFault(Double(number), at: place)
            case .number(let number): numberFault(number, at: place)
            case .string(let text): textFault(text, at: place)
            case .array(let elements): arrayFault(elements, at: path)
            case .object(let members): objectFault(members, at: path)
            }
        return fault ?? combinedFault(value, at: path)
    }

    private func numberFault(_ number: Double, at place: String) -> String? {
        for limit in minima where limit.isExclusive ? number <= limit.number : number < limit.number {
            return "\(place) is too small"
        }
        for limit in maxima where limit.isExclusive ? number >= limit.number : number > limit.number {
            return "\(place) is too large"
        }
        return nil
    }

    private func textFault(_ text: String, at place: String) -> String? {
        if lengths != Bounds(), !lengths.contains(text.unicodeScalars.count) { return "\(place) has another length" }
        guard !patterns.isEmpty else { return nil }
        let isShort = text.utf8.count <= Self.patternedBytesMax
        return isShort && patterns.allSatisfy { $0.pattern.matches(text) } ? nil : "\(place) does not fit its pattern"
    }

    private func arrayFault(_ elements: [JSONValue], at path: String) -> String? {
        guard counts.contains(elements.count) else { return "\(path.isEmpty ? "/" : path) has another count" }
        guard let schema = items.first else { return nil }
        for (place, element) in elements.enumerated() {
            if let fault = schema.fault(in: element, at: "\(path)/\(place)") { return fault }
        }
        return nil
    }

    private func objectFault(_ members: [JSONValue.Member], at path: String) -> String? {
        guard sizes.contains(members.count) else { return "\(path.isEmpty ? "/" : path) has another size" }
        let object = JSONValue.object(members)
        for name in required where object[name] == nil { return "\(path)/\(name) is missing" }
        for property in properties {
            guard let value = object[property.name] else { continue }
            if let fault = property.schema.fault(in: value, at: "\(path)/\(property.name)") { return fault }
        }
        guard let schema = others.first else { return nil }
        for member in members where !properties.contains(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
            // The name is the model's word, so it is not told.
            if let fault = schema.fault(in: member.value, at: "\(path)/*") { return fault }
        }
        return nil
    }

    private func combinedFault(_ value: JSONValue, at path: String) -> String? {
        let place = path.isEmpty ? "/" : path
        for schema in all { if let fault = schema.fault(in: value, at: path) { return fault } }
        for choices in any where !choices.contains(where: { $0.fault(in: value, at: path) == nil }) {
            return "\(place) fits none of anyOf"
        }
        for choices in one where choices.count(where: { $0.fault(in: value, at: path) == nil }) != 1 {
            return "\(place) does not fit exactly one of oneOf"
        }
        for schema in none where schema.fault(in: value, at: path) == nil { return "\(place) fits what is excluded" }
        return nil
    }
}

extension JSONValue {
    /// Equality as JSON Schema has it: 1 is 1.0, and members have no order.
    func means(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): return left == right
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count && left.allSatisfy { other[$0.name]?.means($0.value) == true }
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        default:
            if let left = number, let right = other.number { return left == right }
            return self == other
        }
    }
}
