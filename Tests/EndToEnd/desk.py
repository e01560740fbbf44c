"""Rows as monitord writes them, for what needs people or time to come about."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

MICROSECONDS = 1_000_000
# Moves cursors, forges lines, turns the direction of writing, and looks like markup and a formula.
HOSTILE = '=cmd()\x1b[2J\x07\n"quoted",\u202e<b>\x00end\u0085'


def identity(schema: str, *parts: str) -> str:
    """The id of a silence or a task: the first 64 bits of a hash of what it says."""
    preimage = schema.encode() + b"".join(b"\0" + part.encode() for part in parts)
    return hashlib.sha256(preimage).hexdigest()[:16]


class Desk:
    """A store that nobody has open."""

    def __init__(self, state: Path) -> None:
        self.path = state / "monitord.db"

    def execute(self, query: str, *values: object) -> None:
        connection = sqlite3.connect(self.path)
        connection.execute(query, values)
        connection.commit()
        connection.close()

    def clear(self) -> None:
        """No incidents, silences and tasks but those that follow."""
        for table in ("incident_alert", "incident_step", "incident_note", "incident", "silence", "task"):
            self.execute(f"DELETE FROM {table}")

    def alert(self, like: str, identifier: str, **columns: object) -> None:
        """An alert like another one but for its id and some columns."""
        connection = sqlite3.connect(self.path)
        names = [row[1] for row in connection.execute("PRAGMA table_info(alert)")]
        values = dict(zip(names, connection.execute("SELECT * FROM alert WHERE id = ?", [like]).fetchone()))
        values |= {"id": identifier} | columns
        marks = ", ".join("?" * len(names))
        connection.execute(f"INSERT INTO alert VALUES ({marks})", [values[name] for name in names])
        connection.commit()
        connection.close()

    def incident(self, identifier: str, alerts: list[str], *, opened_at: int, note: str = HOSTILE) -> None:
        """An open incident of which the first step is done."""
        self.execute(
            "INSERT INTO incident VALUES (?, ?, 'open', 3, ?, ?, NULL, 'traffic comparison', NULL, NULL, NULL)",
            identifier, f"model {note}", opened_at, opened_at - 600 * MICROSECONDS,
        )  # fmt: skip
        for place, alert in enumerate(alerts):
            self.execute("INSERT INTO incident_alert VALUES (?, ?, ?)", identifier, place, alert)
        for place, step in enumerate(["confirm", "scope", "cause", "mitigate", "remediate"]):
            done = (opened_at, "anna", note) if step == "scope" else (None, None, None)
            self.execute("INSERT INTO incident_step VALUES (?, ?, ?, ?, ?, ?)", identifier, place, step, *done)
        self.execute("INSERT INTO incident_note VALUES (?, 0, ?, ?, ?)", identifier, opened_at, note, note)

    def silence(self, text: str, start: int, end: int, reason: str = HOSTILE) -> str:
        name = identity("monitord.silence/1", text, str(start), str(end), "anna", reason)
        self.execute(
            "INSERT INTO silence VALUES (?, ?, ?, ?, 'anna', ?, NULL)", name, text, start, end, reason
        )  # fmt: skip
        return name

    def task(self, kind: str, model: str, occasion: str, at: int, *, done: bool = False) -> str:
        name = identity("monitord.task/1", kind, model, occasion)
        answer = (at, "anna", "seen to") if done else (None, None, None)
        self.execute("INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?)", name, kind, model, occasion, at, *answer)
        return name
