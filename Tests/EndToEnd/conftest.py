"""Fixtures. Binaries: MONITORD_BIN and MOCKBROKER_BIN, else those of the last build; without them tests are skipped."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import MockBroker, Tansu, newer_librdkafka
from monitord import Installation

ROOT = Path(__file__).resolve().parents[2]


def binary(variable: str, name: str) -> Path:
    """A binary of ours; skips the test when there is none, unless the variable names one that is missing."""
    if path := os.environ.get(variable):
        assert os.access(path, os.X_OK), f"{variable}={path} cannot be run"
        return Path(path)
    built = [ROOT / ".build" / kind / name for kind in ("release", "debug")]
    found = [path for path in built if os.access(path, os.X_OK)]
    if not found:
        pytest.skip(f"{variable} is not set and {name} has not been built")
    return max(found, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def monitord_binary() -> Path:
    return binary("MONITORD_BIN", "monitord")


@pytest.fixture(scope="session")
def mockbroker_binary() -> Path:
    return binary("MOCKBROKER_BIN", "mockbroker")


@pytest.fixture(scope="session", autouse=True)
def has_kcat() -> None:
    if shutil.which("kcat") is None:
        pytest.exit("the end-to-end tests need kcat", returncode=2)


@pytest.fixture(scope="session")
def tansu() -> Iterator[Tansu]:
    """One broker for all tests that leave it running; each takes a topic of its own."""
    broker = Tansu()
    yield broker
    broker.close()


@pytest.fixture
def own_tansu() -> Iterator[Tansu]:
    """A broker that the test may cut off."""
    broker = Tansu()
    yield broker
    broker.close()


@pytest.fixture
def mock(mockbroker_binary: Path) -> Iterator[MockBroker]:
    broker = MockBroker(mockbroker_binary)
    yield broker
    broker.close()


@pytest.fixture(params=["mock", "tansu"])
def broker(request: pytest.FixtureRequest) -> MockBroker | Tansu:
    """Either broker, one after the other."""
    return request.getfixturevalue(request.param)


topic_numbers = itertools.count(1)


@pytest.fixture
def topic() -> str:
    """A name that no other test uses."""
    return f"llm.inference.{next(topic_numbers)}"


@pytest.fixture
def install(monitord_binary: Path, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Makes installations of monitord, each in a directory of its own, and ends their processes."""
    made: list[Installation] = []

    def make(bootstrap: str, topic: str | list[str], **settings) -> Installation:
        place = tmp_path / f"monitord-{len(made)}"
        installation = Installation(monitord_binary, place, bootstrap, topic, **settings)
        made.append(installation)
        return installation

    yield make
    for installation in made:
        installation.close()


@pytest.fixture(scope="session")
def newer_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for LD_LIBRARY_PATH that holds a newer librdkafka."""
    return newer_librdkafka(tmp_path_factory.mktemp("librdkafka"))
