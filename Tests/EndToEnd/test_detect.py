"""`monitord detect` against the reference values: one test for each block, all through the shell."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "Fixtures" / "vectors.json").read_text())

Rows = Sequence[object]
Detect = Callable[..., dict]


def uniform(seed: int) -> Iterator[float]:
    """The generator of the block `lcg`."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (seed >> 11) / 2**53


def bern_stream() -> list[int]:
    numbers = uniform(2024)
    return [int(next(numbers) < (0.92 if t < 2000 else 0.83)) for t in range(3000)]


def normal_stream() -> list[float]:
    u, v = uniform(5), uniform(6)
    return [
        math.sqrt(-2 * math.log(next(u))) * math.cos(2 * math.pi * next(v)) + (0.8 if i >= 400 else 0)
        for i in range(600)
    ]


STREAM = bern_stream()
NORMAL = normal_stream()
LEVELS = [(0 if i < 60 else 1.5 if i < 110 else 0.2) + 0.4 * NORMAL[i] for i in range(150)]


def written(rows: Rows) -> str:
    lines = (row if isinstance(row, (list, tuple)) else [row] for row in rows)
    return "".join(",".join(repr(cell) for cell in line) + "\n" for line in lines)


@pytest.fixture
def detect(monitord_binary: Path) -> Detect:
    def run(rows: Rows | str | None, name: str, *flags: object) -> dict:
        text = rows if isinstance(rows, str) else written(rows or [])
        words = [monitord_binary, "detect", *name.split(), *map(str, flags)]
        done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def near(value: object, expected: object, tolerance: float = 1e-9) -> bool:
    return value == pytest.approx(expected, rel=tolerance, abs=tolerance)


def follows(path: list[float], expected: dict[str, float]) -> None:
    for place, value in expected.items():
        assert near(path[int(place)], value), place


# Evidence


def test_sr_mixture(detect: Detect) -> None:
    block = VECTORS["sr_mixture"]
    for name, a in (("1e3", 1e3), ("1e5", 1e5), ("1e9", 1e9)):
        told = detect(STREAM, "sr", "--q0", 0.92, "--threshold", a)
        follows(told["log_e"], block["per_event_log_e"])
        assert told["alarms"][0]["step"] == block["alarm_index0"][name]
    for path, q0 in (("pane20_log_e", 0.92), ("pane20_vs_090p0_log_e", 0.828)):
        follows(detect(STREAM, "sr", "--q0", q0, "--pane", 20)["log_e"], block[path])


def test_risk_adjusted_sr(detect: Detect) -> None:
    block = VECTORS["risk_adjusted_sr"]
    told = detect(block["x"], "risk-adjusted", "--q0", "0.99,0.9,0.5", "--events", "12,6,2")
    follows(told["log_e"], block["log_e"])
    pairs = [[cell for n, x in zip((12, 6, 2), row) for cell in (n, x)] for row in block["x"]]
    assert detect(pairs, "risk-adjusted", "--q0", "0.99,0.9,0.5") == told


def test_overall_oe_sr(detect: Detect) -> None:
    rows = VECTORS["risk_adjusted_sr"]["x"]
    told = detect(rows, "oe", "--p0", "0.99,0.9,0.5", "--ratio", 0.9, "--events", "12,6,2")
    follows(told["log_e"], VECTORS["overall_oe_sr"]["log_e"])


def test_clustered_factor(detect: Detect) -> None:
    for y, q0, theta, factor in VECTORS["clustered_factor"]["rows"]:
        assert near(detect([y], "clustered", "--q0", q0, "--theta", theta)["factor"], [factor])


def test_users_of_a_pane_are_units(detect: Detect) -> None:
    """Users of one event each are the same as events."""
    users = "pane,n,x\n" + "".join(f"{t // 20},1,{x}\n" for t, x in enumerate(STREAM))
    told = detect(users, "clustered", "--q0", 0.92)
    assert near(told["log_e"], detect(STREAM, "sr", "--q0", 0.92, "--pane", 20)["log_e"])


def test_weighted_betting_sr(detect: Detect) -> None:
    block = VECTORS["weighted_betting_sr"]
    rows = list(zip(block["w"], block["x"]))
    told = detect(rows, "weighted", "--q0", block["q0"], "--weight-max", block["wmax"])
    assert near([math.exp(value) for value in told["log_e"]], block["e_path"])


def test_topic_plugin_sr(detect: Detect) -> None:
    block = VECTORS["topic_plugin_sr"]
    flags = ["--baseline", "0.4,0.3,0.2,0.1", "--rates", "0.2,0.05,0.01", "--shares", block["eps"]]
    follows(detect(block["counts"], "plugin", *flags)["log_e"], block["log_e"])


def test_topic_ball_sr(detect: Detect) -> None:
    block = VECTORS["topic_ball_sr"]
    flags = ["--baseline", "0.4,0.3,0.2,0.1", "--rates", "0.2,0.05,0.01", "--shares", "0.2,0.7", "--rho", block["rho"]]
    follows(detect(VECTORS["topic_plugin_sr"]["counts"], "plugin", *flags)["log_e"], block["log_e"])


def test_two_stream_e(detect: Detect) -> None:
    rows = VECTORS["two_stream_e"]["rows"]
    assert near(detect([row[:6] for row in rows], "two-stream")["e"], [row[6] for row in rows])
    learned = detect([[90, 100, 60, 100]] * 5, "two-stream", "--threshold", 100)
    assert learned["alarms"][0]["step"] > 0, "the first block has nothing to bet on"


# Changes


def test_bernoulli_cusum(detect: Detect) -> None:
    block = VECTORS["bernoulli_cusum"]
    told = detect(STREAM, "cusum", "--p0", 0.92, "--p1", 0.83, "--h", block["h"])
    follows(told["statistic"], block["path_at"])
    assert near(max(told["statistic"][:2000]), block["max_before_2000"])
    assert told["alarms"][0]["step"] == block["alarm_index0"]
    assert told["alarms"][0]["onset"] == block["onset_estimate_index0"]


def test_cusum_arl(detect: Detect) -> None:
    for row in VECTORS["cusum_arl"]["rows"]:
        told = detect(None, "cusum-arl", "--p0", row["p0"], "--p1", row["p1"], "--h", row["h"])
        assert near(told["closed"], row["closed"])
        assert near(told["markov"], row["markov"], 1e-2)
    told = detect(None, "cusum-arl", "--p0", 0.92, "--p1", 0.83, "--arl", 1e5)
    assert near(told["markov"], 1e5, 1e-2)


def test_focus_bernoulli(detect: Detect) -> None:
    block = VECTORS["focus_bernoulli"]
    down = detect(STREAM, "focus", "--p0", 0.92, "--threshold", 12)
    follows(down["statistic"], block["down_known"])
    assert down["onset_at_end"] == block["onset_at_end"]
    assert down["alarms"][0]["step"] == block["down_first_ge_12_index0"]
    assert down["alarms"][0]["onset"] == block["down_onset_events_before_change_at_alarm"]
    least = detect(STREAM, "focus", "--p0", 0.92, "--effect", 0.03)
    follows(least["statistic"], block["down_min_effect_3pct"])
    follows(detect(STREAM, "focus", "--p0", 0.92, "--side", "high")["statistic"], block["up_known"])
    follows(detect(STREAM, "focus", "--p0", 0.92, "--side", "both")["statistic"], block["two_sided_known"])
    follows(detect(STREAM, "focus")["statistic"], block["two_sided_unknown_pre"])


def test_focus_gaussian(detect: Detect) -> None:
    block = VECTORS["focus_gaussian"]
    known = detect(NORMAL, "focus", "--normal", "--mean", 0)
    follows(known["statistic"], block["known_mean0"])
    assert known["onset_at_end"] == block["changepoint_end_known"]
    follows(detect(NORMAL, "focus", "--normal")["statistic"], block["unknown"])


def test_focus_panes(detect: Detect) -> None:
    told = detect(STREAM, "focus", "--p0", 0.92, "--pane", 20)
    for panes, (statistic, onset) in VECTORS["focus_panes"]["down"].items():
        assert near(told["statistic"][int(panes) - 1], statistic)
        assert told["onset"][int(panes) - 1] == onset


@pytest.mark.parametrize("cost", ["binomial", "l2", "normal"])
def test_pelt(detect: Detect, cost: str) -> None:
    block = VECTORS["pelt"][cost]
    rows, pane = (STREAM, 20) if cost == "binomial" else (LEVELS, 1)
    for run in block["runs"]:
        flags = ["--cost", cost, "--min-size", block["min_size"], "--penalty", run["pen"], "--pane", pane]
        told = detect(rows, "pelt", *flags)
        assert told["breakpoints"] == run["breakpoints"]
        assert near(told["total_cost"], run["total_cost"])
        exact = detect(rows, "pelt", "--exact", *flags)
        price = [run["pen"] * len(each["breakpoints"]) + each["total_cost"] for each in (exact, told)]
        assert price[0] <= price[1] + 1e-9


def test_river(detect: Detect) -> None:
    block = VECTORS["river"]
    flags = ["--delta", 0.045, "--threshold", 8.5, "--min-events", 30, "--side", "high"]
    told = detect([1 - x for x in STREAM], "page-hinkley", *flags)
    assert [alarm["step"] for alarm in told["alarms"]] == block["page_hinkley_alarms_index0"]
    told = detect(STREAM, "adwin", "--delta", 0.1)
    assert [[alarm["step"], alarm["width"]] for alarm in told["alarms"]] == block["adwin_delta01"]


# Charts


def test_p_chart(detect: Detect) -> None:
    block = VECTORS["p_chart"]
    told = detect(list(zip(block["n"], block["x"])), "p-chart")
    assert near(told["pbar"], block["pbar"])
    assert near(told["sigma_z"], block["laney_sigma_z"])
    assert near(told["dispersion"], block["dispersion_pearson"])
    for name in ("z", "lcl3", "ucl3", "laney_lcl3"):
        assert near(told[name], block[name]), name
    assert [list(pair) for pair in zip(told["exact_lower"], told["exact_upper"])] == block["prob_limits_00135"]
    assert told["alarms"] == []


def test_ewma_chart(detect: Detect) -> None:
    block, rates = VECTORS["ewma_chart"], VECTORS["p_chart"]
    rows = [x / n for x, n in zip(rates["x"], rates["n"])]
    told = detect(rows, "ewma", "--mean", block["mu0"], "--sd", block["sigma"])
    assert near(told["z"], block["z"])
    assert near(told["half_width"], block["half_width"])


def test_xmr_chart(detect: Detect) -> None:
    block = VECTORS["xmr_chart"]
    told = detect(block["x"], "xmr")
    for name in ("center", "mr_bar", "lcl", "ucl", "mr_ucl"):
        assert near(told[name], block[name]), name
    assert [alarm["step"] for alarm in told["alarms"]] == [7]


def test_g_chart(detect: Detect) -> None:
    told = detect([0] * 5000 + [1, 0, 1, 1], "g", "--p0", 0.001)
    assert told["gap"] == [5000, 1, 0]
    assert [alarm["step"] for alarm in told["alarms"]] == [2], "a gap of one is not yet too short"
    assert detect([5000, 1, 0], "g", "--gaps", "--p0", 0.001)["limits"] == told["limits"]


# The command


def test_forms_of_input_are_one(detect: Detect, tmp_path: Path) -> None:
    rows = [(20, 18), (20, 12), (30, 27)]
    told = detect(rows, "focus", "--p0", 0.9)
    assert detect("n,x\n" + written(rows), "focus", "--p0", 0.9) == told
    assert detect("".join(f"{json.dumps({'x': x, 'n': n})}\n" for n, x in rows), "focus", "--p0", 0.9) == told
    file = tmp_path / "rows.csv"
    file.write_text(written(rows))
    assert detect(None, "focus", "--p0", 0.9, file) == told
    assert detect(rows, "focus", "--p0", 0.9, "-") == told


def test_restart_gives_one_alarm_after_the_other(detect: Detect) -> None:
    falls = [1] * 50 + [0] * 50
    once = detect(falls, "cusum", "--p0", 0.9, "--p1", 0.5, "--h", 5)
    again = detect(falls, "cusum", "--p0", 0.9, "--p1", 0.5, "--h", 5, "--restart")
    assert len(once["alarms"]) == 1 and len(again["alarms"]) > 5
    assert once["alarms"][0] == again["alarms"][0]
    assert len(detect(falls, "sr", "--q0", 0.9, "--threshold", 100, "--restart")["alarms"]) > 3


def test_empty_input_is_no_error(detect: Detect) -> None:
    for flags in (
        ["sr", "--q0", 0.9], ["oe", "--p0", "0.9,0.5"], ["cusum", "--p0", 0.9, "--p1", 0.8, "--h", 5],
        ["focus"], ["focus", "--normal"], ["adwin"], ["page-hinkley"], ["ewma", "--mean", 0, "--sd", 1],
        ["two-stream"], ["clustered", "--q0", 0.5], ["g", "--p0", 0.1], ["weighted", "--q0", 0.5, "--weight-max", 2],
        ["plugin", "--baseline", "0.5,0.5"], ["p-chart", "--p0", 0.5],
    ):  # fmt: skip
        assert detect("", *flags)["alarms"] == [], flags


@pytest.mark.parametrize(
    ("words", "rows", "complaint"),
    [
        (["sr", "--q0", "1"], "1", "--q0 must lie strictly between 0 and 1"),
        (["sr"], "1", "--q0 is needed"),
        (["sr", "--q0", "0.9", "--threshold", "0.5"], "1", "--threshold must be 1 or more"),
        (["sr", "--q0", "nan"], "1", "'nan' is no number"),
        (["risk-adjusted", "--q0", "0.9,0"], "1,1,1,1", "--q0 must lie strictly between 0 and 1"),
        (["weighted", "--q0", "0.5", "--weight-max", "1"], "1,1", "--weight-max must be above 1"),
        (["cusum", "--p0", "0.9", "--p1", "0.9", "--h", "1"], "1", "--p1 must lie strictly between 0 and 1"),
        (["cusum", "--p0", "0.9", "--p1", "0.8", "--p1-other", "0.7", "--h", "1"], "1", "two sides of p0"),
        (["cusum", "--p0", "0.9", "--p1", "0.8", "--h", "0"], "1", "--h must be a positive number"),
        (["cusum-arl", "--p0", "0.9", "--p1", "0.8", "--h", "-1"], "", "--h must be a positive number"),
        (["focus", "--p0", "0"], "1", "--p0 must lie strictly between 0 and 1"),
        (["focus", "--p0", "0.9", "--effect", "0.2", "--side", "high"], "1", "--effect must leave a rate"),
        (["focus", "--p0", "0.9", "--pane", "0"], "1", "--pane: '0' is no whole number"),
        (["focus", "--p0", "0.9"], "2,3", "row 1: 3.0 hits of 2.0 events cannot be"),
        (["focus", "--p0", "0.9"], "0.5\ntwo", "line 2: 'two' is no finite number"),
        (["pelt", "--min-size", "3"], "1\n0", "--min-size the series is shorter than one segment"),
        (["pelt", "--penalty", "-1"], "1\n0\n1\n1", "--penalty must be a positive number"),
        (["ewma", "--mean", "0", "--sd", "1", "--lambda", "0"], "1", "--lambda must be above 0"),
        (["xmr"], "1", "the series must have two values at least"),
        (["adwin", "--delta", "1"], "1", "--delta must lie strictly between 0 and 1"),
        (["g", "--p0", "0.1"], "0.5", "row 1: an event is 0 or 1"),
        (["plugin", "--baseline", "0.5,0.5", "--rho", "-1"], "1,1", "no bets can be made of this"),
        (["two-stream"], "3,2,1,1", "row 1: more hits than events"),
        (["tree"], "1", "no 'detect tree'"),
    ],
)
def test_what_cannot_be_is_refused(monitord_binary: Path, words: list[str], rows: str, complaint: str) -> None:
    done = subprocess.run(
        [monitord_binary, "detect", *words], input=rows, capture_output=True, text=True, timeout=30
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert complaint in done.stderr
    assert done.stdout == ""


def test_help_names_every_detector_and_flag(monitord_binary: Path) -> None:
    done = subprocess.run([monitord_binary, "help", "detect"], capture_output=True, text=True, timeout=30)
    names = "sr risk-adjusted oe weighted clustered plugin two-stream cusum cusum-arl focus pelt page-hinkley adwin"
    for name in [*names.split(), "p-chart", "laney", "ewma", "xmr", "g"]:
        assert f"monitord detect {name}:" in done.stdout
    for flag in ("--q0", "--p1-other", "--head-start", "--effect", "--min-size", "--rho", "--weight-max", "--lambda"):
        assert flag in done.stdout
