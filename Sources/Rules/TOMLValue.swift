// A TOML document as a tree of values that know where they stood.

/// A stretch of one line: where a key or a value stands.
package struct Place: Equatable, Sendable {
    /// From 1.
    package var line: Int
    /// From 1, in code points.
    package var column: Int
    /// In code points, at least 1.
    package var length: Int

    package init(line: Int, column: Int, length: Int) {
        self.line = line
        self.column = column
        self.length = length
    }

    static let start = Place(line: 1, column: 1, length: 1)
}

/// A value and where it stood.
package struct Located<Value> {
    package var value: Value
    package var place: Place
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

struct TOMLNode {
    indirect enum Value {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        /// A date or a time. No key of ours takes one, so what it says is not kept.
        case time
        case array([TOMLNode])
        case table(TOMLTable)
    }

    var value: Value
    var place: Place

    /// What people call it.
    var kindName: String {
        switch value {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a number"
        case .boolean: "a boolean"
        case .time: "a date or time"
        case .array: "an array"
        case .table: "a table"
        }
    }
}

/// Keys with values in the order of the text.
struct TOMLTable {
    struct Entry {
        var key: String
        var keyPlace: Place
        var node: TOMLNode
    }

    var entries: [Entry]

    subscript(key: String) -> Entry? {
        entries.first { $0.key.utf8.elementsEqual(key.utf8) }
    }
}
