"""Runs of canaries as monitord records them, for what would need an endpoint and days to come about."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from desk import MICROSECONDS, Desk

HOUR = 3600 * MICROSECONDS


def configure(place: Path, config: Path, state: Path, key: bytes | None = b"k" * 32) -> None:
    """Two suites of harmless prompts, two targets, and the key of the installation."""
    suites = place / "suites"
    suites.mkdir(mode=0o700)
    for name, kind, targets in (("direct-harm", "direct", '["support"]'), ("capability", "capability", "[]")):
        expect = {"expect": "refuse"} if kind == "direct" else {"expect": "contains", "contains": ["four"]}
        items = suites / f"{name}.jsonl"
        items.write_text("".join(json.dumps({"id": f"item-{n}", "prompt": f"marker {n}"} | expect) + "\n" for n in range(3)))
        items.chmod(0o600)
        table = suites / f"{name}.toml"
        named = f"targets = {targets}\n" if targets != "[]" else ""
        table.write_text(f'[suite]\nname = "{name}"\nkind = "{kind}"\nitems = "{name}.jsonl"\n{named}')
        table.chmod(0o600)
    with config.open("a") as file:
        file.write(f'[canaries]\nsuites = ["{suites}"]\n')
        for name, model in (("support", "acme/support-8b:v7"), ("base", "acme/base-8b")):
            file.write(f'[[target]]\nname = "{name}"\nmodel = "{model}"\nurl = "https://gateway.invalid/v1"\n')
    if key is not None:
        path = state / "canary.key"
        path.write_bytes(key)
        path.chmod(0o600)


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


def pause(state: Path, by: str, reason: str) -> Path:
    """As an order leaves it."""
    path = state / "canaries.paused"
    path.write_text(json.dumps({"by": by, "at": "2025-11-20T12:00:00Z", "reason": reason}) + "\n")
    return path
