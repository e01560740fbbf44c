"""The Debian package: what is in it, what it needs, and what its scripts do. `make deb-test` installs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory, monitord_binary: Path) -> list[Path]:
    """The package, made twice; hardly compressed, which is quick and shows the same."""
    made = []
    for number in (1, 2):
        place = tmp_path_factory.mktemp(f"package-{number}")
        env = {**os.environ, "DEB_OPTIONS": "-Zgzip -z1"} | ({"TZ": "Asia/Tokyo"} if number == 2 else {})
        old_mask = os.umask(0o022 if number == 1 else 0o077)
        try:
            done = subprocess.run(
                [ROOT / "packaging/deb", monitord_binary, place], capture_output=True, text=True, timeout=120, env=env
            )
        finally:
            os.umask(old_mask)
        assert done.returncode == 0, done.stderr
        (package,) = place.glob("*.deb")
        made.append(package)
    return made


@pytest.fixture(scope="module")
def tree(packages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files, and its control files in DEBIAN."""
    place = tmp_path_factory.mktemp("tree") / "root"
    subprocess.run(["dpkg-deb", "--raw-extract", packages[0], place], check=True, timeout=60)
    return place


def test_same_program_gives_the_same_bytes(packages: list[Path]) -> None:
    first, second = (package.read_bytes() for package in packages)
    assert first == second


def test_needs_what_the_program_is_linked_with(tree: Path, monitord_binary: Path) -> None:
    control = (tree / "DEBIAN/control").read_text()
    (depends,) = re.findall(r"^Depends: (.*)$", control, re.MULTILINE)
    for name in ("libc6", "libcurl4", "libmicrohttpd12", "librdkafka1", "libsimdjson14", "libsqlite3-0", "libvectorscan5"):
        assert re.search(rf"(^|, ){re.escape(name)} \(>= ", depends), f"{name}: {depends}"
    version = subprocess.run([monitord_binary, "version"], capture_output=True, text=True, timeout=30).stdout.split()[1]
    assert f"\nVersion: {version}\n" in control


def test_configuration_is_kept_by_dpkg_and_nothing_else_is(tree: Path) -> None:
    kept = set((tree / "DEBIAN/conffiles").read_text().split())
    there = {f"/{file.relative_to(tree)}" for file in (tree / "etc").rglob("*") if file.is_file()}
    assert kept == there and {"/etc/monitord/monitord.toml", "/etc/monitord/rules/refusal.toml"} <= kept
    assert all(file.startswith("/etc/monitord/") for file in kept)


def test_everything_that_is_promised_is_in_it(tree: Path, monitord_binary: Path) -> None:
    wanted = [
        "usr/bin/monitord", "lib/systemd/system/monitord.service", "lib/systemd/system/monitord.socket",
        "usr/lib/sysusers.d/monitord.conf", "usr/lib/tmpfiles.d/monitord.conf",
        "usr/share/monitord/prometheus/monitord.rules.yml", "usr/share/monitord/grafana/monitord.json",
        "usr/share/monitord/suites/direct.toml", "usr/share/doc/monitord/operating.md",
        "usr/share/doc/monitord/runbooks/refusal-rate.md", "usr/share/doc/monitord/copyright",
        "usr/share/doc/monitord/changelog.gz", "usr/share/bash-completion/completions/monitord",
        "usr/share/zsh/vendor-completions/_monitord", "usr/share/fish/vendor_completions.d/monitord.fish",
        "etc/monitord/gates/default.toml", "etc/monitord/rules/optional/drift.toml",
    ]  # fmt: skip
    listed = subprocess.run([monitord_binary, "man", "--list"], capture_output=True, text=True, timeout=30).stdout
    wanted += [f"usr/share/man/man{page[-1]}/{page}.gz" for page in listed.split()]
    assert "usr/share/man/man5/monitord.toml.5.gz" in wanted
    assert [name for name in wanted if not (tree / name).is_file()] == []
    # Links between the pages, and of the units to them, lead somewhere.
    for unit in ("service", "socket"):
        text = (tree / f"lib/systemd/system/monitord.{unit}").read_text()
        assert all((tree / page).is_file() for page in re.findall(r"file:/(\S+)", text))


def test_nobody_else_may_write_what_it_installs(tree: Path) -> None:
    open_to_others = [path for path in tree.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o022]
    assert open_to_others == []


def test_scripts_make_the_user_first_and_purge_takes_everything(tree: Path) -> None:
    scripts = {name: (tree / "DEBIAN" / name).read_text() for name in ("postinst", "prerm", "postrm")}
    for name in scripts:
        subprocess.run(["sh", "-n", tree / "DEBIAN" / name], check=True, timeout=10)
    after = scripts["postinst"]
    assert 0 < after.index("systemd-sysusers") < after.index("systemd-tmpfiles") < after.index("try-restart")
    # What nobody configured is neither enabled nor started; what runs is started again.
    assert not re.search(r"deb-systemd-invoke (start|restart)\b", after)
    assert re.search(r'= remove \].*\n *deb-systemd-invoke stop monitord.socket monitord.service', scripts["prerm"])
    purge = re.search(r'"\$1" = purge \]; then\n(.*?)fi', scripts["postrm"], re.DOTALL)
    assert purge and {"/var/lib/monitord", "/etc/monitord", "/run/monitord"} <= set(purge[1].split())


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_has_nothing_to_say(packages: list[Path], monitord_binary: Path) -> None:
    linked = subprocess.run(["readelf", "-d", monitord_binary], capture_output=True, text=True, timeout=30).stdout
    if "libswiftCore" in linked:
        pytest.skip("a debug build, which needs a toolchain, is not what is packaged")
    done = subprocess.run([ROOT / "packaging/lint", packages[0]], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"^[EW]: ", done.stdout, re.MULTILINE)
