// From each older version to the next.

extension Schema {
    /// What makes a store of `version` one of the next version: one transaction, so a crash leaves either.
    static func step(from version: Int64) -> String? {
        switch version {
        case 1: toSecond
        case 2: toThird
        case 3: toFourth
        case 4: toFifth
        default: nil
        }
    }

    /// Panes hold more than outcomes, and evidence more than a rate.
    private static let toSecond = """
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
        PRAGMA user_version = 2;
        COMMIT;
        """

    /// Alerts say why, belong to incidents, and are answered. Transitions get the order of their commits: the outbox
    /// has it, as rows never leave it. Their time stands in the JSON, with as many digits after the point as it needs.
    private static let toThird = """
        BEGIN EXCLUSIVE;
        ALTER TABLE alert ADD COLUMN reason TEXT NOT NULL DEFAULT '';
        ALTER TABLE alert ADD COLUMN plane TEXT NOT NULL DEFAULT 'traffic';
        ALTER TABLE alert ADD COLUMN incident TEXT;
        ALTER TABLE alert ADD COLUMN notice TEXT NOT NULL DEFAULT 'page';
        ALTER TABLE alert ADD COLUMN quieted_by TEXT;
        ALTER TABLE alert ADD COLUMN ack_verdict TEXT;
        ALTER TABLE alert ADD COLUMN ack_at INTEGER;
        ALTER TABLE alert ADD COLUMN ack_author TEXT;
        ALTER TABLE alert ADD COLUMN ack_comment TEXT;
        ALTER TABLE alert ADD COLUMN rule_revision TEXT NOT NULL DEFAULT '';
        ALTER TABLE alert ADD COLUMN rules_hash TEXT NOT NULL DEFAULT '';
        ALTER TABLE alert ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE alert ADD COLUMN annotations TEXT NOT NULL DEFAULT '{}';
        \(scopeIndex)
        ALTER TABLE alert_transition RENAME TO transition_before;
        \(transitions)
        INSERT INTO alert_transition (alert, sequence, kind, at, json)
        SELECT alert, sequence, kind, coalesce(
                unixepoch(moment) * 1000000 + CAST(
                    round(CAST('0' || substr(moment, 20, length(moment) - 20) AS REAL) * 1000000) AS INTEGER), 0),
            json
        FROM (
            SELECT *, json_extract(json, '$.alert.updated_at') AS moment, (
                SELECT min(id) FROM outbox
                WHERE outbox.alert = transition_before.alert AND outbox.sequence = transition_before.sequence
            ) AS place
            FROM transition_before)
        ORDER BY place, alert, sequence;
        DROP TABLE transition_before;
        \(desk)
        PRAGMA user_version = 3;
        COMMIT;
        """

    /// Canaries, and a way to the few orders among many journal rows.
    private static let toFourth = """
        BEGIN EXCLUSIVE;
        \(canaries)
        PRAGMA user_version = 4;
        COMMIT;
        """

    /// Receivers are told in notifications of their own. Rows of the outbox keep their ids: who is at which place holds
    /// on to them.
    private static let toFifth = """
        BEGIN EXCLUSIVE;
        ALTER TABLE outbox RENAME TO outbox_before;
        DROP INDEX outbox_pending;
        \(delivery)
        INSERT INTO outbox (id, alert, sequence, receiver, alert_group, state, body, created_at, delivered_at)
        SELECT id, alert, sequence, receiver, '', state, body, created_at, delivered_at FROM outbox_before ORDER BY id;
        DROP TABLE outbox_before;
        PRAGMA user_version = 5;
        COMMIT;
        """
}
