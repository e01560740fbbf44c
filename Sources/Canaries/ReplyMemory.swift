// Which replies were seen before: a cache that answers in the model's place gives itself away.

internal import Model

/// The newest replies of each target, by what a cache cannot change without making a new one.
package struct ReplyMemory: Sendable {
    package static let repliesMax = 4096
    package static let targetsMax = 256
    /// A shorter id is no proof: some servers draw theirs from a thousand.
    package static let tellingIDBytesMin = 16

    private struct Shelf: Sendable {
        var known: Set<[UInt8]> = []
        /// A ring, oldest first from `next`.
        var order: [[UInt8]] = []
        var next = 0

        /// True when it was here.
        mutating func takes(_ mark: [UInt8]) -> Bool {
            guard known.insert(mark).inserted else { return true }
            if order.count < ReplyMemory.repliesMax {
                order.append(mark)
            } else {
                known.remove(order[next])
                order[next] = mark
                next = (next + 1) % order.count
            }
            return false
        }
    }

    private var shelves: [String: Shelf] = [:]

    package init() {}

    /// Whether this reply of this target was seen before; remembers it. A reply without an id is never known.
    package mutating func hasSeen(_ reply: ChatReply, of target: String) -> Bool {
        guard !reply.id.isEmpty else { return false }
        var mark = Array(reply.id.utf8)
        if mark.count < Self.tellingIDBytesMin {
            // With it the second in which it was made and the words themselves.
            mark += [0] + Array(String(reply.created ?? 0).utf8) + [0] + sha256(reply.text.bytes)
        }
        if shelves[target] == nil, shelves.count >= Self.targetsMax { return false }
        return shelves[target, default: Shelf()].takes(mark)
    }
}
