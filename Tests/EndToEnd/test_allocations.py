"""In steady state an event costs no allocation: counted in the built program, from outside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def allocations(monitord: Path, place: Path, library: Path, events: int) -> int:
    """Allocations of a whole run over `events` events of one and the same pane."""
    lines, count = place / f"{events}.jsonl", place / "count"
    # All within eight seconds of one ten-second pane, so that panes cost the same however many events there are.
    with lines.open("wb") as file:
        subprocess.run(
            [monitord, "generate", "--start", "@1763640001", "--duration", "8s", "--rate", str(events / 8)],
            stdout=file, stderr=subprocess.DEVNULL, check=True, timeout=60)  # fmt: skip
    subprocess.run(
        [monitord, "run", "--input", lines, "--rules", ROOT / "rules", "--baselines", place / "none",
         "--db", place / f"state-{events}"],
        env=os.environ | {"LD_PRELOAD": str(library), "MALLOC_COUNT_FILE": str(count)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60)  # fmt: skip
    return int(count.read_text())


def test_an_event_allocates_nothing(monitord_binary: Path, tmp_path: Path) -> None:
    library = tmp_path / "malloc_count.so"
    subprocess.run(
        ["cc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "bench" / "malloc_count.c"], check=True, timeout=60)  # fmt: skip
    few, many = (allocations(monitord_binary, tmp_path, library, events) for events in (100_000, 300_000))
    print(f"{few} allocations for 100,000 events, {many} for 300,000")
    # One allocation per event would be 200,000 more; a checkpoint by the clock writes each open cell, some hundreds.
    assert 0 < few and many - few < 2000
