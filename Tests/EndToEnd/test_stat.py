"""`monitord stat` as a shell meets it: every block of reference values it can give, its inputs and its complaints."""

from __future__ import annotations

import json
import math
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "Tests/Fixtures/vectors.json").read_text())
SPECIAL = 1e-10

Stat = Callable[..., dict]


def run(binary: Path, *words: object, data: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [binary, "stat", *map(str, words)], input=data, capture_output=True, text=True, timeout=60, cwd=cwd
    )


@pytest.fixture
def stat(monitord_binary: Path) -> Stat:
    """Runs a figure that must succeed, and returns its answer."""

    def answer(*words: object, data: str = "") -> dict:
        done = run(monitord_binary, *words, data=data)
        assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    return answer


@pytest.fixture
def refused(monitord_binary: Path) -> Callable[..., str]:
    """Runs a figure that must be refused, and returns the complaint."""

    def complaint(*words: object, data: str = "", status: int = 2) -> str:
        done = run(monitord_binary, *words, data=data)
        assert done.returncode == status and done.stdout == "", f"{words}: exit {done.returncode}\n{done.stdout}"
        return done.stderr

    return complaint


def near(value: object, reference: object, tolerance: float = 1e-9) -> bool:
    if isinstance(reference, list):
        return len(value) == len(reference) and all(map(lambda v, r: near(v, r, tolerance), value, reference))
    if isinstance(reference, str) or isinstance(reference, bool):
        return value == reference
    return math.isclose(value, reference, rel_tol=tolerance, abs_tol=tolerance if reference == 0 else 0)


def comma(values: list[float]) -> str:
    return ",".join(map(repr, values))


# Blocks of reference values


@pytest.mark.parametrize(
    "figure, block, parameters",
    [
        ("beta-quantile", "beta_ppf", "a b p"), ("binomial", "binom_cdf", "k n rate"),
        ("chi2-isf", "chi2_isf", "df q"), ("chi2-sf", "chi2_sf", "x df"),
        ("gamma-quantile", "gamma_ppf", "shape scale p"), ("kolmogorov", "kolmogorov", "x"),
        ("kstwo", "kstwo_sf", "d n"), ("lgamma", "lgamma", "x"),
    ],
)  # fmt: skip
def test_special(stat: Stat, figure: str, block: str, parameters: str) -> None:
    for *values, reference in VECTORS["special"][block]:
        options = [word for name, value in zip(parameters.split(), values) for word in (f"--{name}", value)]
        assert near(stat(figure, *options)[block], reference, SPECIAL), (figure, values)
        assert stat(figure, *values) == stat(figure, *options)


def test_normal_quantile(stat: Stat) -> None:
    for p, reference in VECTORS["special"]["ndtri"].items():
        assert near(stat("normal-quantile", p)["ndtri"], reference, SPECIAL)


def test_proportion_ci(stat: Stat) -> None:
    names = {name: name.replace("_", "-") for name in ("wilson", "jeffreys", "clopper_pearson", "agresti_coull")}
    for row in VECTORS["proportion_ci"]["rows"]:
        call = ("--hits", row["x"], "--of", row["n"], "--alpha", row["alpha"])
        every = stat("proportion", *call)
        for name in [*names, "jeffreys_one_sided_lower"]:
            assert near(every[name], row[name]), (name, row)
        for name, figure in names.items():
            assert stat(figure, *call)[name] == every[name]


def test_two_proportions(stat: Stat) -> None:
    for row in VECTORS["two_proportions"]["rows"]:
        counts = {name: row[name] for name in ("x1", "n1", "x2", "n2")}
        ours = stat("two-proportions", "--input", "-", data=json.dumps(counts))
        for name in row.keys() - counts.keys():
            assert near(ours[name], row[name]), (name, row)


def test_confidence_sequence(stat: Stat) -> None:
    for row in VECTORS["confidence_sequence_betabinomial"]["rows"]:
        ours = stat("confidence-sequence", row["x"], row["n"], "--alpha", row["alpha"])
        assert near(ours["ci"], row["ci"])


def test_divergence(stat: Stat) -> None:
    for row in VECTORS["divergence"]["rows"]:
        current, baseline = row["current_counts"], row["baseline_counts"]
        ours = stat("js", "--current", comma(current), "--baseline", comma(baseline))
        for name in row.keys() - {"current_counts", "baseline_counts"}:
            assert near(ours[name], row[name]), (name, row)
        columns = "baseline,current\n" + "".join(f"{b},{c}\n" for b, c in zip(baseline, current))
        assert stat("js", "--input", "-", data=columns) == ours


def test_ks_wasserstein(stat: Stat, tmp_path: Path, monitord_binary: Path) -> None:
    for name, options in (("x", "--seed 1 --count 200"), ("y", "--seed 2 --count 150 --power 1.3")):
        (tmp_path / name).write_text(run(monitord_binary, "lcg", *options.split(), "--lines").stdout)
    ours = stat("ks", "--x", tmp_path / "x", "--y", tmp_path / "y")
    for name in ("ks", "ks_p_asymp", "wasserstein1", "cvm", "mannwhitney_u"):
        assert near(ours[name], VECTORS["ks_wasserstein"][name]), name


def test_quantile_rules(stat: Stat) -> None:
    for count, rank in VECTORS["quantile_rules"]["ucb_rank_q95_99"]:
        assert stat("ucb-rank", "--n", count, "--q", 0.95, "--g", 0.01) == {"rank": rank}
    assert stat("exceedance", "--above", 11, "--n", 200) == {"exceeds": True}
    assert stat("exceedance", "--above", 10, "--n", 200) == {"exceeds": False}


def test_ddsketch(stat: Stat, tmp_path: Path, monitord_binary: Path) -> None:
    block = VECTORS["ddsketch"]
    u, v = (
        [float(line) for line in run(monitord_binary, "lcg", "--seed", str(seed), "--count", "5000", "--lines").stdout.split()]
        for seed in (11, 12)
    )
    z = [math.sqrt(-2 * math.log(a)) * math.cos(2 * math.pi * b) for a, b in zip(u, v)]
    (tmp_path / "x").write_text("\n".join(repr(math.exp(1 + 0.9 * number)) for number in z))
    ours = stat("ddsketch", "--x", tmp_path / "x", "--accuracy", 0.01)
    assert near(ours["gamma"], block["gamma"])
    for q, (reference, _) in block["quantiles"].items():
        assert near(ours[f"p{round(float(q) * 100)}"], reference), q
    for value, key in block["key_of"].items():
        assert stat("ddsketch-bin", value)["key"] == key
    for key, value in block["value_of_key"].items():
        assert stat("ddsketch-bin", value)["key"] == int(key)
        assert near(stat("ddsketch-bin", value)["value"], value)


def test_kl_and_psi_are_parts_of_js(stat: Stat) -> None:
    call = ("--current", "450,300,180,70", "--baseline", "500,300,150,50")
    every = stat("js", *call)
    for figure in ("kl", "psi"):
        part = stat(figure, *call)
        assert part and all(figure in name and every[name] == value for name, value in part.items())


def test_mcnemar(stat: Stat) -> None:
    for row in VECTORS["mcnemar"]["rows"]:
        ours = stat("mcnemar", "--b", row["b"], "--c", row["c"])
        assert all(near(ours[name], row[name]) for name in ("chi2_cc", "exact_p", "midp"))


def test_sampling(stat: Stat) -> None:
    block = VECTORS["sampling"]
    ours = stat("sampling", "--x", comma(block["x"]), "--w", comma(block["w"]))
    assert all(near(ours[name], block[name]) for name in ("hajek", "n_eff_kish", "se_linearised", "unweighted"))


def test_canary(stat: Stat) -> None:
    for q0, count, failures, e in VECTORS["canary"]["rows"]:
        assert near(stat("canary", "--failures", failures, "--of", count, "--q0", q0)["e"], e)
    for count, bound in VECTORS["canary"]["upper95_zero_failures"]:
        assert near(stat("zero-failures", count)["upper"], bound)


def test_multiplicity(stat: Stat) -> None:
    block = VECTORS["multiplicity"]
    decisions = stat("bh", "--p", comma(block["p"]), "--alpha", 0.05)
    assert decisions["bh"] == block["bh_05"] and near(decisions["bh_adjusted"], block["bh_adjusted"])
    assert stat("ebh", "--e", comma(block["e"]), "--alpha", 0.05)["ebh_index0"] == block["ebh_05_index0"]
    lord = stat("lordpp", "--p", comma(block["p"]), "--alpha", 0.05)
    assert near(lord["levels"], block["lordpp"]["levels"])
    assert lord["rejected_1based"] == block["lordpp"]["rejected_1based"]
    for row in block["fleet_threshold"]:
        names = ("series", "charts", "panes_per_month", "false_alarms_per_month")
        options = [word for name in names for word in ("--" + name.replace("_", "-"), row[name])]
        assert near(stat("fleet", *options)["log_A"], row["log_A"])


def test_series(stat: Stat) -> None:
    assert stat("lcg", "--seed", VECTORS["lcg"]["seed"])["u"] == VECTORS["lcg"]["first5"]
    block = VECTORS["bern_stream"]
    ours = stat("bern-stream", "--seed", block["seed"], "--count", block["n"])
    assert ours["x"][:20] == block["first20"]
    assert (ours["sum_before"], ours["sum_after"]) == (block["sum_first2000"], block["sum_last1000"])


# Inputs and complaints


def test_complaints_name_the_field_and_the_reason(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "--hits: 120 is more than --of 100" in refused("wilson", "--hits", 120, "--of", 100)
    assert "--of: is missing" in refused("wilson", "--hits", 1)
    assert "--of: must be above 0" in refused("wilson", 0, 0)
    assert "--hits: 'nan' is no number" in refused("wilson", "nan", 3)
    assert "--p: 1 must be above 0 and below 1" in refused("normal-quantile", 1)
    assert "--confidence: says the same" in refused("wilson", 1, 2, "--alpha", 0.1, "--confidence", 0.9)
    assert "--current: '1,x' is no list" in refused("js", "--current", "1,x", "--baseline", "1,2")
    assert "--baseline: 3 bins, but --current has 2" in refused("js", "--current", "1,2", "--baseline", "1,2,3")
    assert "--current: counts must be" in refused("js", "--current", "0,0", "--baseline", "1,2")
    assert "No such file" in refused("quantile", "--x", tmp_path / "none", status=66)
    assert "did you mean 'monitord stat wilson'?" in refused("wilsn")


@pytest.mark.parametrize(
    "text",
    ["4\n1\n3\n2\n", "value\n4\n1\n\n3\n2", "4,1,3,2\n", "[4, 1, 3, 2]\n", '{"x":4}\n{"x":1}\n{"x":3}\n{"x":2}\n',
     "other,x\n0,4\n0,1\n0,3\r\n0,2\n", '{"y":9,"x":4}\n{"x":1,"y":9}\n{"x":3,"y":9}\n{"y":9,"x":2}\n',
     "\ufeffx\n4e0\n+1.0\n3\n2\n", "4 1 3 2"],
)  # fmt: skip
def test_series_are_read_in_every_form(stat: Stat, text: str) -> None:
    assert stat("quantile", "--x", "-", "--p", 1, data=text) == {"quantile": 4}
    assert stat("quantile", "--input", "-", data=text) == {"quantile": 2.5}


@pytest.mark.parametrize(
    "text, reason",
    [("1\n2\nx\n", "line 3: 'x' is no finite number"), ("1,2\n3\n", "line 2: 1 value where 2 should be"),
     ("1\n[2\n", "line 2: no flat JSON"), ('{"x":1}\n{"y":1}\n', "line 2: no field 'x'"),
     ("1\ninf\n", "line 2: 'inf' is no finite number"), ("a,a\n1,2\n", "line 1: a column name stands there twice"),
     ('{"x":[1]}\n', "line 1: no flat JSON"), ("1\n1e999\n", "line 2: '1e999' is no finite number")],
)  # fmt: skip
def test_bad_lines_are_named(refused: Callable[..., str], text: str, reason: str) -> None:
    assert reason in refused("quantile", "--x", "-", data=text)


def test_infinity_and_nothing_are_told_apart(stat: Stat) -> None:
    assert stat("js", "--current", "1,1", "--baseline", "1,0")["kl_current_baseline_nats"] == "inf"
    ours = stat("two-proportions", "--x1", 1, "--n1", 2, "--x2", 0, "--n2", 5)
    assert ours["ratio"] is None and ours["ratio_log"] is None
    assert stat("canary", 1000, 1000)["e"] == "inf"
    assert stat("ucb-rank", 20) == {"rank": None}


def test_trillions_are_answered(stat: Stat) -> None:
    for hits in (0, 1, 5 * 10**11, 10**12):
        for name, ends in stat("proportion", hits, 10**12).items():
            values = ends if isinstance(ends, list) else [ends]
            assert all(0 <= value <= 1 for value in values), name


def test_help_lists_every_figure_and_every_example_works(monitord_binary: Path, tmp_path: Path) -> None:
    help_text = subprocess.run([monitord_binary, "stat", "--help"], capture_output=True, text=True).stdout
    figures = re.findall(r"^  stat ([a-z0-9-]+)  ", help_text, flags=re.MULTILINE)
    assert len(figures) > 30
    page = (ROOT / "docs/stat.md").read_text()
    for figure in figures:
        own = subprocess.run([monitord_binary, "help", "stat", figure], capture_output=True, text=True).stdout
        (example,) = re.findall(r"^example: monitord stat (.*)$", own, flags=re.MULTILINE)
        assert run(monitord_binary, *shlex.split(example)).returncode == 0, example
    for name, command in (("x", "lcg --count 9 --lines"), ("y", "lcg --lines")):
        (tmp_path / name).write_text(run(monitord_binary, *command.split()).stdout)
    shown = re.findall(r"`monitord stat ([^`\n]+)`", page)
    for command in [each for each in shown if each != "NAME"]:
        assert run(monitord_binary, *shlex.split(command), cwd=tmp_path).returncode == 0, command
    assert len(shown) > 25
