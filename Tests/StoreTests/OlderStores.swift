// The tables of stores as older versions made them, to the letter, and rows as they wrote them.

import Glibc

@testable import Store

/// A state directory of `version`, with one alert that fired, escalated and was resolved, and one that fires.
func makeOlderStore(_ version: Int64, at scratch: borrowing Scratch) throws {
    mkdir(scratch.state, 0o700)
    close(creat(scratch.database, 0o600))
    let connection = try Connection(path: scratch.database, mode: .writer)
    try connection.execute(
        """
        BEGIN EXCLUSIVE;
        PRAGMA application_id = \(Schema.applicationID);
        PRAGMA user_version = \(version);
        \(tables[version] ?? "")
        INSERT INTO progress VALUES (1, 1763640000000000) ON CONFLICT DO UPDATE SET closed_through = 1763640000000000;
        INSERT INTO cell VALUES (1, '{"model":"m"}');
        INSERT INTO position VALUES ('events', 0, 10, -5, 1763640000000000, NULL);
        INSERT INTO counter VALUES ('records', '', 7);
        \(rows[version] ?? "")
        \(version < 3 ? transitions : thirdTransitions)
        \(outbox)
        COMMIT;
        """)
    try connection.enterWAL()
    try connection.checkpointTruncate()
}

private let tables: [Int64: String] = [1: first, 2: second, 3: third, 4: fourth]
private let rows: [Int64: String] = [1: firstRows, 2: secondRows, 3: thirdRows, 4: thirdRows]

private let firstRows = """
    INSERT INTO pane VALUES (1763640000000000, 1, 3, 0, 4, 0, 0, 0, NULL);
    INSERT INTO verdict VALUES (
        'refusals', '{"model":"m"}', 1763640000000000, 'ok', NULL, 0.9, 0.93, 0.97, 300, 300.0, 30, 1, 'b');
    INSERT INTO alert VALUES (
        'aa', 'refusals', '{"model":"m"}', 'resolved', 2, 3, 1763640000000000, 1763640010000000, 1763640030500000,
        1763640030500000, 0.9, 0.93, 0.97, 0.75, 512, 500.5, 3600000000, 'b', 'was high', 'https://r');
    INSERT INTO alert VALUES (
        'bb', 'refusals', '{"model":"n"}', 'firing', 1, 1, 1763640000000000, 1763640020000000, NULL,
        1763640020000000, 0.8, 0.93, 0.86, 0.9, 512, 500.5, 3600000000, 'b', 'is medium', NULL);
    """

private let secondRows = """
    INSERT INTO pane VALUES (1763640000000000, 1, 3, 0, 4, 0, 0, 0, NULL, NULL, NULL);
    INSERT INTO verdict VALUES (
        'refusals', '{"model":"m"}', 1763640000000000, 'ok', NULL, 0.9, 0.93, 0.97, 300, 300.0, 30, 1, 'b', NULL, NULL,
        'share');
    INSERT INTO alert VALUES (
        'aa', 'refusals', '{"model":"m"}', 'resolved', 2, 3, 1763640000000000, 1763640010000000, 1763640030500000,
        1763640030500000, 'refusal_rate', 0.9, 0.93, 0.97, 0.75, 512, 500.5, 3600000000, 'b', NULL, 'was high',
        'https://r', 'share');
    INSERT INTO alert VALUES (
        'bb', 'refusals', '{"model":"n"}', 'firing', 1, 1, 1763640000000000, 1763640020000000, NULL,
        1763640020000000, 'refusal_rate', 0.8, 0.93, 0.86, 0.9, 512, 500.5, 3600000000, 'b', NULL, 'is medium', NULL,
        'share');
    """

/// The outbox tells that `bb` fired between two transitions of `aa`.
private let transitions = """
    INSERT INTO alert_transition VALUES
        ('aa', 1, 'firing', '{"sequence":1,"alert":{"id":"aa","updated_at":"2025-11-20T12:00:10Z"}}'),
        ('aa', 2, 'escalated', '{"sequence":2,"alert":{"id":"aa","updated_at":"2025-11-20T12:00:20.25Z"}}'),
        ('aa', 3, 'resolved', '{"sequence":3,"alert":{"id":"aa","updated_at":"2025-11-20T12:00:30.500001Z"}}'),
        ('bb', 1, 'firing', '{"sequence":1,"alert":{"id":"bb","updated_at":"2025-11-20T12:00:20Z"}}');
    """

private let outbox = """
    INSERT INTO outbox VALUES
        (1, 'aa', 1, 'stdout', 'delivered', NULL, 1, 2), (2, 'bb', 1, 'stdout', 'delivered', NULL, 1, 2),
        (3, 'aa', 2, 'stdout', 'delivered', NULL, 1, 2), (4, 'aa', 3, 'stdout', 'pending', '{}', 1, NULL);
    """

private let first = """
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
    CREATE TABLE cell (id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE pane (
        start INTEGER NOT NULL, cell INTEGER NOT NULL REFERENCES cell (id), refused INTEGER NOT NULL,
        partial INTEGER NOT NULL, complied INTEGER NOT NULL, blocked INTEGER NOT NULL, error INTEGER NOT NULL,
        unknown INTEGER NOT NULL, weights BLOB, PRIMARY KEY (start, cell)
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
    CREATE TABLE state (
        rule TEXT NOT NULL, scope TEXT NOT NULL, bytes BLOB NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (rule, scope)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE verdict (
        rule TEXT NOT NULL, scope TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT,
        rate REAL, baseline_rate REAL, ratio REAL, events INTEGER NOT NULL, effective_events REAL,
        needed INTEGER NOT NULL, recovered INTEGER NOT NULL, baseline TEXT, PRIMARY KEY (rule, scope)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE baseline (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, model TEXT NOT NULL,
        source TEXT NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE alert (
        id TEXT PRIMARY KEY NOT NULL, rule TEXT NOT NULL, scope TEXT NOT NULL, state TEXT NOT NULL,
        severity INTEGER NOT NULL, sequence INTEGER NOT NULL, breached_at INTEGER NOT NULL,
        fired_at INTEGER NOT NULL, resolved_at INTEGER, updated_at INTEGER NOT NULL,
        rate REAL, baseline_rate REAL, ratio REAL, threshold REAL, events INTEGER NOT NULL,
        effective_events REAL, window_microseconds INTEGER NOT NULL, baseline TEXT,
        summary TEXT NOT NULL, runbook_url TEXT
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

private let second = """
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
    CREATE TABLE measure_list (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT;
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
