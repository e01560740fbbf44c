"""What a responder asks: which alerts, since when, how sure, what belongs together, and what is to do."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from desk import HOSTILE, MICROSECONDS, Desk
from events import MODEL, lines, stream
from monitord import Installation
from processes import Child

START_MS = 1_763_640_000_000
NOWHERE = "127.0.0.1:1"
Install = Callable[..., Installation]
# What may never reach a terminal.
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")


@dataclass(frozen=True)
class Answer:
    returncode: int
    # With line ends as they were.
    stdout: str
    stderr: str


class Responder:
    """A person beside a store in which one model came down from 90 % to 50 %."""

    def __init__(self, monitord: Installation) -> None:
        self.monitord = monitord
        self.db = ("--db", monitord.state)
        monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
        self.events = monitord.place / "events.jsonl"
        self.events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)))
        monitord.command("run", "-c", monitord.config, "--input", self.events)
        (self.alert,) = self.json("alerts", "--all")
        self.desk = Desk(monitord.state)

    def type(self, *words: object, env: dict[str, str] | None = None) -> Answer:
        done = subprocess.run(
            [self.monitord.binary, *map(str, words), *map(str, self.db)], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=30, env=self.monitord.env | (env or {}),
        )  # fmt: skip
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def says(self, *words: object, status: int = 0, env: dict[str, str] | None = None) -> str:
        done = self.type(*words, env=env)
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def complains(self, *words: object, status: int = 2) -> str:
        done = self.type(*words)
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stderr

    def json(self, *words: object) -> object:
        return json.loads(self.says(*words, "--json"))

    def ids(self, *words: object) -> list[str]:
        return [alert["id"] for alert in self.json("alerts", *words)]


@pytest.fixture
def responder(install: Install) -> Iterator[Responder]:
    yield Responder(install(NOWHERE, "llm.inference"))


def many(responder: Responder) -> list[str]:
    """Beside the one that fires: one stale and medium, one resolved and low, one of another model with a label."""
    fired = responder.desk
    like, hour = responder.alert["id"], 3600 * MICROSECONDS
    base = START_MS * 1000
    fired.alert(like, "a" * 32, rule="other", state="stale", severity=1, fired_at=base + hour)
    fired.alert(like, "b" * 32, state="resolved", severity=0, fired_at=base + 2 * hour, resolved_at=base + 3 * hour)
    fired.alert(
        like, "c" * 32, scope='{"model":"beta/coder","category":"weapons"}', labels='{"team":"trust"}', severity=3,
        fired_at=base - hour, plane="canary", notice="silenced", quieted_by="00ff",
    )  # fmt: skip
    return [like, "a" * 32, "b" * 32, "c" * 32]


def test_matchers_choose_alerts(responder: Responder) -> None:
    one, stale, resolved, other = many(responder)
    everything = {one, stale, resolved, other}
    assert responder.ids() == [stale, one, other]
    assert set(responder.ids("--all")) == set(responder.ids("--state", "all")) == everything
    for words, found in (
        (["refusal-rate"], {one, other}),
        (["rule=~.*rate"], {one, other}),
        (["rule!=refusal-rate"], {stale}),
        (["severity>=high"], {one, other}),
        (["severity<high", "--all"], {stale, resolved}),
        (["--severity", ">=critical"], {other}),
        ([f"model={MODEL}"], {one, stale}),
        (["model=~acme/.*", "--all"], {one, stale, resolved}),
        (["model!~acme/.*", "--all"], {other}),
        (["category=weapons"], {other}),
        (["category=", "--all"], {one, stale, resolved}),
        (["team=trust"], {other}),
        (["team!=trust", "plane=traffic", "--all"], {one, stale, resolved}),
        (["plane=canary"], {other}),
        (["notice=silenced"], {other}),
        (["state=resolved"], {resolved}),
        (["--state", "stale,resolved"], {stale, resolved}),
        (["--since", "2025-11-20T12:30Z", "--all"], {stale, resolved}),
        (["--until", "2025-11-20T11:30Z", "--all"], {other}),
        (["model=~acme/.*", "--all", "-n", "1"], {resolved}),
        (["model=nobody", "--all"], set()),
    ):
        assert set(responder.ids(*words)) == found, words


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["modle=x"], "did you mean model=…?"),
        (["severity>=hihg"], "hihg"),
        (["model=~("], "("),
        (["a==b"], "no such operator"),
        (["--state", "open"], "none of firing, stale, resolved, all"),
        (["-o", "yaml"], "none of table, wide, json, ndjson, csv"),
    ],
    ids=" ".join,
)
def test_wrong_matchers_are_explained(responder: Responder, words: list[str], advice: str) -> None:
    assert advice in responder.complains("alerts", *words)


def test_a_slip_of_a_subcommand_is_noticed(responder: Responder) -> None:
    assert "did you mean 'monitord alerts show'?" in responder.complains("alerts", "shwo", status=0)


def test_exit_code_tells_that_there_are_some(responder: Responder) -> None:
    assert responder.type("alerts", "--exit-code").returncode == 10
    assert responder.type("alerts", "list", "--exit-code", "severity>=critical").returncode == 0


def test_a_table_fits_80_columns_and_hides_nothing_elsewhere(responder: Responder) -> None:
    many(responder)
    long = {"rule": "r" * 60, "scope": json.dumps({"model": "m" * 90}, separators=(",", ":"))}
    responder.desk.alert(responder.alert["id"], "d" * 32, reason="past the line", **long)
    narrow = responder.says("alerts", "--all", env={"COLUMNS": "80"}).splitlines()
    assert len(narrow) == 6 and max(map(len, narrow)) <= 80
    assert narrow[0].split() == ["ID", "SEVERITY", "SINCE", "RULE", "SERIES", "NOW", "BASE", "NOTE"]
    assert all("50.0 %" in line and "90.0 %" in line for line in narrow[1:])
    piped = responder.says("alerts", "--all")
    assert "m" * 90 in piped and "r" * 60 in piped and "beta/coder weapons" in piped
    (note,) = [line for line in narrow if line.startswith("cccccccc")]
    assert "critical" in note and note.endswith("silenced")
    wide = responder.says("alerts", "--all", "-o", "wide").splitlines()
    assert "REASON" in wide[0] and any("model=beta/coder category=weapons" in line for line in wide)
    assert responder.says("alerts", "--all", "--ascii", env={"COLUMNS": "80"}).isascii()


def test_colour_marks_severity_and_the_word_stays(responder: Responder) -> None:
    env = {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}
    coloured = responder.says("alerts", env=env)
    assert "\x1b[31mhigh\x1b[0m" in coloured and "\x1b" not in responder.says("alerts", env={"NO_COLOR": "1"})
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == responder.says("alerts")


def test_csv_is_rfc_4180_and_no_formula(responder: Responder) -> None:
    for number, name in enumerate(["=1+1", "+1", "-1", "@a", "\tb", "\rc", 'say "a, b"', "plain"]):
        responder.desk.alert(responder.alert["id"], f"{number:032x}", rule=name)
    text = responder.says("alerts", "--all", "-o", "csv", "-n", "100")
    assert text.count("\r\n") == text.count("\n") == 10
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rules = [row["rule"] for row in rows]
    assert sorted(rules) == sorted(
        ["'=1+1", "'+1", "'-1", "'@a", "'\\u{9}b", "'\\u{d}c", 'say "a, b"', "plain", "refusal-rate"]
    )
    (plain,) = [row for row in rows if row["rule"] == "plain"]
    assert plain["severity"] == "high" and float(plain["value"]) == 0.5 and plain["series"] == f"model={MODEL}"


def test_formats_agree(responder: Responder) -> None:
    many(responder)
    array = responder.json("alerts", "--all")
    assert [json.loads(line) for line in responder.says("alerts", "--all", "-o", "ndjson").splitlines()] == array
    assert json.loads(responder.says("alerts", "list", "--all", "-o", "json")) == array
    table = responder.says("alerts", "--all").splitlines()[1:]
    assert [line[:8] for line in table] == [alert["id"][:8] for alert in array]
    chosen = responder.says("alerts", "--all", "--json=id,severity")
    assert json.loads(chosen) == [{"id": alert["id"], "severity": alert["severity"]} for alert in array]


def test_the_card_says_what_since_when_how_sure_and_what_to_do(responder: Responder) -> None:
    responder.desk.execute(
        "UPDATE alert SET reason = 'high: past the line', incident = '00aa', ack_verdict = 'true', ack_at = ?, "
        "ack_author = 'anna', ack_comment = 'seen it', rule_revision = '0123', rules_hash = '4567', "
        "labels = '{\"team\":\"trust\"}', runbook_url = 'docs/runbooks/refusal.md'", START_MS * 1000,
    )  # fmt: skip
    card = responder.says("alerts", "show", responder.alert["id"][:6])
    for words in (
        f"model={MODEL}", "high: past the line", "since ", "how sure", " events in 1m", "50.0 % (95 %: ",
        "90.0 %", "incident    00aa", "true, by anna at 2025-11-20", "seen it", "revision 0123 of rule set 4567",
        "team=trust", "docs/runbooks/refusal.md", "monitord explain", "monitord incident show 00aa", "history",
    ):  # fmt: skip
        assert words in card, words
    narrow = responder.says("alerts", "show", responder.alert["id"], env={"COLUMNS": "80"})
    assert max(map(len, narrow.splitlines())) <= 80
    shown = responder.json("alerts", "show", responder.alert["id"])
    assert shown["alert"]["reason"] == "high: past the line" and shown["history"][0]["sequence"] == 1


def test_the_whole_history_is_exported(responder: Responder) -> None:
    steps = responder.monitord.rows("SELECT json FROM alert_transition ORDER BY id")
    exported = responder.says("alerts", "export").splitlines()
    assert exported == [text for (text,) in steps] and exported
    assert responder.says("alerts", "export", "model=nobody") == ""
    assert responder.says("alerts", "export", "--since", "2030-01-01") == ""
    rows = list(csv.DictReader(io.StringIO(responder.says("alerts", "export", "--format", "csv"), newline="")))
    assert [row["transition"] for row in rows] == [json.loads(text)["transition"] for text in exported]
    assert "none of ndjson, csv" in responder.complains("alerts", "export", "-o", "table")


def test_transitions_are_followed_over_a_restart(install: Install) -> None:
    monitord = install(NOWHERE, "llm.inference")
    monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    events = monitord.place / "events.jsonl"
    run = ("run", "-c", monitord.config, "--input", events)
    events.write_bytes(lines(stream(600, 0.9, start_ms=START_MS)))
    monitord.command(*run)
    follower = Child([monitord.binary, "alerts", "-f", "--db", monitord.state], env=monitord.env)
    filtered = Child([monitord.binary, "alerts", "-f", "-o", "ndjson", "severity<high", "--db", monitord.state],
                     env=monitord.env)  # fmt: skip
    try:
        for child in (follower, filtered):
            child.line(lambda line: "following" in line, 10, stderr=True)
        with events.open("ab") as file:
            file.write(lines(stream(900, 0.5, start_ms=START_MS + 60_000, first=600)))
        monitord.command(*run)
        follower.line(lambda line: "firing" in line and MODEL in line, 10)
        with events.open("ab") as file:
            file.write(lines(stream(2000, 0.9, start_ms=START_MS + 150_000, first=1500)))
        monitord.command(*run)
        follower.line(lambda line: "resolved" in line, 10)
        for child in (follower, filtered):
            child.process.send_signal(signal.SIGINT)
            assert child.wait(10) == 130, child.account()
        recorded = monitord.rows("SELECT kind, json FROM alert_transition ORDER BY id")
        assert [line.split()[3] for line in follower.stdout] == [kind for kind, _ in recorded]
        low = [text for _, text in recorded if json.loads(text)["alert"]["severity"] in ("low", "medium")]
        assert filtered.stdout == low
    finally:
        follower.close()
        filtered.close()


def test_incidents_show_their_steps_and_what_is_known(responder: Responder) -> None:
    opened = START_MS * 1000
    responder.desk.clear()
    responder.desk.incident("00aa00aa00aa00aa", [responder.alert["id"]], opened_at=opened, note="said & done")
    (listed,) = responder.json("incident", "list")
    assert responder.json("incident") == [listed]
    assert listed == {
        "id": "00aa00aa00aa00aa", "model": "model said & done", "state": "open", "severity": "critical",
        "opened_at": "2025-11-20T12:00:00Z", "change_at": "2025-11-20T11:50:00Z", "planes": ["traffic", "comparison"],
        "alerts": [responder.alert["id"]],
        "steps": [
            {"step": "confirm", "done": False},
            {"step": "scope", "done": True, "by": "anna", "at": "2025-11-20T12:00:00Z", "comment": "said & done"},
            {"step": "cause", "done": False}, {"step": "mitigate", "done": False}, {"step": "remediate", "done": False},
        ],
        "notes": [{"by": "said & done", "at": "2025-11-20T12:00:00Z", "comment": "said & done"}],
    }  # fmt: skip
    shown = responder.json("incident", "show", "00aa")
    hints = shown.pop("hints")
    assert shown == listed
    assert hints["records"].startswith("of 1,200 so far 0 (0.0 %) rejected and 0 (0.0 %) late")
    assert hints["gaps"] == "none in the log" and "behaviour" in hints["input"]
    card = responder.says("incident", "show", "00aa")
    for words in ("CRITICAL", "open", "confirm", "to do: is it the model", "done by anna", "said & done", "1,200",
                  responder.alert["id"][:8], "monitord incident step 00aa00aa confirm -c TEXT"):  # fmt: skip
        assert words in card, words
    assert responder.says("incident", "list").splitlines()[1].split()[:3] == ["00aa00aa", "critical", "open"]
    responder.desk.execute("UPDATE incident SET state = 'closed', closed_at = ?, closed_by = 'b', cause = 'c'", opened)
    assert responder.json("incident", "list") == []
    assert responder.json("incident", "list", "--all")[0]["closed"]["by"] == "b"
    assert "no incident 'ff'" in responder.complains("incident", "show", "ff", status=5)


def test_an_alert_leads_to_its_incident(responder: Responder) -> None:
    (incident,) = responder.json("incident", "list")
    assert incident["alerts"] == [responder.alert["id"]] and incident["model"] == MODEL
    assert f"monitord incident show {incident['id'][:8]}" in responder.says("alerts", "show", responder.alert["id"])
    assert responder.json("status")["incidents"] == 1


def test_silences_and_tasks_wait_where_status_shows_them(responder: Responder) -> None:
    now = START_MS * 1000
    responder.desk.clear()
    active = responder.desk.silence('model = "m"', now, now + 3600 * MICROSECONDS)
    over = responder.desk.silence('model = "m"', now - 5, now - 1)
    open_task = responder.desk.task("monthly_review", "m", "2025-11", now)
    done = responder.desk.task("context_change", "m", "prompt 2", now, done=True)
    assert [each["id"] for each in responder.json("silence", "list")] == [active]
    assert {each["id"] for each in responder.json("silence", "--all")} == {active, over}
    assert [each["id"] for each in responder.json("task", "list")] == [open_task]
    assert {each["id"] for each in responder.json("task", "list", "--all")} == {open_task, done}
    status = responder.json("status")
    assert status["silences"] == 1 and [task["id"] for task in status["tasks"]] == [open_task]
    said = responder.type("status").stderr
    assert "1 silence: monitord silence list" in said and "1 task to do" in said and open_task[:8] in said
    assert "active" in responder.says("silence", "list") and "monthly review 2025-11" in responder.says("task")
    responder.desk.execute("INSERT INTO silence VALUES ('aa', 'model === 1', 0, ?, 'a', 'b', NULL)", now * 2)
    broken = responder.type("silence", "list")
    assert broken.returncode == 1 and "silence aa silences nothing" in broken.stderr and active[:8] in broken.stdout


def test_nothing_from_outside_drives_the_terminal(responder: Responder) -> None:
    series = json.dumps({"model": HOSTILE}, separators=(",", ":"), ensure_ascii=False)
    series = series.replace("\\u001b", "\x1b").replace("\x1b", "\\u001b")
    responder.desk.alert(
        responder.alert["id"], "e" * 32, rule=HOSTILE, scope=series, summary=HOSTILE, reason=HOSTILE, incident="00aa",
        runbook_url=HOSTILE, ack_verdict="true", ack_at=1, ack_author=HOSTILE, ack_comment=HOSTILE, baseline=HOSTILE,
        rule_revision=HOSTILE, rules_hash=HOSTILE, notice="silenced", quieted_by=HOSTILE,
    )  # fmt: skip
    step = json.dumps({"alert": {"severity": "high", "notice": HOSTILE}, "note": {"by": HOSTILE, "comment": HOSTILE}})
    responder.desk.execute("INSERT INTO alert_transition VALUES (99, ?, 1, 'noted', 1, ?)", "e" * 32, step)
    responder.desk.incident("00aa", ["e" * 32], opened_at=START_MS * 1000)
    responder.desk.silence(f"model = '{HOSTILE}'".replace("\n", ""), 0, 2**62)
    responder.desk.task("incident", HOSTILE, HOSTILE, 1)
    for words in (
        ["alerts"], ["alerts", "-o", "wide"], ["alerts", "-o", "csv"], ["alerts", "show", "eeee"], ["incident", "list"],
        ["incident", "show", "00aa"], ["silence", "list"], ["task", "list"], ["status"],
        ["alerts", "export", "-o", "csv"],
    ):  # fmt: skip
        done = responder.type(*words)
        shown = (done.stdout + done.stderr).replace("\r\n", "\n")
        assert not RAW.search(shown), (words, RAW.search(shown))
        if words[0] != "status":
            assert "\\u{1b}[2J" in shown or "\\u{202e}" in shown, words
