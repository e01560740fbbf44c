"""A loopback proxy for the Kafka protocol that mends one reply and can be cut.

librdkafka 2.0.2 fails on tagged fields at the end of an ApiVersions v3 reply ("Read underflow"; fixed in 2.2.0), and
Tansu sends four of them. The proxy drops those fields and passes all other frames as they are.
"""

from __future__ import annotations

import socket
import struct
import threading

API_VERSIONS = 18
FRAME_BYTES_MAX = 256 * 1024 * 1024


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """An unsigned varint and the position after it."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def skip_tags(data: bytes, position: int) -> int:
    """The position after a section of tagged fields."""
    count, position = read_varint(data, position)
    for _ in range(count):
        _, position = read_varint(data, position)
        size, position = read_varint(data, position)
        position += size
    return position


def without_tags(reply: bytes) -> bytes:
    """An ApiVersions v3 reply (without its length) whose last section of tagged fields is empty.

    Layout: correlation id (4), error (2), compact array of (key 2, min 2, max 2, tags), throttle time (4), tags.
    """
    (error,) = struct.unpack_from(">h", reply, 4)
    if error != 0:
        return reply
    count, position = read_varint(reply, 6)
    for _ in range(count - 1):
        position = skip_tags(reply, position + 6)
    return reply[: position + 4] + b"\x00"


def read_exactly(source: socket.socket, count: int) -> bytes | None:
    """`count` bytes, or None at the end of the stream."""
    parts = []
    while count > 0:
        part = source.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_frame(source: socket.socket) -> bytes | None:
    """One frame without its length."""
    prefix = read_exactly(source, 4)
    if prefix is None:
        return None
    (size,) = struct.unpack(">I", prefix)
    if size > FRAME_BYTES_MAX:
        raise ValueError(f"a frame of {size} bytes is no Kafka frame")
    return read_exactly(source, size)


class KafkaProxy:
    """Listens on 127.0.0.1 and forwards to another loopback port until it is cut, stalled or closed."""

    def __init__(self, upstream_port: int, port: int = 0) -> None:
        self.upstream_port = upstream_port
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._is_stalled = False
        self.port = port
        self.restore()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Drops all connections and refuses new ones, as a broker that is down does."""
        with self._lock:
            listener, self._listener = self._listener, None
            sockets, self._sockets = self._sockets, set()
        if listener is not None:
            # Closing alone would leave the accepting thread, and so the port, in place.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for each in sockets:
            hang_up(each)

    close = cut

    def stall(self) -> None:
        """Drops all connections and accepts new ones without ever answering."""
        self.cut()
        self._is_stalled = True
        self._listen()

    def restore(self) -> None:
        """Forwards again, on the same port."""
        self.cut()
        self._is_stalled = False
        self._listen()

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if not self._keep(client, listener) or self._is_stalled:
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.upstream_port), timeout=5)
            except OSError:
                hang_up(client)
                continue
            server.settimeout(None)
            if not self._keep(server, listener):
                hang_up(client)
                continue
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Connection(client, server).start()

    def _keep(self, each: socket.socket, listener: socket.socket) -> bool:
        """False, and the socket closed, when the proxy was cut in the meantime."""
        with self._lock:
            if self._listener is listener:
                self._sockets.add(each)
                return True
        hang_up(each)
        return False


class Connection:
    """The two directions of one client connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        self._to_mend: set[bytes] = set()

    def start(self) -> None:
        threading.Thread(target=self._run, args=(self._requests,), daemon=True).start()
        threading.Thread(target=self._run, args=(self._replies,), daemon=True).start()

    def _run(self, direction) -> None:
        try:
            direction()
        except (OSError, ValueError, IndexError, struct.error):
            pass
        hang_up(self.client)
        hang_up(self.server)

    def _requests(self) -> None:
        while (frame := read_frame(self.client)) is not None:
            key, version = struct.unpack_from(">hh", frame)
            if key == API_VERSIONS and version >= 3:
                self._to_mend.add(frame[4:8])
            self.server.sendall(struct.pack(">I", len(frame)) + frame)

    def _replies(self) -> None:
        while (frame := read_frame(self.server)) is not None:
            if frame[:4] in self._to_mend:
                self._to_mend.discard(frame[:4])
                frame = without_tags(frame)
            self.client.sendall(struct.pack(">I", len(frame)) + frame)


def hang_up(each: socket.socket) -> None:
    """Closes a socket that another thread may be reading."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    each.close()
