// From JSON to a schema; what it does not understand it refuses.

package import Model

/// Why a schema is not usable, and where in it.
package struct JSONSchemaFault: Error, Equatable, Sendable {
    /// A JSON pointer into the schema; empty: its top.
    package var path: String
    package var reason: String
    package var help: String

    init(_ path: String, _ reason: String, help: String) {
        (self.path, self.reason, self.help) = (path, reason, help)
    }
}

extension JSONSchema {
    /// Say something about the schema and nothing about the value.
    private static let remarks: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly",
    ]

    package static let keywords = [
        "type", "enum", "const", "required", "properties", "additionalProperties", "minProperties", "maxProperties",
        "items", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
        "maxLength", "pattern", "allOf", "anyOf", "oneOf", "not",
    ]

    package init(_ value: JSONValue) throws(JSONSchemaFault) {
        try self.init(value, path: "", depth: Self.depthMax)
    }

    private init(_ value: JSONValue, path: String, depth: Int) throws(JSONSchemaFault) {
        guard depth > 0 else {
            throw JSONSchemaFault(path, "the schema is nested deeper than \(Self.depthMax)", help: "make it flatter")
        }
        self.init()
        if let flag = value.boolean {
            acceptsNothing = !flag
            return
        }
        guard let members = value.members else {
            throw JSONSchemaFault(path, "a schema is an object, true or false", help: #"write { "type": "object" }"#)
        }
        for member in members where !Self.remarks.contains(member.name) {
            try take(Keyword(name: member.name, value: member.value, path: "\(path)/\(member.name)", depth: depth - 1))
        }
    }

    private struct Keyword {
        var name: String
        var value: JSONValue
        var path: String
        var depth: Int

        func fault(_ reason: String, _ help: String) -> JSONSchemaFault { JSONSchemaFault(path, reason, help: help) }
    }

    private mutating func take(_ keyword: Keyword) throws(JSONSchemaFault) {
        let value = keyword.value
        switch keyword.name {
        case "type": kinds = try Self.kinds(keyword)
        case "enum":
            guard let values = value.array, !values.isEmpty else {
                throw keyword.fault("enum is a list of values", #"write "enum": ["one", "two"]"#)
            }
            try allow(values, keyword)
        case "const": try allow([value], keyword)
        case "required": required += try Self.names(keyword)
        case "properties":
            for member in try Self.members(keyword) {
                let path = "\(keyword.path)/\(member.name)"
                let schema = try JSONSchema(member.value, path: path, depth: keyword.depth)
                properties.append(Property(name: member.name, schema: schema))
            }
        case "additionalProperties": others = [try Self.schema(keyword)]
        case "items": items = [try Self.schema(keyword)]
        case "minimum": minima.append(Limit(number: try Self.number(keyword)))
        case "maximum": maxima.append(Limit(number: try Self.number(keyword)))
        case "exclusiveMinimum": minima.append(Limit(number: try Self.number(keyword), isExclusive: true))
        case "exclusiveMaximum": maxima.append(Limit(number: try Self.number(keyword), isExclusive: true))
        case "minLength": lengths.least = try Self.count(keyword)
        case "maxLength": lengths.most = try Self.count(keyword)
        case "minItems": counts.least = try Self.count(keyword)
        case "maxItems": counts.most = try Self.count(keyword)
        case "minProperties": sizes.least = try Self.count(keyword)
        case "maxProperties": sizes.most = try Self.count(keyword)
        case "pattern": patterns.append(try Self.pattern(keyword))
        case "allOf": all += try Self.schemas(keyword)
        case "anyOf": any.append(try Self.schemas(keyword))
        case "oneOf": one.append(try Self.schemas(keyword))
        case "not": none.append(try Self.schema(keyword))
        case "format":
            throw keyword.fault("format is not checked here", "say it with pattern, or leave it out")
        default:
            throw keyword.fault(
                "`\(keyword.name)` is not known here", "known are \(Self.keywords.joined(separator: ", "))")
        }
    }

    private mutating func allow(_ values: [JSONValue], _ keyword: Keyword) throws(JSONSchemaFault) {
        guard let before = allowed else { return allowed = values }
        let both = before.filter { value in values.contains { $0.means(value) } }
        guard !both.isEmpty else { throw keyword.fault("enum and const allow nothing together", "leave out one") }
        allowed = both
    }

    private static func kinds(_ keyword: Keyword) throws(JSONSchemaFault) -> [Kind] {
        var kinds: [Kind] = []
        for word in keyword.value.array ?? [keyword.value] {
            guard let kind = word.string.flatMap(Kind.init(rawValue:)) else {
                let words = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw keyword.fault("there is no such type", "types are \(words)")
            }
            kinds.append(kind)
        }
        guard !kinds.isEmpty else { throw keyword.fault("no type is named", #"write "type": "object""#) }
        return kinds
    }

    private static func names(_ keyword: Keyword) throws(JSONSchemaFault) -> [String] {
        let fault = keyword.fault("\(keyword.name) is a list of names", #"write ["name"]"#)
        guard let elements = keyword.value.array else { throw fault }
        var names: [String] = []
        for element in elements {
            guard let name = element.string else { throw fault }
            names.append(name)
        }
        return names
    }

    private static func members(_ keyword: Keyword) throws(JSONSchemaFault) -> [JSONValue.Member] {
        guard let members = keyword.value.members else {
            throw keyword.fault("\(keyword.name) is an object", #"write { "name": { "type": "string" } }"#)
        }
        return members
    }

    private static func number(_ keyword: Keyword) throws(JSONSchemaFault) -> Double {
        guard let number = keyword.value.number else {
            throw keyword.fault("\(keyword.name) is a number", "write a number")
        }
        return number
    }

    private static func count(_ keyword: Keyword) throws(JSONSchemaFault) -> Int64 {
        guard let count = keyword.value.integer, count >= 0 else {
            throw keyword.fault("\(keyword.name) is a whole number from 0", "write a whole number")
        }
        return count
    }

    /// It may fit anywhere in the string, as in JSON Schema; `^` and `$` hold it.
    private static func pattern(_ keyword: Keyword) throws(JSONSchemaFault) -> Text {
        guard let source = keyword.value.string else {
            throw keyword.fault("pattern is a regular expression in quotes", #"write "pattern": "^[a-z]+$""#)
        }
        do throws(FilterError) {
            // Alone first, so that a parenthesis of its own cannot close ours.
            _ = try Pattern(source)
            return Text(source: source, pattern: try Pattern(".*(?:\(source)).*"))
        } catch {
            throw keyword.fault("the pattern is not usable: \(error.reason)", error.help ?? "mend the pattern")
        }
    }

    private static func schema(_ keyword: Keyword) throws(JSONSchemaFault) -> JSONSchema {
        try JSONSchema(keyword.value, path: keyword.path, depth: keyword.depth)
    }

    private static func schemas(_ keyword: Keyword) throws(JSONSchemaFault) -> [JSONSchema] {
        guard let elements = keyword.value.array, !elements.isEmpty else {
            throw keyword.fault("\(keyword.name) is a list of schemas", #"write [{ "type": "string" }]"#)
        }
        var schemas: [JSONSchema] = []
        for (place, element) in elements.enumerated() {
            schemas.append(try JSONSchema(element, path: "\(keyword.path)/\(place)", depth: keyword.depth))
        }
        return schemas
    }
}
