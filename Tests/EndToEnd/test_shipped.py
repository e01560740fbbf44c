"""The files for Prometheus and Grafana: right by their own tools, and about metrics that monitord gives."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from brokers import MockBroker
from canaries import Canaries, item
from endpoint import Endpoint
from events import Record, produce, stream
from monitord import Installation
from processes import until
from web import LISTEN, ask, port_of

START_MS = 1_763_640_000_000

Install = Callable[..., Installation]

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "packaging/prometheus/monitord.rules.yml"
DASHBOARD = ROOT / "packaging/grafana/monitord.json"


def dashboard() -> dict:
    return json.loads(DASHBOARD.read_text())


def expressions() -> list[str]:
    """What the dashboard asks, with its variables filled in as Grafana does."""
    found = [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", [])]
    found += [each["expr"] for each in dashboard()["annotations"]["list"] if "expr" in each]
    filled = [re.sub(r"\$(job|instance|model|deployment|rule)\b", "x", text) for text in found]
    return [text.replace("$__rate_interval", "1m") for text in filled]


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, timeout=60)


def test_rules_pass_their_tests() -> None:
    for words in (["check", "rules", RULES], ["test", "rules", RULES.with_name("monitord.rules.test.yml")]):
        done = promtool(*words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    names = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    tests = RULES.with_name("monitord.rules.test.yml").read_text()
    quiet = set(re.findall(r"{ eval_time: \w+, alertname: (\w+) }", tests))
    fires = set(re.findall(r"alertname: (\w+)\n +exp_alerts:\n +- exp_labels", tests))
    assert len(names) == 12 and names == quiet == fires


def test_dashboard_can_be_laid_out() -> None:
    panels = dashboard()["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids)) > 20
    taken: dict[tuple[int, int], str] = {}
    for panel in panels:
        place = panel["gridPos"]
        assert 0 <= place["x"] and place["x"] + place["w"] <= 24, panel["title"]
        for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])):
            assert cell not in taken, f"{panel['title']} lies on {taken[cell]}"
            taken[cell] = panel["title"]
    # Whoever imports it says where the metrics are.
    (source,) = dashboard()["__inputs"]
    sources = {panel["datasource"]["uid"] for panel in panels if "datasource" in panel}
    assert sources == {"${" + source["name"] + "}"}
    assert all(panel["description"] for panel in panels if panel["type"] != "row")


def test_expressions_of_the_dashboard_are_right(tmp_path: Path) -> None:
    """Prometheus' own parser reads them as the expressions of recording rules."""
    rules = [{"record": f"panel:{number}", "expr": text} for number, text in enumerate(expressions())]
    file = tmp_path / "panels.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    done = promtool("check", "rules", file)
    assert done.returncode == 0 and f"SUCCESS: {len(rules)} rules" in done.stdout, done.stdout + done.stderr
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": [{"record": "a", "expr": "sum(("}]}]}))
    assert promtool("check", "rules", file).returncode != 0


def named() -> Iterator[tuple[str, str]]:
    """Each metric that a shipped file names, and where."""
    for text in expressions():
        yield from ((name, "dashboard") for name in re.findall(r"\b((?:monitord|process)_[a-z_]+)", text))
    found = re.findall(r"\b((?:monitord|process)_[a-z_]+)\{", RULES.read_text())
    assert found
    yield from ((name, "rules") for name in found)


# Those that only a receiver with something to wait for gives; docs/http.md has them.
OF_RECEIVERS = {
    "monitord_notification_outbox_entries", "monitord_notification_outbox_oldest_timestamp_seconds",
    "monitord_notifications_total", "monitord_notification_breaker_open",
}  # fmt: skip


def test_every_metric_that_is_named_is_given(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    made = install(mock.bootstrap, topic, http=LISTEN)
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    produce(mock.bootstrap, topic, [Record(b"{no event"), *stream(2400, 0.5, start_ms=START_MS)])
    with Endpoint() as endpoint:
        endpoint.play("refuse")
        canaries = Canaries(made, endpoint)
        canaries.suite("direct-harm", [item(number) for number in range(3)])
        child = made.start()
        port = port_of(child)
        made.wait_for_records(2401)
        canaries.wait_for_alert("refusal-rate")
        made.command("canary", "run", "direct-harm", "--config", made.config)
        canaries.wait_for_runs(1)
        made.command("ctl", "reload", "--wait", "--config", made.config)
        given = lambda: set(re.findall(r"^# TYPE (\w+)", ask(port, "/metrics").text, re.MULTILINE))  # noqa: E731
        until(lambda: "monitord_canary_last_success_timestamp_seconds" in given(), 20, "a suite that passed")
        names = given() | OF_RECEIVERS
    wanted = {(name.removesuffix("_bucket"), place) for name, place in named()}
    assert {name for name, _ in wanted} - names == set()
    listed = (ROOT / "docs/http.md").read_text()
    missing = {name for name, _ in wanted if name.removesuffix("_total") not in listed and name.startswith("monitord_")}
    assert missing == set()


def test_pages_that_the_rules_name_are_there() -> None:
    headings = {
        line.lstrip("# ").lower() for line in (ROOT / "docs/monitoring.md").read_text().splitlines() if line.startswith("#")
    }
    urls = re.findall(r"runbook_url: https://monitord.dev/(\S+)", RULES.read_text())
    assert len(urls) == 12
    for url in urls:
        page, _, anchor = url.partition("#")
        assert (ROOT / f"docs/{page}.md").is_file(), url
        assert not anchor or (page == "monitoring" and anchor in headings), url
