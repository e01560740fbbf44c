"""Rules over a part of the traffic, and what a baseline leaves out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from events import MODEL, event
from monitord import Installation

NOWHERE = "127.0.0.1:1"
START_MS = 1_763_640_000_000
BAD = """\
[[known_bad]]
incident = "0123456789abcdef"
model = "acme/support-8b:v7"
from = 2025-11-20T11:40:00Z
until = 2025-11-20T11:41:40Z
cause = "adapter without its safety tuning"
"""

Install = Callable[..., Installation]


def rule(name: str, where: str | None) -> str:
    return (
        f'[[rule]]\nname = "{name}"\nmetric = "refusal_rate"\nby = ["model"]\nwindow = "1m"\ndetect = "ratio"\n'
        + (f"where = '{where}'\n" if where else "")
        + "warning = { below = 0.90 }\ncritical = { below = 0.75 }\n\n"
    )


def traffic(count: int, rate: float, environment: str, start_ms: int) -> list[tuple[int, bytes]]:
    times = [start_ms + index * 100 for index in range(count)]
    refused = [int((index + 1) * rate) > int(index * rate) for index in range(count)]
    return [
        (time, event(index, time, refused=said, environment=environment))
        for index, (time, said) in enumerate(zip(times, refused, strict=True))
    ]


def merged(*parts: list[tuple[int, bytes]]) -> bytes:
    return b"".join(value + b"\n" for _, value in sorted(sum(parts, [])))


def test_where_names_a_part_and_known_bad_times_are_not_learned(install: Install) -> None:
    monitord = install(NOWHERE, "nothing")
    (monitord.rules / "refusal.toml").write_text(
        rule("prod", 'environment = "prod"') + rule("rest", 'environment not in ["prod"] and model ~ "acme/.*"')
        + rule("elsewhere", 'provider != "us"') + BAD
    )  # fmt: skip
    learned = monitord.place / "learn.jsonl"
    learned.write_bytes(
        merged(
            traffic(1000, 0.9, "prod", START_MS - 4_000_000),
            traffic(1000, 0.8, "staging", START_MS - 4_000_000),
            # Twenty minutes before noon, in the known-bad time.
            traffic(1000, 0.1, "prod", START_MS - 1_200_000),
        )
    )
    words = ["baseline", "learn", "-c", str(monitord.config), "--input", str(learned), "--name", "healthy"]
    done = subprocess.run([monitord.binary, *words], capture_output=True, text=True, env=monitord.env, timeout=60)
    assert done.returncode == 0, done.stderr
    assert f"left out 10 panes of {MODEL}: known bad since incident 0123456789abcdef" in done.stderr
    assert "2,000" in done.stdout or "2000" in done.stdout, done.stdout

    events = monitord.place / "events.jsonl"
    events.write_bytes(
        merged(
            traffic(3000, 0.9, "prod", START_MS),
            traffic(900, 0.8, "staging", START_MS) + traffic(2100, 0.3, "staging", START_MS + 90_000),
        )
    )
    monitord.drain("--input", str(events))
    (alert,) = monitord.alerts()
    assert (alert["rule"], alert["series"]) == ("rest", {"model": MODEL})
    assert abs(alert["evidence"]["baseline_value"] - 0.8) < 0.01, alert["evidence"]
    # Only the pieces that the filter names are in the picture: prod alone would stay at 90 %.
    told = monitord.command("explain", alert["id"], "-c", monitord.config)
    assert "30.0 %" in told and "90.0 %" not in told, told
    states = dict(monitord.rows("SELECT rule, state FROM verdict"))
    assert states["prod"] == "ok" and "learning" in states["elsewhere"], states
