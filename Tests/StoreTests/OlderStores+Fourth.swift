// The tables that a store of version 4 has beside those of version 3, to the letter.

let fourth =
    third + "\n" + """
        CREATE TABLE canary_run (
            id TEXT PRIMARY KEY NOT NULL, suite TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
            model TEXT NOT NULL, slot INTEGER, suite_hash TEXT NOT NULL, due_at INTEGER NOT NULL,
            started_at INTEGER NOT NULL, ended_at INTEGER, deadline INTEGER NOT NULL, state TEXT NOT NULL,
            reason TEXT NOT NULL, planned INTEGER NOT NULL, passed INTEGER NOT NULL, flaky INTEGER NOT NULL,
            failed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX canary_run_by_suite ON canary_run (suite, target, due_at DESC, started_at DESC, id);
        CREATE INDEX canary_run_by_time ON canary_run (due_at DESC, started_at DESC, id);
        CREATE INDEX canary_run_open ON canary_run (id) WHERE state = 'intended';
        CREATE TABLE canary_item (
            run TEXT NOT NULL REFERENCES canary_run (id), place INTEGER NOT NULL, item TEXT NOT NULL,
            category TEXT NOT NULL, variant INTEGER NOT NULL, prompt_hash TEXT NOT NULL, print INTEGER NOT NULL,
            requests TEXT NOT NULL, PRIMARY KEY (run, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE canary_result (
            run TEXT NOT NULL REFERENCES canary_run (id), item TEXT NOT NULL, attempt INTEGER NOT NULL,
            request_id TEXT NOT NULL, outcome TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
            judge TEXT NOT NULL, at INTEGER NOT NULL, latency_microseconds INTEGER NOT NULL, input_tokens INTEGER,
            output_tokens INTEGER, answer_bytes INTEGER NOT NULL, answer_hash TEXT NOT NULL,
            served_model TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (run, item, attempt)
        ) STRICT, WITHOUT ROWID;
        """
