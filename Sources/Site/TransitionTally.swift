// How many transitions alerts have made: counted once, and then only what is new.

internal import Model
internal import Store
internal import Synchronization

/// Kept over scrapes, since a store may hold millions.
final class TransitionTally: Sendable {
    struct Line: Sendable {
        var rule: String
        var severity: String
        var kind: String
        var count: Int64
    }

    private struct Counted {
        var through: Int64 = 0
        var lines: [Line] = []
    }

    /// Of one scrape: a large store is counted over several.
    private static let stepMax: Int64 = 50_000
    private let counted = Mutex(Counted())

    /// Nil until everything that was there has been counted.
    func lines(_ reader: borrowing Reader) throws(StoreError) -> [Line]? {
        let last = try reader.lastTransition()
        let after = counted.withLock { $0.through }
        let through = min(last, after + Self.stepMax)
        guard through > after else { return counted.withLock { $0.lines } }
        let found = try reader.transitionCounts(after: after, through: through)
        return counted.withLock { counted in
            // Another scrape at the same time may have counted them already.
            guard counted.through == after else { return counted.through >= last ? counted.lines : nil }
            counted.through = through
            for count in found { Self.add(count, to: &counted.lines) }
            return through >= last ? counted.lines : nil
        }
    }

    private static func add(_ count: TransitionCount, to lines: inout [Line]) {
        let place = lines.firstIndex { line in
            line.rule.utf8.elementsEqual(count.rule.utf8) && line.severity == count.severity && line.kind == count.kind
        }
        if let place {
            lines[place].count &+= count.count
        } else {
            lines.append(Line(rule: count.rule, severity: count.severity, kind: count.kind, count: count.count))
        }
    }
}
