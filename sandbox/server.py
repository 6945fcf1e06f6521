"""A small threaded WSGI server: HTTP/1.1 with keep-alive, streaming, and cuts on demand."""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024


class ConnectionCut(Exception):
    """Raised by an app or its body: the connection ends here and now, without another byte."""


class BadRequest(Exception):
    """What came in is no HTTP that this server reads."""


class Server:
    """Listens at once; serves when `serve_forever` runs. Port 0 takes a free one."""

    def __init__(self, app: WSGIApp, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._listener = socket.create_server((host, port), backlog=256)
        # Not every system wakes accept() when another thread closes the listener.
        self._listener.settimeout(0.5)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._stopping = False

    def serve_forever(self) -> None:
        """Accept connections, a thread each, until `stop`."""
        while not self._stopping:
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                break
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._open.add(connection)
                self._threads.add(thread)
            thread.start()

    def stop(self) -> None:
        """Close the listener and every connection, and wait for their threads."""
        self._stopping = True
        _hang_up(self._listener)
        with self._lock:
            connections, threads = list(self._open), list(self._threads)
        for connection in connections:
            _hang_up(connection)
        for thread in threads:
            thread.join(timeout=10)

    def _serve(self, connection: socket.socket) -> None:
        try:
            reader = cast(BinaryIO, connection.makefile("rb", buffering=64 * 1024))
            with reader:
                while not self._stopping and _exchange(self._app, connection, reader):
                    pass
        except (OSError, ConnectionCut):
            pass
        except BadRequest as error:
            _send_quietly(
                connection,
                f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(str(error))}\r\n"
                f"Connection: close\r\n\r\n{error}".encode(),
            )
        finally:
            _hang_up(connection)
            with self._lock:
                self._open.discard(connection)
                self._threads.discard(threading.current_thread())


def _exchange(app: WSGIApp, connection: socket.socket, reader: BinaryIO) -> bool:
    """One request and its answer; whether the connection stays open for another."""
    environ = _read_request(connection, reader)
    if environ is None:
        return False
    wants_close = environ.get("HTTP_CONNECTION", "").lower() == "close"
    _Answer(connection, is_head=environ["REQUEST_METHOD"] == "HEAD").run(app, environ)
    return not wants_close and environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def _read_request(connection: socket.socket, reader: BinaryIO) -> dict[str, Any] | None:
    line = reader.readline(MAX_HEAD)
    while line in (b"\r\n", b"\n"):
        line = reader.readline(MAX_HEAD)
    if not line:
        return None
    parts = line.decode("latin-1").split()
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequest("That is not an HTTP/1.1 request line.")
    method, target, protocol = parts
    raw_path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "RAW_URI": target,
        "PATH_INFO": unquote(raw_path, "latin-1"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": protocol,
        "SERVER_NAME": connection.getsockname()[0],
        "REMOTE_ADDR": connection.getpeername()[0],
        "SERVER_PORT": str(connection.getsockname()[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    _read_headers(reader, environ)
    if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = _read_body(reader, environ)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _read_headers(reader: BinaryIO, environ: dict[str, Any]) -> None:
    read = 0
    while (line := reader.readline(MAX_HEAD)) not in (b"\r\n", b"\n"):
        read += len(line)
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or read > MAX_HEAD:
            raise BadRequest("The request's headers are malformed or too long.")
        key = name.strip().upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        value = value.strip()
        environ[key] = f"{environ[key]},{value}" if key in environ else value


def _read_body(reader: BinaryIO, environ: dict[str, Any]) -> bytes:
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        return b"".join(_chunks(reader))
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BODY:
        raise BadRequest("The request's Content-Length is not a length this server takes.")
    body = reader.read(int(length))
    if len(body) < int(length):
        raise ConnectionCut
    return body


def _chunks(reader: BinaryIO) -> Iterator[bytes]:
    while True:
        try:
            size = int(reader.readline(128).split(b";")[0], 16)
        except ValueError:
            raise BadRequest("The request's chunks are malformed.") from None
        chunk = reader.read(size)
        reader.readline(128)
        if not chunk:
            return
        yield chunk


class _Answer:
    """Sends one answer: with its Content-Length in one piece, or chunked while it is made."""

    def __init__(self, connection: socket.socket, *, is_head: bool) -> None:
        self._connection = connection
        self._is_head = is_head
        self._status = ""
        self._headers: list[tuple[str, str]] = []

    def run(self, app: WSGIApp, environ: dict[str, Any]) -> None:
        """Call the app and send what it gives; any exception of its body cuts the connection."""
        body = app(environ, self._start)
        has_length = any(name.lower() == "content-length" for name, _ in self._headers)
        if not has_length:
            self._headers.append(("Transfer-Encoding", "chunked"))
        head = "".join(f"{name}: {value}\r\n" for name, value in self._headers)
        pending = f"HTTP/1.1 {self._status}\r\n{head}\r\n".encode("latin-1")
        try:
            for piece in () if self._is_head else body:
                pending += piece if has_length else b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b""
                if len(pending) > 64 * 1024:
                    self._connection.sendall(pending)
                    pending = b""
        except ConnectionCut:
            self._connection.sendall(pending)
            raise
        finally:
            if closes := getattr(body, "close", None):
                closes()
        self._connection.sendall(pending + (b"" if has_length else b"0\r\n\r\n"))

    def _start(self, status: str, headers: list[tuple[str, str]], _info: object = None) -> None:
        self._status, self._headers = status, list(headers)


def _send_quietly(connection: socket.socket, data: bytes) -> None:
    try:
        connection.sendall(data)
    except OSError:
        return


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        connection.close()
