// Compiled patterns and the scratch space to run them: the two handles of vectorscan.

internal import CVectorscan
internal import Glibc

/// Which version of vectorscan is loaded.
package func vectorscanVersion() -> String {
    let text = String(cString: hs_version())
    return String(text.prefix { $0 != " " })
}

/// Compiled once. The scratch space serves one scan at a time, so `scan` is mutating: whoever may call it is alone.
struct PatternSet: ~Copyable {
    /// Nil: there is nothing to look for.
    private let database: OpaquePointer?
    private let scratch: OpaquePointer?

    /// The expressions of one stage, by their numbers in the tree.
    init(_ tree: borrowing PartTree, _ stage: PartTree.Stage) throws(PatternError) {
        guard hs_valid_platform() == HS_SUCCESS else { throw .processor }
        let chosen = tree.expressions.indices.filter { tree.expressions[$0].stage == stage }
        if chosen.isEmpty {
            (database, scratch) = (nil, nil)
            return
        }
        let database = try PatternSet.compiled(chosen.map { tree.expressions[$0].text }, ids: chosen)
        var scratch: OpaquePointer?
        let status = hs_alloc_scratch(database, &scratch)
        guard status == HS_SUCCESS, let scratch else {
            hs_free_database(database)
            throw .outOfMemory
        }
        (self.database, self.scratch) = (database, scratch)
    }

    deinit {
        hs_free_scratch(scratch)
        hs_free_database(database)
    }

    /// Block mode, on bytes: nothing is taken for UTF-8, so nothing has to be valid. `range` is cut to the text.
    mutating func scan(_ text: [UInt8], _ range: Range<Int>, into matches: inout MatchList) {
        matches.begin(at: range.lowerBound)
        text.withUnsafeBytes { bytes in
            let part = UnsafeRawBufferPointer(rebasing: bytes[range.clamped(to: 0..<bytes.count)])
            guard let first = part.baseAddress, let database, let scratch else { return }
            withUnsafeMutablePointer(to: &matches) { list in
                // A text that fills the list ends its scan early, which vectorscan reports as HS_SCAN_TERMINATED.
                _ = hs_scan(
                    database, first.assumingMemoryBound(to: CChar.self), UInt32(clamping: part.count), 0, scratch,
                    MatchList.record, list)
            }
        }
    }

    private static func compiled(_ expressions: [String], ids: [Int]) throws(PatternError) -> OpaquePointer {
        let texts = expressions.map { Array($0.utf8CString) }
        let joined = texts.flatMap(\.self)
        let ids = ids.map { UInt32($0) }
        var database: OpaquePointer?
        var fault: UnsafeMutablePointer<hs_compile_error_t>?
        let status = joined.withUnsafeBufferPointer { joined in
            var place = 0
            let pointers = texts.map { text in
                defer { place += text.count }
                return joined.baseAddress.map { $0 + place }
            }
            return hs_compile_multi(
                pointers, nil, ids, UInt32(expressions.count), UInt32(HS_MODE_BLOCK), nil, &database, &fault)
        }
        defer { if let fault { hs_free_compile_error(fault) } }
        if status == HS_SUCCESS, let database { return database }
        guard let error = fault?.pointee, let message = error.message else { throw .outOfMemory }
        let place = Int(error.expression)
        throw .pattern(
            id: expressions.indices.contains(place) ? expressions[place] : "", reason: String(cString: message))
    }
}

/// How many bytes an expression can match.
package struct PatternWidth: Equatable, Sendable {
    package var min: Int
    package var max: Int

    /// An expression without bound is refused.
    package init(of expression: String, in id: String) throws(PatternError) {
        var facts: UnsafeMutablePointer<hs_expr_info_t>?
        var fault: UnsafeMutablePointer<hs_compile_error_t>?
        defer { if let fault { hs_free_compile_error(fault) } }
        guard hs_expression_info(expression, 0, &facts, &fault) == HS_SUCCESS, let facts else {
            throw .pattern(id: id, reason: fault?.pointee.message.map { String(cString: $0) } ?? "")
        }
        // vectorscan hands this out by malloc unless hs_set_misc_allocator says otherwise; nobody does.
        defer { free(facts) }
        guard facts.pointee.max_width != UInt32.max else { throw .pattern(id: id, reason: "matches without bound") }
        (min, max) = (Int(facts.pointee.min_width), Int(facts.pointee.max_width))
    }
}
