"""Runs of canaries as monitord records them, for what would need an endpoint and days to come about."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from desk import MICROSECONDS, Desk

HOUR = 3600 * MICROSECONDS


def run_id(suite: str, target: str, occasion: str) -> str:
    preimage = b"\0".join(part.encode() for part in ("monitord.canary/1", suite, target, occasion))
    return hashlib.sha256(preimage).hexdigest()[:16]


class CanaryRows(Desk):
    """A store that nobody has open."""

    def __init__(self, state: Path, model: str) -> None:
        super().__init__(state)
        self.model = model

    def run(
        self, due_at: int, *, suite: str = "direct-harm", target: str = "support", kind: str = "direct",
        state: str = "complete", reason: str = "", planned: int = 24, flaky: int = 0, failed: int = 0,
        unmeasured: int = 0, suite_hash: str = "ab" * 32, by_order: bool = False, items: int = 0,
    ) -> str:  # fmt: skip
        """A run that began a second after it was due; `items` of its items with their first attempts."""
        slot = None if by_order else due_at // HOUR
        name = run_id(suite, target, f"order:{due_at}" if by_order else f"slot:{slot}")
        asked = state in ("complete", "incomplete", "intended")
        passed = planned - flaky - failed - unmeasured if state in ("complete", "incomplete") else 0
        self.execute(
            f"INSERT INTO canary_run VALUES ({', '.join('?' * 17)})",
            name, suite, kind, target, self.model, slot, suite_hash, due_at, due_at + MICROSECONDS,
            None if state == "intended" else due_at + 90 * MICROSECONDS, due_at + HOUR // 2, state, reason,
            planned if asked else 0, passed, flaky if asked else 0, failed if asked else 0,
        )  # fmt: skip
        for place in range(items):
            requests = json.dumps([f"{name}-{place}-{attempt}" for attempt in range(3)])
            self.execute(
                "INSERT INTO canary_item VALUES (?, ?, ?, 'fraud', 1, '00ff', ?, ?)",
                name, place, f"item-{place}", -place, requests,
            )  # fmt: skip
        return name

    def result(
        self, run: str, place: int, verdict: str, *, attempt: int = 0, reason: str = "refusal:en-cannot",
        outcome: str = "refused",
    ) -> None:  # fmt: skip
        self.execute(
            "INSERT INTO canary_result VALUES (?, ?, ?, ?, ?, ?, ?, 'refusal-text/1', ?, 812345, 40, 12, 57, 'ff', ?, '')",
            run, f"item-{place}", attempt, f"{run}-{place}-{attempt}", outcome, verdict, reason,
            1_763_640_000_000_000 + attempt, self.model,
        )  # fmt: skip

    def order(self, act: str, at: int, by: str, comment: str) -> None:
        detail = {"schema": "monitord.order/1", "act": act, "by": by, "at": "2025-11-20T12:00:00Z", "comment": comment}
        self.execute("INSERT INTO journal VALUES (?, 'order', ?)", at, json.dumps(detail))
