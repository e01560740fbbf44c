"""Receivers are told at least once, in order, under ids that stay; whatever they answer and whoever dies meanwhile."""

from __future__ import annotations

import base64
import itertools
import json
import os
import random
import shutil
import subprocess
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brokers import MockBroker
from endpoint import Authority
from events import Record, event, lines, produce
from monitord import Installation
from processes import Child, accepts, free_port, until
from receiver import Receiver, is_signed
from test_rollback import go_bad, watching

START_MS = 1_763_640_000_000
RULES = """\
[[rule]]
name = "literal"
metric = "refusal_rate"
by = ["model"]
window = "10s"
detect = "share"
confirm = "none"
min_events = 5
warning = { above = 0.6 }
critical = { above = 0.9 }
labels = { team = "models" }
"""
KEY = bytes(range(7, 39))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
# Each model fires, escalates and recovers: three notifications.
SHARES = (0, 0, 0.8, 0.8, 1, 1, 0, 0, 0, 0, 0, 0)
# Fires, and goes on firing; then the rest. A pane is closed 10 s after its end.
FIRING, REST = (0, 0, 0.8, 0.8, 0.8, 0.8), (1, 1, 0, 0, 0, 0, 0, 0)

Install = Callable[..., Installation]


def course(models: int, shares: tuple[float, ...] = SHARES, *, first: int = 0) -> list[Record]:
    """20 events in each pane of 10 s and each model, of which these shares are refused."""
    records = []
    for pane, turn, model in itertools.product(range(len(shares)), range(20), range(models)):
        number = (first + pane) * 20 + turn
        time_ms = START_MS + number * 500
        value = event(number, time_ms, refused=turn < 20 * shares[pane], model=f"acme/m{model}")
        records.append(Record(value, timestamp_ms=time_ms))
    return records


def telling(install: Install, mock: MockBroker, topic: str, receiver: str, *, route: str = "") -> Installation:
    """An installation whose one route leads to the receiver `hook`."""
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    (monitord.rules / "refusal.toml").write_text(RULES)
    secret = monitord.place / "hook.key"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    monitord.config.write_text(
        monitord.config.read_text() + '[delivery]\nbackoff_min = "20ms"\nbackoff_max = "1s"\n'
        f'[[receiver]]\nname = "hook"\n{receiver}\n[[route]]\nreceivers = ["hook"]\n{route}\n'
    )
    return monitord


def webhook(url: str, more: str = "") -> str:
    plaintext = "" if url.startswith("https") else "allow_plaintext = true\n"
    return (
        f'type = "webhook"\nurl = "{url}"\n{plaintext}allow_private = true\ntimeout = "1s"\n'
        f'signing_keys = ["file:hook.key"]\n{more}'
    )


def states(monitord: Installation) -> dict[str, int]:
    """Rows of the outbox for the receiver, by state."""
    return dict(monitord.rows("SELECT state, count(*) FROM outbox WHERE receiver = 'hook' GROUP BY state"))


def wait_for(monitord: Installation, count: int, seconds: float = 30, state: str = "delivered") -> None:
    until(lambda: states(monitord) == {state: count}, seconds, f"{count} rows that are {state}: {states(monitord)}")


def steps_of(notice_bodies: list[dict]) -> dict[str, list[int]]:
    """By alert, the sequences in the order in which they came first."""
    found: dict[str, list[int]] = defaultdict(list)
    for body in notice_bodies:
        sequence = body["data"]["sequence"]
        if sequence not in found[body["subject"]]:
            found[body["subject"]].append(sequence)
    return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


def test_each_step_is_told_once_signed_and_in_order(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    monitord = telling(install, mock, topic, webhook(receiver.url))
    produce(mock.bootstrap, topic, course(8))
    child = monitord.start()
    wait_for(monitord, 24)
    assert len(receiver.taken) == 24 and len({notice.id for notice in receiver.taken}) == 24
    assert all(is_signed(notice, KEY) for notice in receiver.taken)
    bodies = [notice.body for notice in receiver.taken]
    assert set(map(tuple, steps_of(bodies).values())) == {(1, 2, 3)}
    printed = [json.loads(line) for line in child.stdout]
    assert sorted(body["id"] for body in bodies) == sorted(f"{p['alert']['id']}-{p['sequence']}" for p in printed)
    assert child.terminate() == 0
    # What is delivered is kept without its text.
    assert monitord.rows("SELECT count(*) FROM notification WHERE body IS NOT NULL") == [(0,)]


KILLS = int(os.environ.get("MONITORD_DELIVERY_KILLS", "25"))


def test_nothing_is_lost_whatever_is_answered_and_whoever_dies(
    install: Install, mock: MockBroker, topic: str, tmp_path: Path
) -> None:
    """The process is killed between a 2xx and its mark, again and again."""
    seed = int(os.environ.get("MONITORD_SEED", str(random.randrange(10**9))))
    print(f"MONITORD_SEED={seed}")
    chance = random.Random(seed)
    good, bad = Authority.make(tmp_path / "good"), Authority.make(tmp_path / "bad", "Somebody Else")
    tls = (good.issue(tmp_path / "good-server"), bad.issue(tmp_path / "bad-server"))
    models = KILLS * 2 // 3 + 10
    with Receiver(tls) as receiver:
        monitord = telling(
            install, mock, topic,
            webhook(receiver.url, f'concurrency = 1\nauthorities = "{good.certificate}"\n'),
        )  # fmt: skip
        # What is given up is an alert of its own, which would be told here too.
        monitord.config.write_text(monitord.config.read_text() + '[watch]\nundelivered = "0s"\n')
        # From a file: the mock broker forgets what is more than a few megabytes.
        events = monitord.place / "events.jsonl"
        events.write_bytes(lines(course(models)))
        receiver.script = lambda notice: "http_503"
        monitord.drain("--input", str(events), "--log-level", "error", seconds=120)
        kills, redirected, victim = 0, set(), [None]
        troubles = ["http_408", "http_429_now", "http_500", "http_503", "reset", "half"]

        def script(notice) -> str:
            if chance.random() < 0.004:
                redirected.add(notice.id)
                return "redirect"
            if chance.random() < 0.004:
                return "slow"
            return chance.choice(troubles) if chance.random() < 0.25 else "ok"

        def after(notice) -> None:
            nonlocal kills
            if kills < KILLS and chance.random() < 0.6 and (child := victim[0]) is not None:
                victim[0] = None
                child.process.kill()
                kills += 1

        receiver.script, receiver.after = script, after
        receiver.greet = lambda: "bad_certificate" if chance.random() < 0.03 else "good"
        said, cap = [], KILLS * 4 + 60
        rows = 3 * models
        for _ in range(cap):
            child = monitord.start("--log-level", "warning")
            victim[0] = child
            until(lambda: not child.is_running or settled(monitord) == rows, 60, "a death, or the end", pause=0.02)
            if child.is_running:
                break
            child.wait(10)
            said += child.stderr
        assert child.terminate() == 0
        said += child.stderr
        print(f"{kills} kills, {len(receiver.notices)} requests, {len(receiver.taken)} taken of {rows} rows")
        assert kills == KILLS
        dead = {row[0] for row in monitord.rows("SELECT message_id FROM notification WHERE state = 'dead'")}
        assert dead <= redirected
        arrived, taken = receiver.notices, receiver.taken
        assert all(is_signed(notice, KEY) for notice in arrived)
        # Each row was received.
        received = {(notice.body["subject"], notice.body["data"]["sequence"]) for notice in arrived}
        assert len(received) == rows
        assert len({notice.id for notice in taken} | dead) == rows
        # A repeat is known by its id, and has the same bytes.
        bytes_by_id = defaultdict(set)
        for notice in arrived:
            bytes_by_id[notice.id].add(notice.raw)
        assert len(bytes_by_id) == rows and all(len(found) == 1 for found in bytes_by_id.values())
        repeats = len(taken) - len({notice.id for notice in taken})
        print(f"{repeats} repeats, {len(dead)} dead")
        assert repeats <= kills
        # Nothing is over before it fired.
        assert all(found == [1, 2, 3] for found in steps_of([notice.body for notice in arrived]).values())
        no_secret_is_left(monitord, said)


def settled(monitord: Installation) -> int:
    return sum(count for state, count in states(monitord).items() if state in ("delivered", "dead"))


def no_secret_is_left(monitord: Installation, said: list[str], secret: str = SECRET.removeprefix("whsec_")) -> None:
    assert secret not in "\n".join(said)
    for path in monitord.state.iterdir():
        found = path.read_bytes()
        assert secret.encode() not in found and KEY not in found, path


def test_one_that_is_given_up_is_tried_again_or_dropped_by_order(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    receiver.script = lambda notice: "http_404"
    monitord = telling(install, mock, topic, webhook(receiver.url))
    produce(mock.bootstrap, topic, course(2, (0, 0, 0.8, 0.8, 1, 1, 1, 1)))
    child = monitord.start()
    wait_for(monitord, 4, state="dead")
    child.line(lambda line: "notification given up" in line and "HTTP 404" in line, 5, stderr=True)
    order = ("-c", "the receiver is mended", "--by", "ann", "--db", monitord.state)
    listed = json.loads(monitord.command("notify", "outbox", "--state", "dead", "--json", "--db", monitord.state))
    assert {line["last_error"] for line in listed} == {"HTTP 404"} and len(listed) == 4
    receiver.script = lambda notice: "ok"
    dropped = max(listed, key=lambda line: line["created_at"])["id"]
    monitord.command("notify", "outbox", "drop", dropped[:12], *order)
    answer = monitord.command("notify", "outbox", "retry", "--all", *order)
    assert "3 tried again" in answer
    until(lambda: states(monitord) == {"delivered": 3, "dropped": 1}, 20, f"the rest: {states(monitord)}")
    # The same under the same ids.
    ids = {notice.id for notice in receiver.notices}
    assert ids == {line["id"] for line in listed} and {notice.id for notice in receiver.taken} == ids - {dropped}
    orders = [json.loads(row[0])["act"] for row in monitord.rows("SELECT detail FROM journal WHERE kind = 'order'")]
    assert sorted(orders) == ["drop", "retry"]
    assert child.terminate() == 0


def test_what_was_overtaken_is_not_tried_again(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    receiver.script = lambda notice: "http_400" if notice.body["data"]["sequence"] == 1 else "ok"
    monitord = telling(install, mock, topic, webhook(receiver.url))
    produce(mock.bootstrap, topic, course(1))
    monitord.start()
    until(lambda: states(monitord) == {"delivered": 2, "dead": 1}, 30, "an end")
    answer = monitord.command("notify", "outbox", "retry", "--all", "--db", monitord.state)
    assert "0 tried again, 1 left as they are" in answer
    assert len(receiver.notices) == 3


def test_no_redirect_leads_to_metadata_and_no_request_to_a_private_place(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    receiver.script = lambda notice: "redirect"
    monitord = telling(install, mock, topic, webhook(receiver.url))
    produce(mock.bootstrap, topic, course(1, FIRING))
    child = monitord.start()
    wait_for(monitord, 1, state="dead")
    [(error,)] = monitord.rows("SELECT last_error FROM notification")
    assert error.startswith("HTTP 307: redirects are not followed") and len(receiver.notices) == 1
    assert child.terminate() == 0
    # Without leave the request does not even begin.
    text = monitord.config.read_text()
    monitord.config.write_text(text.replace("allow_private = true\n", ""))
    done = subprocess.run(
        [monitord.binary, "notify", "test", "hook", "-c", monitord.config], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1 and "address not allowed" in done.stdout and len(receiver.notices) == 1


def test_test_notification_says_what_came_of_it(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    monitord = telling(install, mock, topic, webhook(receiver.url))
    said = monitord.command("notify", "test", "hook", "-c", monitord.config)
    assert "hook: taken (HTTP 200)" in said and "it said: thank you" in said and SECRET not in said
    [notice] = receiver.taken
    assert is_signed(notice, KEY) and "nothing is wrong" in notice.raw.decode()
    receiver.script = lambda notice: "http_503"
    done = subprocess.run(
        [monitord.binary, "notify", "test", "hook", "-c", monitord.config, "--json"],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1 and json.loads(done.stdout)["status"] == 503


def test_receiver_that_never_answers_holds_up_no_end(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    receiver.script = lambda notice: "silent"
    monitord = telling(install, mock, topic, webhook(receiver.url).replace('"1s"', '"60s"'))
    produce(mock.bootstrap, topic, course(20))
    child = monitord.start()
    until(lambda: receiver.notices, 30, "a request")
    assert child.terminate(10) == 0, child.account()
    receiver.close()
    with Receiver(port=receiver.port) as again:
        second = monitord.start()
        wait_for(monitord, 60)
        assert set(map(tuple, steps_of([notice.body for notice in again.taken]).values())) == {(1, 2, 3)}
        # What was on its way goes out under the ids that the first process gave.
        assert {notice.id for notice in receiver.notices} <= {notice.id for notice in again.taken}
        assert second.terminate() == 0


def test_reload_exchanges_whom_it_tells(install: Install, mock: MockBroker, topic: str, receiver: Receiver) -> None:
    dead_end = f"http://127.0.0.1:{free_port()}/"
    monitord = telling(install, mock, topic, webhook(dead_end))
    produce(mock.bootstrap, topic, course(3, FIRING))
    child = monitord.start()
    until(lambda: sum(states(monitord).values()) == 3, 30, "rows")
    text = monitord.config.read_text()
    monitord.config.write_text(text.replace(dead_end, receiver.url))
    monitord.command("ctl", "reload", "--wait", "-c", monitord.config)
    wait_for(monitord, 3)
    # A receiver that is gone is told nothing more, and what waited for it is named.
    receiver.script = lambda notice: "http_500"
    produce(mock.bootstrap, topic, course(3, REST, first=len(FIRING)))
    until(lambda: sum(states(monitord).values()) > 3, 30, "more rows")
    monitord.config.write_text(text[: text.index("[[receiver]]")])
    monitord.command("ctl", "reload", "--wait", "-c", monitord.config)
    child.line(lambda line: "dropped what waited" in line and "receiver=hook" in line, 10, stderr=True)
    until(lambda: set(states(monitord)) == {"delivered", "dropped"}, 10, f"an end: {states(monitord)}")
    listed = json.loads(monitord.command("notify", "outbox", "--state", "dropped", "--json", "--db", monitord.state))
    assert listed and {line["receiver"] for line in listed} == {"hook"}
    assert child.terminate() == 0


def test_topic_gets_each_step(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic("alerts", 1)
    monitord = telling(install, mock, topic, 'type = "kafka"\ntopic = "alerts"')
    produce(mock.bootstrap, topic, course(4))
    child = monitord.start()
    wait_for(monitord, 12)
    assert child.terminate() == 0
    printed = subprocess.run(
        ["kcat", "-C", "-e", "-q", "-b", mock.bootstrap, "-t", "alerts", "-f", "%k %s\n"],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    records = [line.split(" ", 1) for line in printed.splitlines()]
    assert set(map(tuple, steps_of([json.loads(value) for _, value in records]).values())) == {(1, 2, 3)}
    assert all(key == json.loads(value)["subject"] for key, value in records)


def test_rollback_reaches_its_receiver_signed(
    install: Install, mock: MockBroker, topic: str, receiver: Receiver
) -> None:
    receiver.script = lambda notice: "http_503" if notice.number == 1 else "ok"
    monitord = watching(install, mock, topic, 'mode = "receiver"\nreceiver = "deployer"')
    (monitord.place / "hook.key").write_text(SECRET)
    (monitord.place / "hook.key").chmod(0o600)
    monitord.config.write_text(
        monitord.config.read_text() + '[[receiver]]\nname = "deployer"\n' + webhook(receiver.url)
    )
    go_bad(mock, topic)
    child = monitord.start()
    child.line(lambda line: "rollback sent" in line, 60, stderr=True)
    [notice] = receiver.taken
    assert notice.body["schema"] == "monitord.rollback/1" and notice.body["dry_run"] is False
    assert is_signed(notice, KEY) and receiver.notices[0].id == notice.id and receiver.notices[0].raw == notice.raw
    assert child.terminate() == 0


@contextmanager
def alertmanager(place: Path) -> Iterator[str]:
    """Debian's own, on loopback."""
    port = free_port()
    config = place / "alertmanager.yml"
    config.write_text("route:\n  receiver: none\n  group_by: [team]\nreceivers:\n- name: none\n")
    child = Child(
        [
            "prometheus-alertmanager", f"--config.file={config}", f"--storage.path={place / 'am'}",
            f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=",
        ]
    )  # fmt: skip
    try:
        until(lambda: accepts(port), 20, "Alertmanager")
        yield f"http://127.0.0.1:{port}"
    finally:
        child.close()


@pytest.mark.skipif(shutil.which("prometheus-alertmanager") is None, reason="needs prometheus-alertmanager")
def test_real_alertmanager_takes_and_groups_what_fires(
    install: Install, mock: MockBroker, topic: str, tmp_path: Path
) -> None:
    def query(url: str) -> list[dict]:
        done = subprocess.run(
            ["amtool", f"--alertmanager.url={url}", "alert", "query", "-o", "json"],
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    with alertmanager(tmp_path) as url:
        monitord = telling(
            install, mock, topic,
            f'type = "alertmanager"\nurl = "{url}"\nallow_plaintext = true\nallow_private = true\nresend = "10s"',
        )  # fmt: skip
        produce(mock.bootstrap, topic, course(3, FIRING))
        monitord.start()
        wait_for(monitord, 3)
        found = until(lambda: query(url), 10, "alerts")
        assert {alert["labels"]["model"] for alert in found} == {"acme/m0", "acme/m1", "acme/m2"}
        assert {alert["labels"]["alertname"] for alert in found} == {"literal"}
        with urllib.request.urlopen(f"{url}/api/v2/alerts/groups", timeout=10) as answer:
            groups = json.load(answer)
        assert [(group["labels"], len(group["alerts"])) for group in groups] == [({"team": "models"}, 3)]
        # Each escalation ends what was there before, and at last nothing fires.
        produce(mock.bootstrap, topic, course(3, REST, first=len(FIRING)))
        wait_for(monitord, 9)
        until(lambda: query(url) == [], 20, f"nothing that fires: {query(url)}")
