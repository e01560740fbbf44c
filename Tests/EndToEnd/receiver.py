"""A receiver of notifications that answers as its script says, on threads and a loopback port.

    with Receiver() as receiver:
        receiver.script = lambda notice: "ok" if notice.number > 3 else "http_500"

The script is asked about each request, in the order in which they come. ANSWERS is the list of names; `bad_certificate`
is asked of `greet`, before a connection's first request, where the receiver speaks TLS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import struct
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

METADATA = "http://169.254.169.254/latest/meta-data/"
STATUS = {
    "ok": (200, {}), "created": (202, {}), "http_400": (400, {}), "http_404": (404, {}), "http_408": (408, {}),
    "http_429": (429, {"Retry-After": "1"}), "http_429_now": (429, {"Retry-After": "0"}), "http_500": (500, {}),
    "http_503": (503, {}), "redirect": (307, {"Location": METADATA}),
}  # fmt: skip
ANSWERS = [*STATUS, "reset", "slow", "half", "silent"]


@dataclass
class Notice:
    """One request as it came."""

    number: int
    path: str
    headers: dict[str, str]
    raw: bytes
    at: float = field(default_factory=time.time)
    answer: str = ""
    #: Whether all of a 2xx was written.
    was_taken: bool = False

    @property
    def id(self) -> str:
        return self.headers.get("webhook-id", "")

    @property
    def body(self) -> dict:
        return json.loads(self.raw)


class Receiver:
    """Serves from its making until `close`. `tls` are the files of two certificates with keys: a good and a bad one."""

    def __init__(self, tls: tuple[tuple[Path, Path], tuple[Path, Path]] | None = None, port: int = 0) -> None:
        self.notices: list[Notice] = []
        self.script: Callable[[Notice], str] = lambda notice: "ok"
        self.greet: Callable[[], str] = lambda: "good"
        #: Called after a 2xx has been written, before anything else happens.
        self.after: Callable[[Notice], None] = lambda notice: None
        self.refused_certificates = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        contexts = [self._context(*files) for files in tls] if tls else []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                if contexts:
                    is_bad = receiver.greet() == "bad_certificate"
                    self.request = contexts[is_bad].wrap_socket(self.request, server_side=True)
                super().setup()

            def do_POST(self) -> None:
                receiver._serve(self)

            def log_message(self, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # Clients that die are what half of the tests are about.

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @staticmethod
    def _context(certificate: Path, key: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def close(self) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def taken(self) -> list[Notice]:
        return [notice for notice in list(self.notices) if notice.was_taken]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            notice = Notice(len(self.notices) + 1, handler.path, headers, raw)
            notice.answer = self.script(notice)
            self.notices.append(notice)
        handler.close_connection = True
        if notice.answer == "silent":
            self._closed.wait(60)
            return
        if notice.answer == "slow":
            self._closed.wait(1.5)
            return
        if notice.answer == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            return
        status, more = STATUS["ok" if notice.answer == "half" else notice.answer]
        text = b"thank you" if status < 300 else b"no"
        handler.send_response(status)
        for name, value in {"Connection": "close", **more}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text) + (50 if notice.answer == "half" else 0)))
        handler.end_headers()
        handler.wfile.write(text)
        handler.wfile.flush()
        if status < 300 and notice.answer != "half":
            notice.was_taken = True
            self.after(notice)


def is_signed(notice: Notice, key: bytes) -> bool:
    """Whether a Standard Webhooks signature is right, computed from scratch."""
    signed = f"{notice.headers['webhook-id']}.{notice.headers['webhook-timestamp']}.".encode() + notice.raw
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in notice.headers["webhook-signature"].split(" ")
