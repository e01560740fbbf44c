// The tables of what is told to whom.

extension Schema {
    /// A row of `outbox` is a transition for a receiver. From rows of one subject a row of `notification` is made, with
    /// the bytes that are sent until they are taken; `subject` is the group, or the alert's id.
    static let delivery = """
        CREATE TABLE notification (
            id INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL, subject TEXT NOT NULL,
            shape TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('news', 'repeat')),
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'dropped')), alerts TEXT NOT NULL,
            body BLOB, attempts INTEGER NOT NULL, not_before INTEGER NOT NULL, created_at INTEGER NOT NULL,
            ended_at INTEGER, last_error TEXT NOT NULL
        ) STRICT;
        CREATE INDEX notification_by_state ON notification (state, receiver, id);
        CREATE INDEX notification_by_subject ON notification (receiver, subject, state, ended_at);
        CREATE INDEX notification_by_end ON notification (ended_at) WHERE ended_at IS NOT NULL;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, alert TEXT NOT NULL, sequence INTEGER NOT NULL, receiver TEXT NOT NULL,
            alert_group TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'composed', 'delivered', 'dead', 'dropped')), body TEXT,
            notification INTEGER REFERENCES notification (id), created_at INTEGER NOT NULL, delivered_at INTEGER,
            UNIQUE (alert, sequence, receiver)
        ) STRICT;
        CREATE INDEX outbox_pending ON outbox (receiver, id) WHERE state = 'pending';
        CREATE INDEX outbox_by_notification ON outbox (notification) WHERE notification IS NOT NULL;
        CREATE INDEX outbox_by_end ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
        """
}
