// Text to value, byte by byte, without recursion deeper than it was told.

extension JSONValue {
    package static let depthMax = 64

    package init(parsing bytes: [UInt8], depthMax: Int = JSONValue.depthMax) throws(JSONFault) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document(depthMax: depthMax)
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    mutating func document(depthMax: Int) throws(JSONFault) -> JSONValue {
        let value = try value(depth: depthMax)
        skipSpace()
        guard position == bytes.count else { throw fault("something follows the value") }
        return value
    }

    private func fault(_ reason: String) -> JSONFault { JSONFault(position: position, reason: reason) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for byte in "\(word)".utf8 { guard take(byte) else { throw fault("no JSON value") } }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try take(word: "true", .boolean(true))
        case UInt8(ascii: "f"): return try take(word: "false", .boolean(false))
        case UInt8(ascii: "n"): return try take(word: "null", .null)
        case .some: return try number()
        case .none: throw fault("the text ends where a value is due")
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth > 0 else { throw fault("nested too deeply") }
        position += 1
        var members: [JSONValue.Member] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a name in quotes is due") }
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else { throw fault("a name stands twice") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("':' is due") }
            members.append(.init(name: name, value: try value(depth: depth - 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or '}' is due") }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth > 0 else { throw fault("nested too deeply") }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value(depth: depth - 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw fault("',' or ']' is due") }
        }
    }

    private mutating func string() throws(JSONFault) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONFault(position: start, reason: "the string is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                position += 1
                try escape(&text)
            case 0..<0x20: throw fault("a control character in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw JSONFault(position: start, reason: "the string does not end")
    }

    private mutating func escape(_ text: inout [UInt8]) throws(JSONFault) {
        guard let byte = next else { throw fault("the string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimalCode()
            if 0xD800...0xDBFF ~= code, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try hexadecimalCode()
                guard 0xDC00...0xDFFF ~= low else { throw fault("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
            text += Array(String(scalar).utf8)
        default: throw fault("no escape")
        }
    }

    private mutating func hexadecimalCode() throws(JSONFault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw fault("four hexadecimal digits are due")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        var isWhole = true
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits("no JSON value") }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits("a digit is due")
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits("a digit is due")
        }
        guard position - start <= 400 else { throw JSONFault(position: start, reason: "the number is too long") }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw JSONFault(position: start, reason: "the number is out of range")
        }
        return .number(number)
    }

    private mutating func digits(_ reason: String) throws(JSONFault) {
        guard let first = next, 0x30...0x39 ~= first else { throw fault(reason) }
        while let byte = next, 0x30...0x39 ~= byte { position += 1 }
    }
}
