// What is known to be wrong with the versions of the libraries that are loaded.

internal import Events
internal import Kafka
internal import Store
internal import TextScan

/// A library, its version, and the known bug that matters to monitord.
struct LibraryNotes {
    let name: String
    let version: String
    var note: (text: String, fix: String)?

    static var all: [LibraryNotes] {
        [
            LibraryNotes(
                name: "librdkafka", version: kafkaLibraryVersion(), note: kafka(version(kafkaLibraryVersion()))),
            LibraryNotes(
                name: "SQLite", version: sqliteLibraryVersion(), note: sqlite(version(sqliteLibraryVersion()))),
            LibraryNotes(name: "simdjson", version: jsonLibraryVersion()),
            LibraryNotes(name: "vectorscan", version: vectorscanVersion()),
        ]
    }

    private static func kafka(_ version: [Int]) -> (text: String, fix: String)? {
        if version.lexicographicallyPrecedes([2, 2]) {
            return (
                "rests for a second when its queue is full (fixed in 2.2), and fails with SCRAM against Kafka 4.0 "
                    + "(fixed in 2.6.1)",
                "a newer librdkafka.so.1 may be put in its place"
            )
        }
        if version.lexicographicallyPrecedes([2, 6, 1]) {
            return (
                "fails with SCRAM against Kafka 4.0 (fixed in 2.6.1)", "a newer librdkafka.so.1 may be put in its place"
            )
        }
        return nil
    }

    /// https://sqlite.org/wal.html: the WAL-reset bug, 3.7.0 to 3.51.2.
    private static func sqlite(_ version: [Int]) -> (text: String, fix: String)? {
        let isFixed =
            !version.lexicographicallyPrecedes([3, 51, 3])
            || (version.starts(with: [3, 44]) && !version.lexicographicallyPrecedes([3, 44, 6]))
            || (version.starts(with: [3, 50]) && !version.lexicographicallyPrecedes([3, 50, 7]))
        if isFixed { return nil }
        return (
            "has the WAL-reset bug: a second connection that writes or checkpoints can damage the store",
            "only monitord run may write: no Litestream, no sqlite3 without -readonly while it runs"
        )
    }

    private static func version(_ text: String) -> [Int] {
        text.split { !("0"..."9").contains($0) }.prefix(3).compactMap { Int($0) }
    }
}
