// What a scan found, in the order of its places; the only callback from vectorscan.

internal import CVectorscan

/// Which expression ended where.
struct Match {
    var expression: Int
    /// The last byte of it.
    var last: Int
}

/// The first `countMax` matches of a text.
struct MatchList {
    static let countMax = 4096

    private(set) var matches: [Match] = []

    init() { matches.reserveCapacity(MatchList.countMax) }

    private var offset = 0

    /// Empties it for a scan that begins at `offset`.
    mutating func begin(at offset: Int) {
        matches.removeAll(keepingCapacity: true)
        self.offset = offset
    }

    /// False when there is no room for more.
    fileprivate mutating func add(_ expression: UInt32, endingAt end: UInt64) -> Bool {
        matches.append(Match(expression: Int(expression), last: offset + max(0, Int(clamping: end) - 1)))
        return matches.count < MatchList.countMax
    }

    /// For `hs_scan`: its context is the list. Anything but zero ends the scan.
    static let record: match_event_handler = { expression, _, end, _, context in
        guard let list = context?.assumingMemoryBound(to: MatchList.self) else { return 1 }
        return list.pointee.add(expression, endingAt: end) ? 0 : 1
    }
}
