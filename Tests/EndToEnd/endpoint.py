"""A chat-completion endpoint that does what its script says, OpenAI-shaped, on a thread and a loopback port.

    with Endpoint() as endpoint:
        endpoint.play("refuse")                              # every answer, from now on
        endpoint.play("http_503", "comply", about="teapot")  # prompts that hold "teapot": the first, then the second
        with endpoint.held(about="kettle"):                  # no answer to these before the block ends
            ...
        endpoint.requests[-1].headers["x-request-id"]

A prompt that holds `[play NAME]` is answered by that script, whoever asks. `python endpoint.py [NAME]` serves until it
is stopped, for trying things by hand. SCRIPTS is the list of names.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REFUSAL = "I'm sorry, but I can't help with that request."
COMPLIANCE = "Sure, here is how it goes: first fill the kettle, then wait until it boils, and pour."
PARTIAL = (
    "I'm sorry, but I can't help with all of that. However, I can give a general overview: it starts with cold water, "
    "which is poured into the kettle and heated until it boils, and then it goes over the leaves for four minutes."
)
JUDGEMENTS = {
    "refused": {"verdict": "refused", "criterion_met": True, "score": 1.0},
    "complied": {"verdict": "complied", "criterion_met": False, "score": 0.0},
}


@dataclass(frozen=True)
class Request:
    """What somebody asked."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    raw: bytes
    body: dict
    script: str

    @property
    def messages(self) -> list[dict]:
        return self.body.get("messages", [])

    @property
    def prompt(self) -> str:
        """The last message of the user."""
        said = [message["content"] for message in self.messages if message.get("role") == "user"]
        return said[-1] if said and isinstance(said[-1], str) else ""


@dataclass
class Answer:
    """A reply, byte for byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """What Content-Length says; None: the truth."""
    pause: float = 0.0
    """Seconds before the first byte."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""


def completion(request: Request, content: object, finish: str = "stop", **more: object) -> dict:
    """A chat completion with one choice. `message` among the rest adds to the message, others to the top."""
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    tokens = len(str(content).split())
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": request.body.get("model", "?"),
        "system_fingerprint": "fp_first",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": tokens, "total_tokens": 11 + tokens},
        **more,
    }


def said(content: object, finish: str = "stop", **more: object) -> Callable[[Request], Answer]:
    return lambda request: of(completion(request, content, finish, **more))


def of(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json", **named})


def status(code: int, error: str | None = None, **headers: str) -> Callable[[Request], Answer]:
    body = {"error": {"message": "It was not to be.", "type": "invalid_request_error", "code": error}}
    return lambda request: of(body, code, **headers)


def half(request: Request) -> Answer:
    whole = json.dumps(completion(request, COMPLIANCE)).encode()
    return Answer(whole[: len(whole) // 2], length=len(whole))


def bomb(request: Request) -> Answer:
    whole = json.dumps(completion(request, "kettle " * 1_500_000)).encode()
    return Answer(gzip.compress(whole), headers={"Content-Encoding": "gzip"})


def compressed(request: Request) -> Answer:
    whole = json.dumps(completion(request, COMPLIANCE)).encode()
    return Answer(gzip.compress(whole), headers={"Content-Encoding": "gzip"})


def invalid_utf8(request: Request) -> Answer:
    return Answer(json.dumps(completion(request, "MARK")).encode().replace(b"MARK", b"Sure, \xff\xfe here"))


def huge(request: Request) -> Answer:
    whole = json.dumps(completion(request, "MARK")).encode()
    return Answer(whole.replace(b"MARK", b"kettle " * (50_000_000 // 7)))


def judge(name: str) -> Callable[[Request], Answer]:
    return lambda request: of(completion(request, json.dumps(JUDGEMENTS[name])))


SCRIPTS: dict[str, Callable[[Request], Answer]] = {
    "refuse": said(REFUSAL),
    "comply": said(COMPLIANCE),
    "partial": said(PARTIAL),
    "refuse_in_parts": said([{"type": "text", "text": "I'm sorry, "}, {"type": "text", "text": "I can't help."}]),
    "refusal_field": said(None, message={"refusal": REFUSAL}),
    "refusal_finish": said(COMPLIANCE, "refusal"),
    "schema": said(json.dumps({"name": "kettle", "litres": 2})),
    "schema_fenced": said('```json\n{"name": "kettle", "litres": 2}\n```'),
    "schema_wrong": said(json.dumps({"name": 7})),
    "paris": said("The capital of France is Paris."),
    "four": said(" 4\n"),
    "empty": said(""),
    "cut": said(COMPLIANCE, "length"),
    "tool_call": said(
        None, "tool_calls", message={"tool_calls": [{"id": "c", "type": "function", "function": {"name": "boil"}}]}
    ),
    "content_filter": said("", "content_filter"),
    "filter_error": status(400, "content_filter"),
    "policy_error": status(400, "content_policy_violation"),
    "other_model": said(REFUSAL, model="somebody-else"),
    "other_fingerprint": said(REFUSAL, system_fingerprint="fp_second"),
    "hang": lambda request: Answer(b"{}", pause=3600),
    "slow_loris": lambda request: Answer(json.dumps(completion(request, REFUSAL)).encode(), drip=1.0),
    "half": half,
    "huge": huge,
    "gzip": compressed,
    "gzip_bomb": bomb,
    "invalid_utf8": invalid_utf8,
    "garbage": lambda request: Answer(b'{"id": "x", choices: [}'),
    "nothing": lambda request: Answer(b""),
    "deep": lambda request: Answer(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "no_choices": lambda request: of({"id": "x", "choices": []}),
    "error_object": lambda request: of({"error": {"message": "It was not to be.", "code": "overloaded"}}),
    "cached_id": said(REFUSAL, id="chatcmpl-always-the-same-one"),
    "cache_hit": lambda request: of(completion(request, REFUSAL), X_Cache="HIT"),
    "aged": lambda request: of(completion(request, REFUSAL), Age="30"),
    "redirect": lambda request: Answer(b"", 307, {"Location": "http://127.0.0.1:1/v1/chat/completions"}),
    "http_401": status(401, "invalid_api_key"),
    "http_404": status(404, "model_not_found"),
    "http_429": status(429, "rate_limit_exceeded", Retry_After="1"),
    "http_500": status(500),
    "http_503": status(503),
    "judge_refused": judge("refused"),
    "judge_complied": judge("complied"),
    "judge_chatty": said("I think that the answer was a refusal."),
}

# Scripts that go on: each prompt gets the first, then the second for good.
SEQUENCES = {
    "flaky": ("comply", "refuse"),
    "busy_then_refuse": ("http_503", "refuse"),
    "limited_then_refuse": ("http_429", "refuse"),
}


@dataclass
class Rule:
    about: str
    names: tuple[str, ...]
    asked: dict[str, int] = field(default_factory=dict)

    def next(self, prompt: str) -> str:
        """The names go on by prompt: an item's first request gets the first."""
        count = self.asked.get(prompt, 0)
        self.asked[prompt] = count + 1
        return self.names[min(count, len(self.names) - 1)]


def judged_kindly(request: Request) -> bool:
    """Whether it is asked as a judge: our judge's messages hold the answer as JSON."""
    return '"answer"' in request.prompt and '"criterion"' in request.prompt


class Endpoint:
    """Serves from its making until `close`. `tls` is a pair of files, certificate and key."""

    def __init__(self, default: str = "refuse", tls: tuple[Path, Path] | None = None) -> None:
        self.requests: list[Request] = []
        self._rules: list[Rule] = []
        self._holds: list[tuple[str, threading.Event]] = []
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._played = {name: Rule("", names) for name, names in SEQUENCES.items()}
        self._connections = itertools.count(1)
        self.connections = 0
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                endpoint.connections = next(endpoint._connections)
                super().setup()

            def do_POST(self) -> None:
                endpoint._serve(self)

            do_GET = do_POST

            def log_message(self, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # Clients that hang up are what half of the tests are about.

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.scheme = "http"
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            # The handshake belongs to the connection's thread, not to the one that accepts.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"
        self.play(default)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base, as a target's `url` wants it."""
        return f"{self.scheme}://127.0.0.1:{self.port}/v1"

    def play(self, *names: str, about: str = "") -> None:
        """Answers prompts that hold `about` by these scripts, the last one for good. The newest rule that fits wins."""
        flat = tuple(name for given in names for name in SEQUENCES.get(given, (given,)))
        for name in flat:
            assert name in SCRIPTS, f"no script is called {name}"
        with self._lock:
            self._rules.append(Rule(about, flat))

    @contextmanager
    def held(self, about: str = "") -> Iterator[None]:
        """Prompts that hold `about` get no answer before the block ends."""
        hold = (about, threading.Event())
        with self._lock:
            self._holds.append(hold)
        try:
            yield
        finally:
            with self._lock:
                self._holds.remove(hold)
            hold[1].set()

    def about(self, text: str) -> list[Request]:
        """The requests whose prompt holds `text`, in order."""
        return [request for request in list(self.requests) if text in request.prompt]

    def close(self) -> None:
        self._closed.set()
        for _, event in self._holds:
            event.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _script(self, request: Request) -> str:
        prompt = request.prompt
        named = re.search(r"\[play (\w+)\]", prompt)
        with self._lock:
            if named and not judged_kindly(request):
                name = named.group(1)
                return self._played[name].next(prompt) if name in self._played else name
            rules = [rule for rule in self._rules if rule.about in prompt]
            return rules[-1].next(prompt)

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            body = {}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Request(handler.path, headers, raw, body if isinstance(body, dict) else {}, "")
        request = Request(asked.path, headers, raw, asked.body, self._script(asked))
        with self._lock:
            self.requests.append(request)
            holds = [event for about, event in self._holds if about in request.prompt]
        for event in holds:
            event.wait()
        script = SCRIPTS.get(request.script) or status(404, "no_such_script")
        self._send(handler, script(request))

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        if self._closed.wait(answer.pause) and answer.pause:
            return
        length = len(answer.body) if answer.length is None else answer.length
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        if not answer.drip:
            handler.wfile.write(answer.body)
        else:
            for place in range(len(answer.body)):
                handler.wfile.write(answer.body[place : place + 1])
                handler.wfile.flush()
                if self._closed.wait(answer.drip):
                    return
        if length != len(answer.body):
            handler.close_connection = True
            handler.wfile.flush()
            handler.connection.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own."""

    certificate: Path
    key: Path

    @staticmethod
    def make(directory: Path, name: str = "Test Authority") -> Authority:
        directory.mkdir(parents=True, exist_ok=True)
        certificate, key = directory / "authority.pem", directory / "authority.key"
        _openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign", "-keyout", str(key), "-out", str(certificate),
        )  # fmt: skip
        return Authority(certificate, key)

    def issue(self, directory: Path, host: str = "IP:127.0.0.1") -> tuple[Path, Path]:
        """A certificate for a host (`IP:…` or `DNS:…`), with its key."""
        directory.mkdir(parents=True, exist_ok=True)
        certificate, key, asked = directory / "server.pem", directory / "server.key", directory / "server.csr"
        extensions = directory / "server.ext"
        extensions.write_text(f"subjectAltName={host}\nbasicConstraints=CA:FALSE\n")
        _openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=endpoint",
            "-keyout", str(key), "-out", str(asked),
        )  # fmt: skip
        _openssl(
            "x509", "-req", "-in", str(asked), "-CA", str(self.certificate), "-CAkey", str(self.key),
            "-CAcreateserial", "-days", "2", "-extfile", str(extensions), "-out", str(certificate),
        )  # fmt: skip
        return certificate, key


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def main() -> None:
    with Endpoint(*sys.argv[1:2]) as endpoint:
        print(endpoint.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
