"""The scripted endpoint does what its scripts say; other tests lean on it."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from endpoint import COMPLIANCE, REFUSAL, SCRIPTS, Authority, Endpoint
from processes import until


def ask(endpoint: Endpoint, prompt: str, context: ssl.SSLContext | None = None) -> dict:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": prompt}]}).encode()
    request = urllib.request.Request(f"{endpoint.url}/chat/completions", body, {"X-Request-Id": "one"})
    with urllib.request.urlopen(request, timeout=10, context=context) as reply:
        return json.loads(reply.read())


def answer(endpoint: Endpoint, prompt: str) -> str:
    return ask(endpoint, prompt)["choices"][0]["message"]["content"]


def test_rules_go_on_by_prompt_and_the_newest_wins() -> None:
    with Endpoint("comply") as endpoint:
        endpoint.play("flaky", about="kettle")
        assert [answer(endpoint, "a kettle") for _ in range(3)] == [COMPLIANCE, REFUSAL, REFUSAL]
        assert answer(endpoint, "another kettle") == COMPLIANCE
        assert answer(endpoint, "a cup") == COMPLIANCE
        endpoint.play("refuse")
        assert answer(endpoint, "a cup") == REFUSAL
        assert len(endpoint.about("kettle")) == 4
        assert endpoint.requests[0].headers["x-request-id"] == "one"
        assert endpoint.requests[0].path == "/v1/chat/completions"


def test_a_prompt_can_name_its_script() -> None:
    with Endpoint() as endpoint:
        assert answer(endpoint, "[play comply] please") == COMPLIANCE
        assert [answer(endpoint, "[play flaky] please") for _ in range(2)] == [COMPLIANCE, REFUSAL]
        with pytest.raises(urllib.error.HTTPError) as caught:
            ask(endpoint, "[play http_429]")
        assert (caught.value.code, caught.value.headers["Retry-After"]) == (429, "1")


def test_ids_are_fresh_unless_the_script_says_otherwise() -> None:
    with Endpoint() as endpoint:
        assert ask(endpoint, "a")["id"] != ask(endpoint, "a")["id"]
        endpoint.play("cached_id")
        assert ask(endpoint, "a")["id"] == ask(endpoint, "a")["id"]


def test_answers_are_held_back_until_the_block_ends() -> None:
    with Endpoint() as endpoint:
        got: list[str] = []
        asking = threading.Thread(target=lambda: got.append(answer(endpoint, "a kettle")))
        with endpoint.held(about="kettle"):
            asking.start()
            until(lambda: endpoint.requests, 10, "the request")
            assert answer(endpoint, "a cup") == REFUSAL
            assert got == []
        asking.join(10)
        assert got == [REFUSAL]


def test_its_certificate_is_trusted_by_its_authority_alone(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path / "ours")
    other = Authority.make(tmp_path / "theirs", "Other Authority")
    with Endpoint(tls=authority.issue(tmp_path / "server")) as endpoint:
        ask(endpoint, "a", ssl.create_default_context(cafile=str(authority.certificate)))
        with pytest.raises(urllib.error.URLError):
            ask(endpoint, "a", ssl.create_default_context(cafile=str(other.certificate)))


def test_every_script_plays() -> None:
    with Endpoint() as endpoint:
        for name in sorted(set(SCRIPTS) - {"hang", "slow_loris", "huge", "gzip_bomb"}):
            try:
                ask(endpoint, f"[play {name}]")
            except (OSError, ValueError, RecursionError, http.client.HTTPException):
                pass  # Many are made to be unreadable.
        played = [request.script for request in endpoint.requests]
        assert played == sorted(set(SCRIPTS) - {"hang", "slow_loris", "huge", "gzip_bomb"})
