// The tables. docs/formats/store.md says what each column means; the two change together.

/// What a store file looks like, and how it says so.
enum Schema {
    /// "moni" in ASCII, in SQLite's header field for it.
    static let applicationID: Int64 = 0x6D6F_6E69
    /// Raised by every change; a migration step from each older version belongs beside it.
    static let version: Int64 = 5
    /// The oldest one that a writer brings up to date.
    static let versionOldest: Int64 = 1

    /// Makes an empty file a store. One transaction, so a crash leaves an empty file or a whole store.
    static let create = """
        BEGIN EXCLUSIVE;
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        \(progress)
        \(traffic)
        \(judgement)
        \(alerts)
        \(delivery)
        \(desk)
        \(canaries)
        COMMIT;
        """

    static let measures = """
        CREATE TABLE measure_list (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT;
        """

    private static let progress = """
        CREATE TABLE owner (
            one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, beat INTEGER
        ) STRICT;
        INSERT INTO owner (one, epoch) VALUES (1, 0);
        CREATE TABLE progress (
            one INTEGER PRIMARY KEY CHECK (one = 1), closed_through INTEGER
        ) STRICT;
        INSERT INTO progress (one) VALUES (1);
        CREATE TABLE position (
            topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, anchor INTEGER,
            newest INTEGER, floor INTEGER, PRIMARY KEY (topic, partition)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE gap (
            topic TEXT NOT NULL, partition INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER,
            kind TEXT NOT NULL, at INTEGER, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (topic, partition, from_offset, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
            at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (at, kind, detail)
        ) STRICT, WITHOUT ROWID;
        """

    private static let traffic = """
        \(measures)
        CREATE TABLE cell (id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE pane (
            start INTEGER NOT NULL, cell INTEGER NOT NULL REFERENCES cell (id), refused INTEGER NOT NULL,
            partial INTEGER NOT NULL, complied INTEGER NOT NULL, blocked INTEGER NOT NULL, error INTEGER NOT NULL,
            unknown INTEGER NOT NULL, weights BLOB, measures INTEGER REFERENCES measure_list (id), contents BLOB,
            PRIMARY KEY (start, cell)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE counter (
            name TEXT NOT NULL, key TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reject (
            id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
            size INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
            UNIQUE (reason, topic, partition, offset)
        ) STRICT;
        CREATE INDEX reject_by_reason ON reject (reason, id);
        """

    private static let judgement = """
        CREATE TABLE state (
            rule TEXT NOT NULL, scope TEXT NOT NULL, bytes BLOB NOT NULL, crc INTEGER NOT NULL,
            PRIMARY KEY (rule, scope)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE verdict (
            rule TEXT NOT NULL, scope TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT,
            value REAL, baseline_value REAL, ratio REAL, events INTEGER NOT NULL, effective_events REAL,
            needed INTEGER NOT NULL, recovered INTEGER NOT NULL, baseline TEXT, statistic REAL, threshold REAL,
            unit TEXT NOT NULL,
            PRIMARY KEY (rule, scope)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE baseline (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, model TEXT NOT NULL,
            source TEXT NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, body BLOB NOT NULL
        ) STRICT;
        """
}
