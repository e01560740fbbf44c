// What fits a schema, what does not, and which schemas are refused.

import Canaries
import Model
import Seeds
import Testing

private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

@Suite struct JSONSchemaTests {
    @Test(
        arguments: [
            ("true", "1", nil), ("false", "1", "/ may not be there"), ("{}", "null", nil),
            (#"{"type": "object"}"#, "{}", nil), (#"{"type": "object"}"#, "[]", "/ is no object"),
            (#"{"type": "integer"}"#, "3.0", nil), (#"{"type": "integer"}"#, "3.5", "/ is no integer"),
            (#"{"type": "number"}"#, "3", nil), (#"{"type": "boolean"}"#, "0", "/ is no boolean"),
            (#"{"type": ["string", "null"]}"#, "null", nil),
            (#"{"type": ["string", "null"]}"#, "1", "/ is no string or null"),
            (#"{"enum": [1, "a"]}"#, "1.0", nil), (#"{"enum": [1, "a"]}"#, "true", "/ is another value"),
            (#"{"const": {"a": 1, "b": [2]}}"#, #"{"b": [2.0], "a": 1}"#, nil),
            (#"{"const": {"a": 1}}"#, #"{"a": 1, "b": 2}"#, "/ is another value"),
            (#"{"enum": [1, 2], "const": 2}"#, "1", "/ is another value"),
            (#"{"required": ["name"]}"#, #"{"nam": 1}"#, "/name is missing"),
            (#"{"required": ["name"]}"#, "7", nil),
            (
                #"{"properties": {"a": {"properties": {"b": {"type": "string"}}}}}"#, #"{"a": {"b": 1}}"#,
                "/a/b is no string"
            ),
            (#"{"properties": {"a": true}, "additionalProperties": false}"#, #"{"a": 1}"#, nil),
            (
                #"{"properties": {"a": true}, "additionalProperties": false}"#, #"{"a": 1, "secret": 2}"#,
                "/* may not be there"
            ),
            (#"{"additionalProperties": {"type": "string"}}"#, #"{"x": "y"}"#, nil),
            (#"{"additionalProperties": {"type": "string"}}"#, #"{"x": 1}"#, "/* is no string"),
            (#"{"minProperties": 1}"#, "{}", "/ has another size"), (#"{"maxProperties": 0}"#, "{}", nil),
            (#"{"items": {"type": "integer"}}"#, "[1, 2]", nil),
            (#"{"items": {"type": "integer"}}"#, #"[1, "2"]"#, "/1 is no integer"),
            (#"{"minItems": 2, "maxItems": 3}"#, "[1, 2]", nil),
            (#"{"minItems": 2, "maxItems": 3}"#, "[1]", "/ has another count"),
            (#"{"minItems": 2, "maxItems": 3}"#, "[1, 2, 3, 4]", "/ has another count"),
            (#"{"minimum": 0, "maximum": 1}"#, "0", nil), (#"{"minimum": 0, "maximum": 1}"#, "1", nil),
            (#"{"minimum": 0}"#, "-0.1", "/ is too small"), (#"{"maximum": 1}"#, "1.1", "/ is too large"),
            (#"{"exclusiveMinimum": 0}"#, "0", "/ is too small"), (#"{"exclusiveMaximum": 1}"#, "1", "/ is too large"),
            (#"{"minLength": 2, "maxLength": 2}"#, #""äö""#, nil),
            (#"{"minLength": 3}"#, #""äö""#, "/ has another length"),
            (#"{"pattern": "ö"}"#, #""äöü""#, nil), (#"{"pattern": "^ö"}"#, #""äöü""#, "/ does not fit its pattern"),
            (#"{"pattern": "^a|b$"}"#, #""xb""#, nil), (#"{"pattern": "b"}"#, #""a\nb\nc""#, nil),
            (#"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"#, "3", "/ is too large"),
            (#"{"anyOf": [{"type": "string"}, {"minimum": 5}]}"#, "7", nil),
            (#"{"anyOf": [{"type": "string"}, {"minimum": 5}]}"#, "3", "/ fits none of anyOf"),
            (#"{"oneOf": [{"minimum": 1}, {"maximum": 2}]}"#, "3", nil),
            (#"{"oneOf": [{"minimum": 1}, {"maximum": 2}]}"#, "1.5", "/ does not fit exactly one of oneOf"),
            (#"{"not": {"type": "null"}}"#, "1", nil),
            (#"{"not": {"type": "null"}}"#, "null", "/ fits what is excluded"),
            (#"{"title": "A", "description": "B", "$comment": "C", "default": 1}"#, "null", nil),
        ] as [(String, String, String?)])
    func valueIsHeldAgainstSchema(schema: String, value: String, fault: String?) throws {
        #expect(try JSONSchema(try json(schema)).fault(in: try json(value)) == fault)
    }

    @Test(arguments: [
        ("1", "", "a schema is an object"), (##"{"$ref": "#/a"}"##, "/$ref", "not known"),
        (#"{"uniqueItems": true}"#, "/uniqueItems", "not known"), (#"{"format": "date"}"#, "/format", "not checked"),
        (#"{"type": "text"}"#, "/type", "no such type"), (#"{"type": []}"#, "/type", "no type"),
        (#"{"properties": {"a": {"minLength": -1}}}"#, "/properties/a/minLength", "whole number"),
        (#"{"anyOf": [{"type": "null"}, {"requierd": []}]}"#, "/anyOf/1/requierd", "not known"),
        (#"{"anyOf": []}"#, "/anyOf", "list of schemas"), (#"{"enum": []}"#, "/enum", "list of values"),
        (#"{"required": "a"}"#, "/required", "list of names"), (#"{"required": [1]}"#, "/required", "list of names"),
        (#"{"pattern": "("}"#, "/pattern", "not usable"), (#"{"pattern": ")("}"#, "/pattern", "not usable"),
        (#"{"pattern": "(?=a)"}"#, "/pattern", "look ahead"),
        (#"{"const": 1, "enum": [2]}"#, "/enum", "nothing together"),
        (#"{"minimum": "0"}"#, "/minimum", "is a number"), (#"{"items": [true]}"#, "/items", "a schema is an object"),
    ])
    func whatCannotBeCheckedIsRefusedAtLoad(schema: String, path: String, reason: String) throws {
        let value = try json(schema)
        let fault = #expect(throws: JSONSchemaFault.self) { try JSONSchema(value) }
        #expect(fault?.path == path)
        #expect(fault?.reason.contains(reason) == true)
        #expect(fault?.help.isEmpty == false)
    }

    @Test func schemaOfTooManyStoreysIsRefused() throws {
        var value = JSONValue.boolean(true)
        for _ in 0..<JSONSchema.depthMax { value = .object([.init(name: "not", value: value)]) }
        let deep = value
        #expect(throws: JSONSchemaFault.self) { try JSONSchema(deep) }
    }

    @Test func everyNamedKeywordIsTaken() throws {
        for keyword in JSONSchema.keywords {
            let wrong = JSONValue.object([.init(name: keyword, value: .string("("))])
            do {
                _ = try JSONSchema(wrong)
            } catch {
                #expect(!error.reason.contains("not known"))
            }
        }
    }

    @Test func mutatedSchemasAreRefusedOrAnswer() throws {
        let whole = Array(
            (#"{"type": ["object", "null"], "required": ["a"], "properties": {"a": {"type": "array", "items": "#
                + #"{"anyOf": [{"minimum": 1, "maximum": 2}, {"pattern": "^a+$", "maxLength": 3}]}, "maxItems": 4}}, "#
                + #""additionalProperties": false, "not": {"const": {}}, "oneOf": [{"minProperties": 1}]}"#).utf8)
        let value = try json(#"{"a": [1, "aa", null, {"b": [1.5, true]}], "c": "x"}"#)
        let pieces = ["type", "not", "enum", "[]", "{}", "null", "1", "-1", "\"", "}", "]", ","].map { Array($0.utf8) }
        var random = SeededRandom(seed: 20_261_122)
        var loaded = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                if random.chance(0.3) { bytes[place] = UInt8(truncatingIfNeeded: random.next() % 128) }
                if random.chance(0.3) { bytes.remove(at: place) }
                if random.chance(0.3) {
                    bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: place)
                }
            }
            guard let mutated = try? JSONValue(parsing: bytes), let schema = try? JSONSchema(mutated) else { continue }
            loaded += 1
            _ = schema.fault(in: value)
        }
        #expect(500..<19_500 ~= loaded)
    }
}
