// What is known to be wrong with the versions of the libraries that are loaded.

internal import Events
internal import HTTP
internal import Kafka
internal import Store
internal import TextScan
internal import Web

/// A library, its version, and the known bug that matters to monitord.
struct LibraryNotes {
    let name: String
    let version: String
    var note: (text: String, fix: String?)?
    /// A version with a bug that a distribution may have mended.
    var isMaybeMended = false

    var mark: DoctorReport.Mark { note == nil ? .ok : isMaybeMended ? .unknown : .warn }

    static var all: [LibraryNotes] {
        [
            LibraryNotes(
                name: "librdkafka", version: kafkaLibraryVersion(), note: kafka(version(kafkaLibraryVersion()))),
            LibraryNotes(
                name: "SQLite", version: sqliteLibraryVersion(), note: sqlite(version(sqliteLibraryVersion()))),
            LibraryNotes(
                name: "libcurl", version: httpLibraryVersion(), note: curl(version(httpLibraryVersion())),
                isMaybeMended: true),
            LibraryNotes(
                name: "libmicrohttpd", version: webLibraryVersion(), note: microhttpd(version(webLibraryVersion())),
                isMaybeMended: true),
            LibraryNotes(name: "simdjson", version: jsonLibraryVersion()),
            LibraryNotes(name: "vectorscan", version: vectorscanVersion()),
        ]
    }

    private static func kafka(_ version: [Int]) -> (text: String, fix: String?)? {
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
    private static func sqlite(_ version: [Int]) -> (text: String, fix: String?)? {
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

    /// 7.69.0 to 8.3.0.
    private static func curl(_ version: [Int]) -> (text: String, fix: String?)? {
        guard !version.lexicographicallyPrecedes([7, 69]), version.lexicographicallyPrecedes([8, 4]) else { return nil }
        return (
            "overflows behind a SOCKS5 proxy (CVE-2023-38545), unless mended as in Debian's 7.88.1-10+deb12u4",
            "keep Debian's security updates"
        )
    }

    private static func microhttpd(_ version: [Int]) -> (text: String, fix: String?)? {
        guard version.lexicographicallyPrecedes([0, 9, 76]) else { return nil }
        return ("reads forms wrongly (CVE-2023-27371), unless mended; monitord reads none", nil)
    }

    private static func version(_ text: String) -> [Int] {
        text.split { !("0"..."9").contains($0) }.prefix(3).compactMap { Int($0) }
    }
}
