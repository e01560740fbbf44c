// The tables of alerts and of what people did about them.

extension Schema {
    /// No wall-clock time in `alert` and `alert_transition` but that of acknowledgements and notes: a run that was
    /// killed and resumed writes the same bytes. The indexes by state and by rule end in (fired_at, id): each (state,
    /// severity) is a sorted list of its own, and a query merges the lists it wants without sorting.
    static let alerts = """
        CREATE TABLE alert (
            id TEXT PRIMARY KEY NOT NULL, rule TEXT NOT NULL, scope TEXT NOT NULL, state TEXT NOT NULL,
            severity INTEGER NOT NULL, sequence INTEGER NOT NULL, breached_at INTEGER NOT NULL,
            fired_at INTEGER NOT NULL, resolved_at INTEGER, updated_at INTEGER NOT NULL,
            metric TEXT NOT NULL, value REAL, baseline_value REAL, ratio REAL, line REAL, events INTEGER NOT NULL,
            effective_events REAL, window_microseconds INTEGER NOT NULL, baseline TEXT, finding BLOB,
            summary TEXT NOT NULL, runbook_url TEXT, unit TEXT NOT NULL, reason TEXT NOT NULL, plane TEXT NOT NULL,
            incident TEXT, notice TEXT NOT NULL, quieted_by TEXT, ack_verdict TEXT, ack_at INTEGER, ack_author TEXT,
            ack_comment TEXT, rule_revision TEXT NOT NULL, rules_hash TEXT NOT NULL, labels TEXT NOT NULL,
            annotations TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alert_by_state ON alert (state, severity, fired_at DESC, id);
        CREATE INDEX alert_by_rule ON alert (rule, state, severity, fired_at DESC, id);
        \(scopeIndex)
        \(transitions)
        """

    /// Finds the scopes that there are, and the newest alerts of one, without looking at whole rows.
    static let scopeIndex = """
        CREATE INDEX alert_by_scope ON alert (scope, fired_at DESC, id, state, severity);
        """

    /// `id` is the order of commits, which whoever follows them remembers.
    static let transitions = """
        CREATE TABLE alert_transition (
            id INTEGER PRIMARY KEY, alert TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL,
            at INTEGER NOT NULL, json TEXT NOT NULL, UNIQUE (alert, sequence)
        ) STRICT;
        """

    /// Lists are rows, so that `sqlite3` shows them without help. `place` is the place in the list.
    static let desk = """
        CREATE TABLE incident (
            id TEXT PRIMARY KEY NOT NULL, model TEXT NOT NULL, state TEXT NOT NULL, severity INTEGER NOT NULL,
            opened_at INTEGER NOT NULL, onset INTEGER NOT NULL, quiet_at INTEGER, planes TEXT NOT NULL,
            closed_at INTEGER, closed_by TEXT, cause TEXT
        ) STRICT;
        CREATE INDEX incident_by_state ON incident (state, opened_at DESC, id);
        CREATE TABLE incident_alert (
            incident TEXT NOT NULL REFERENCES incident (id), place INTEGER NOT NULL, alert TEXT NOT NULL,
            PRIMARY KEY (incident, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE incident_step (
            incident TEXT NOT NULL REFERENCES incident (id), place INTEGER NOT NULL, step TEXT NOT NULL,
            done_at INTEGER, done_by TEXT, finding TEXT, PRIMARY KEY (incident, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE incident_note (
            incident TEXT NOT NULL REFERENCES incident (id), place INTEGER NOT NULL, at INTEGER NOT NULL,
            author TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (incident, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE silence (
            id TEXT PRIMARY KEY NOT NULL, filter TEXT NOT NULL, from_time INTEGER NOT NULL,
            until_time INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, expired_at INTEGER
        ) STRICT;
        CREATE TABLE task (
            id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL, occasion TEXT NOT NULL,
            raised_at INTEGER NOT NULL, done_at INTEGER, done_by TEXT, outcome TEXT
        ) STRICT;
        """
}
