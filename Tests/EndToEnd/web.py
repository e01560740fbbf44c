"""Requests to the HTTP server of a run, by its port or its Unix socket."""

from __future__ import annotations

import http.client
import json
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from processes import Child

LISTEN = ["127.0.0.1:0"]
SERVING = re.compile(r"serving HTTP at=http://127\.0\.0\.1:(\d+)")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> object:
        return json.loads(self.body)


class LocalConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self.path))


def port_of(child: Child, seconds: float = 20) -> int:
    """The port that the system chose, as the log has it."""
    line = child.line(SERVING.search, seconds, stderr=True)
    return int(SERVING.search(line)[1])


def ask(
    place: int | Path, path: str, method: str = "GET", body: object = None, headers: dict[str, str] | None = None
) -> Answer:
    """One request to a port of this machine or to a Unix socket."""
    connection = (
        LocalConnection(place) if isinstance(place, Path)
        else http.client.HTTPConnection("127.0.0.1", place, timeout=30)
    )  # fmt: skip
    sent = dict(headers or {})
    data = body
    if body is not None and not isinstance(body, bytes | str):
        data = json.dumps(body)
        sent.setdefault("Content-Type", "application/json")
    try:
        connection.request(method, path, data, sent)
        reply = connection.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def events(place: int, count: int, last: str | None = None, name: str | None = None) -> list[dict[str, str]]:
    """The next `count` server-sent events, of one name if it is given."""
    connection = http.client.HTTPConnection("127.0.0.1", place, timeout=30)
    connection.request("GET", "/api/v1/events/stream", headers={"Last-Event-ID": last} if last is not None else {})
    reply = connection.getresponse()
    assert reply.status == 200 and reply.getheader("Content-Type") == "text/event-stream"
    found: list[dict[str, str]] = []
    event: dict[str, str] = {}
    while len(found) < count:
        line = reply.readline().decode().rstrip("\n")
        if line:
            key, _, value = line.partition(": ")
            event[key] = value
        else:
            if name is None or event.get("event") == name:
                found.append(event)
            event = {}
    connection.close()
    return found
