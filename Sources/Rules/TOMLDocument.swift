// The owner of a parsed document in C, and its copy into Swift values.

import CTOML

/// Why a text is not a TOML document.
struct TOMLError: Error {
    enum Kind { case syntax, tooLarge, tooDeep, noMemory }

    var kind: Kind
    var reason: String
    var place: Place
}

/// Parses all of `bytes`. The tree is at most `CTOML_DEPTH_MAX` deep, so walking it by recursion is safe.
func parseTOML(_ bytes: [UInt8]) throws(TOMLError) -> TOMLTable {
    guard let document = TOMLDocument(bytes) else {
        throw TOMLError(kind: .noMemory, reason: "out of memory", place: .start)
    }
    if let failure = document.failure { throw failure }
    return document.makeTable()
}

private struct TOMLDocument: ~Copyable {
    private let handle: OpaquePointer

    /// Nil without memory.
    init?(_ bytes: [UInt8]) {
        guard let handle = bytes.withUnsafeBytes({ ctoml_parse($0.baseAddress, $0.count) }) else { return nil }
        self.handle = handle
    }

    deinit { ctoml_free(handle) }

    var failure: TOMLError? {
        let kind: TOMLError.Kind
        switch ctoml_result(handle) {
        case CTOML_OK: return nil
        case CTOML_TOO_LARGE: kind = .tooLarge
        case CTOML_TOO_DEEP: kind = .tooDeep
        case CTOML_NO_MEMORY: kind = .noMemory
        default: kind = .syntax
        }
        var region = ctoml_region()
        let reason = String(cString: ctoml_error(handle, &region))
        return TOMLError(kind: kind, reason: reason, place: place(region))
    }

    func makeTable() -> TOMLTable {
        var count = 0
        let nodes = UnsafeBufferPointer(start: ctoml_nodes(handle, &count), count: count)
        var index = 0
        guard case .table(let root) = makeNode(nodes, &index).value else { return TOMLTable(entries: []) }
        return root
    }

    /// Copies the subtree at `index` and moves `index` behind it.
    private func makeNode(_ nodes: UnsafeBufferPointer<ctoml_node>, _ index: inout Int) -> TOMLNode {
        precondition(index < nodes.count, "a node of CTOML promises more children than follow")
        let node = nodes[index]
        index += 1
        let value: TOMLNode.Value
        switch node.kind {
        case CTOML_STRING: value = .string(text(node.string, node.string_length))
        case CTOML_INTEGER: value = .integer(node.integer)
        case CTOML_FLOAT: value = .float(node.real)
        case CTOML_BOOLEAN: value = .boolean(node.integer != 0)
        case CTOML_ARRAY:
            var elements: [TOMLNode] = []
            for _ in 0..<node.children { elements.append(makeNode(nodes, &index)) }
            value = .array(elements)
        case CTOML_TABLE:
            var entries: [TOMLTable.Entry] = []
            for _ in 0..<node.children {
                precondition(index < nodes.count, "a table of CTOML promises more entries than follow")
                let (key, region) = (nodes[index], nodes[index].key_region)
                let child = makeNode(nodes, &index)
                entries.append(.init(key: text(key.key, key.key_length), keyPlace: place(region), node: child))
            }
            value = .table(TOMLTable(entries: entries))
        default: value = .time
        }
        return TOMLNode(value: value, place: place(node.region))
    }
}

private func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length), as: UTF8.self)
}

private func place(_ region: ctoml_region) -> Place {
    let isOneLine = region.end_line == region.line && region.end_column > region.column
    return Place(
        line: max(1, Int(region.line)), column: max(1, Int(region.column)),
        length: isOneLine ? Int(region.end_column - region.column) : 1)
}
