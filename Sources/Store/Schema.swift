// The tables. docs/formats/store.md says what each column means; the two change together.

/// What a store file looks like, and how it says so.
enum Schema {
    /// "moni" in ASCII, in SQLite's header field for it.
    static let applicationID: Int64 = 0x6D6F_6E69
    /// Raised by every change; a migration step from each older version belongs beside it.
    static let version: Int64 = 2
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
        COMMIT;
        """

    /// From version 1 to 2: panes hold more than outcomes, and evidence more than a rate. One transaction.
    static let migrate = """
        BEGIN EXCLUSIVE;
        \(measures)
        ALTER TABLE pane ADD COLUMN measures INTEGER REFERENCES measure_list (id);
        ALTER TABLE pane ADD COLUMN contents BLOB;
        ALTER TABLE verdict RENAME COLUMN rate TO value;
        ALTER TABLE verdict RENAME COLUMN baseline_rate TO baseline_value;
        ALTER TABLE verdict ADD COLUMN statistic REAL;
        ALTER TABLE verdict ADD COLUMN threshold REAL;
        ALTER TABLE verdict ADD COLUMN unit TEXT NOT NULL DEFAULT 'share';
        ALTER TABLE alert RENAME COLUMN rate TO value;
        ALTER TABLE alert RENAME COLUMN baseline_rate TO baseline_value;
        ALTER TABLE alert RENAME COLUMN threshold TO line;
        ALTER TABLE alert ADD COLUMN metric TEXT NOT NULL DEFAULT 'refusal_rate';
        ALTER TABLE alert ADD COLUMN finding BLOB;
        ALTER TABLE alert ADD COLUMN unit TEXT NOT NULL DEFAULT 'share';
        PRAGMA user_version = \(version);
        COMMIT;
        """

    private static let measures = """
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

    /// No wall-clock time in `alert` and `alert_transition`: a run that was killed and resumed writes the same bytes.
    /// Both alert indexes end in (fired_at, id): each (state, severity) is a sorted list of its own, and a query
    /// merges the lists it wants without sorting.
    private static let alerts = """
        CREATE TABLE alert (
            id TEXT PRIMARY KEY NOT NULL, rule TEXT NOT NULL, scope TEXT NOT NULL, state TEXT NOT NULL,
            severity INTEGER NOT NULL, sequence INTEGER NOT NULL, breached_at INTEGER NOT NULL,
            fired_at INTEGER NOT NULL, resolved_at INTEGER, updated_at INTEGER NOT NULL,
            metric TEXT NOT NULL, value REAL, baseline_value REAL, ratio REAL, line REAL, events INTEGER NOT NULL,
            effective_events REAL, window_microseconds INTEGER NOT NULL, baseline TEXT, finding BLOB,
            summary TEXT NOT NULL, runbook_url TEXT, unit TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alert_by_state ON alert (state, severity, fired_at DESC, id);
        CREATE INDEX alert_by_rule ON alert (rule, state, severity, fired_at DESC, id);
        CREATE TABLE alert_transition (
            alert TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL,
            PRIMARY KEY (alert, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, alert TEXT NOT NULL, sequence INTEGER NOT NULL, receiver TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered')), body TEXT,
            created_at INTEGER NOT NULL, delivered_at INTEGER, UNIQUE (alert, sequence, receiver)
        ) STRICT;
        CREATE INDEX outbox_pending ON outbox (receiver, id) WHERE state = 'pending';
        """
}
