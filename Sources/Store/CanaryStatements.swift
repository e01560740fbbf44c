// Writes runs of canaries and their results, with statements that are compiled once.

internal import Model

/// A class, since the initialiser of a noncopyable struct cannot throw halfway.
final class CanaryStatements {
    private let run, itemFind, item, result: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        run = try connection.prepare(CanaryRun.upsert)
        itemFind = try connection.prepare("SELECT 1 FROM canary_item WHERE run = ?1 LIMIT 1")
        item = try connection.prepare(
            """
            INSERT INTO canary_item (run, place, \(CanaryRun.Item.columns))
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (run, place) DO NOTHING
            """)
        result = try connection.prepare(CanaryResult.insert)
    }

    /// Each run whole. Its items are written with it the first time, and never again: what was meant stays.
    func write(_ runs: [CanaryRun]) throws(StoreError) {
        for value in runs {
            try value.bind(to: run)
            try run.run()
            try itemFind.bind(1, value.id)
            let isThere = try itemFind.step()
            itemFind.reset()
            guard !isThere else { continue }
            for (place, each) in value.items.enumerated() {
                try item.bind(1, value.id)
                try item.bind(2, Int64(place))
                try each.bind(to: item)
                try item.run()
            }
        }
    }

    func write(_ results: [CanaryResult]) throws(StoreError) {
        for value in results {
            try value.bind(to: result)
            try result.run()
        }
    }
}
